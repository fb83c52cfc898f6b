import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { resources } from '../nodes/PikPak/resources.js';

const README = 'README.md';
const BEGINNING = '<!-- Operations: written by "npm run readme" -->';
const END = '<!-- /Operations -->';

/** @returns the table of all operations, as the node's own menus describe them */
export function operationsTable(): string {
	const operations = [...resources]
		.sort(byName)
		.flatMap(({ name: resource, operations }) =>
			[...operations]
				.sort(byName)
				.map(({ name, description }) => [resource, name, description] as const),
		);
	const header = [
		['Resource', 'Operation', 'What it does'],
		['---', '---', '---'],
	];
	return [...header, ...operations].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** @returns the README with the present table in it */
export function withOperations(readme: string): string {
	const from = readme.indexOf(BEGINNING);
	const to = readme.indexOf(END);
	if (from < 0 || to < from) throw new Error(`${README} has no place for the operations.`);
	return `${readme.slice(0, from)}${BEGINNING}\n\n${operationsTable()}\n\n${readme.slice(to)}`;
}

function byName(one: { name: string }, other: { name: string }): number {
	return one.name < other.name ? -1 : 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	writeFileSync(README, withOperations(readFileSync(README, 'utf8')));
}
