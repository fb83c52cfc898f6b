import 'reflect-metadata';
import { PackageDirectoryLoader } from 'n8n-core';
import type { INodeProperties, INodeType } from 'n8n-workflow';
import { readFileSync } from 'node:fs';
import { resources } from '../../nodes/PikPak/resources.js';
import { operationsTable } from '../../scripts/operationsTable.mjs';

const loader = new PackageDirectoryLoader(process.cwd());
const descriptionOf = (name: string) => (loader.getNode(name).type as INodeType).description;
const readme = readFileSync('README.md', 'utf8');

beforeAll(async () => {
	await loader.loadAll();
});

test.each(['pikPak', 'pikPakTrigger'])('the stored names of %s change only on purpose', (name) => {
	// The package's version is not a stored name.
	const description = { ...descriptionOf(name), communityNodePackageVersion: undefined };
	expect(description).toMatchSnapshot();
});

test('the stored names of the credential change only on purpose', () => {
	const { name, displayName, properties, test: request } = loader.getCredential('pikPakApi').type;
	expect({ name, displayName, properties, request }).toMatchSnapshot();
});

describe.each(
	resources.flatMap(({ name, operations }) =>
		operations.map((operation) => ({ title: `${name}: ${operation.name}`, operation })),
	),
)('$title', ({ operation }) => {
	const fieldsOf = (fields: readonly INodeProperties[]): INodeProperties[] =>
		fields.flatMap((field) => {
			const inner = (field.options ?? []).filter((option) => 'displayName' in option);
			return [field, ...fieldsOf(inner as INodeProperties[])];
		});

	test('has an action text without articles', () => {
		expect(operation.action).toMatch(/^[A-Z][a-z]+( [a-z]+)+$/);
		expect(operation.action).not.toMatch(/\b(a|an|the)\b/);
	});

	test('describes each of its fields', () => {
		// A collection is described by what is in it.
		const silent = fieldsOf(operation.fields).filter(
			({ type, description }) => type !== 'collection' && !description,
		);
		expect(silent.map(({ name }) => name)).toEqual([]);
	});
});

/** The editor cuts off what does not fit in two lines of a menu. */
const TWO_LINES = 105;

test.each(['pikPak', 'pikPakTrigger'])('every entry in the menus of %s can be read', (name) => {
	const entriesOf = (field: INodeProperties): string[] =>
		(field.options ?? []).flatMap((option) =>
			'displayName' in option ? entriesOf(option as INodeProperties) : (option.description ?? []),
		);
	const entries = descriptionOf(name).properties.flatMap(entriesOf);
	expect(entries.length).toBeGreaterThan(0);
	expect(entries.filter(({ length }) => length > TWO_LINES)).toEqual([]);
});

test('the README has the operations as the node describes them', () => {
	expect(readme).toContain(operationsTable());
});

test('every event of the trigger has a row in the README', () => {
	const [events] = descriptionOf('pikPakTrigger').properties.filter(
		({ name }) => name === 'events',
	);
	const values = (events?.options ?? []).map((option) => ('value' in option ? option.value : ''));
	expect(values.length).toBeGreaterThan(0);
	for (const value of values) expect(readme).toContain(`| \`${String(value)}\` |`);
});
