import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { CredentialDatabase } from '../support/credentialsHelper.mjs';
import { bootN8n, type ExecuteRun, type N8nProcess } from '../support/n8n.mjs';
import { LINK_STATUS, PREVIEW } from '../support/routes.mjs';
import { startSimulated, stopSimulated, type Simulated } from '../support/simulated.mjs';

const credentialId = 'credential-1';
const database = new CredentialDatabase();
let n8n: N8nProcess;
let pikpak: Simulated;

beforeAll(async () => {
	n8n = await bootN8n(database);
});

beforeEach(async () => {
	pikpak = await startSimulated();
	database.create(credentialId, pikpak.credential);
});

afterEach(async () => {
	expect(await stopSimulated()).toEqual([]);
});

const run = async (
	operation: string,
	parameters: INodeParameters,
	options: Partial<ExecuteRun> = {},
) =>
	await n8n.execute({
		credentialId,
		parameters: { resource: 'link', operation, ...parameters },
		...options,
	});

const jsonsOf = (items: INodeExecutionData[]) => items.map(({ json }) => json);

const expectAsSchema = (operation: string, items: INodeExecutionData[]) => {
	const schema = JSON.parse(
		readFileSync(`dist/nodes/PikPak/__schema__/v1.0.0/link/${operation}.json`, 'utf8'),
	) as { properties: object; version?: number };
	delete schema.version;
	const validate = new Ajv({ allowUnionTypes: true }).compile({
		...schema,
		required: Object.keys(schema.properties),
		additionalProperties: false,
	});
	for (const { json } of items) expect([validate(json), validate.errors]).toEqual([true, null]);
};

const SINTEL = 'magnet:?xt=urn:btih:08ada5a7a6183aae1e09d831df6748d566095a10';
const ALICE = 'https://example.org/alice.txt';
const BOB = 'https://example.org/bob.txt';

/** PikPak answers once, and leaves out what matters. */
const odd = (path: string) => {
	pikpak.simulator.addFault({
		name: 'odd',
		match: { path },
		times: 1,
		effect: { kind: 'answer', status: 200, body: { kind: 'drive#odd' } },
	});
};

const down = (path: string, status = 403) => {
	pikpak.simulator.addFault({
		name: 'refused',
		match: { path },
		times: 1,
		effect: { kind: 'answer', status, body: { error: 'strange', error_code: 77 } },
	});
};

describe('a preview', () => {
	beforeEach(() => {
		pikpak.simulator.addContent({
			url: SINTEL,
			name: 'Sintel',
			files: [
				{ path: 'Sintel.mp4', size: 129_241_752 },
				{ path: 'subtitles/Sintel.en.srt', size: 1_514 },
			],
		});
	});

	test('tells the files of what PikPak knows, and adds nothing', async () => {
		const items = await run('preview', { links: `${SINTEL}\n${ALICE}` });
		expect(items).toEqual([
			{
				json: {
					sourceUrl: SINTEL,
					known: true,
					name: 'Sintel',
					size: 129_243_266,
					fileCount: 2,
					files: [
						{
							path: 'Sintel/Sintel.mp4',
							name: 'Sintel.mp4',
							size: 129_241_752,
							hash: expect.stringMatching(/^[\dA-F]{40}$/) as string,
							mimeType: 'video/mp4',
							fileIndex: 0,
						},
						expect.objectContaining({ path: 'Sintel/subtitles/Sintel.en.srt' }),
					],
					complete: true,
				},
				pairedItem: { item: 0 },
			},
			{
				json: {
					sourceUrl: ALICE,
					known: false,
					name: null,
					size: null,
					fileCount: 0,
					files: [],
					complete: false,
				},
				pairedItem: { item: 0 },
			},
		]);
		expectAsSchema('preview', items);
		expect(pikpak.simulator.tasks()).toEqual([]);
	});

	test('tells no more files than are wanted, and that there are more', async () => {
		const [item] = await run('preview', { links: SINTEL, fileLimit: 1 });
		expect(item?.json).toMatchObject({ size: 129_243_266, fileCount: 2, complete: false });
		expect(item?.json['files']).toHaveLength(1);
	});

	test('is asked for once for the same link of several items', async () => {
		const items = await run('preview', { links: SINTEL }, { items: 3 });
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			{ item: 1 },
			{ item: 2 },
		]);
		expect(pikpak.simulator.journal.count({ route: PREVIEW })).toBe(1);
	});

	test('that is refused is an outcome of its own', async () => {
		down('/drive/v1/resource/list');
		const items = await run('preview', { links: `${ALICE} ${SINTEL}` }, { continueOnFail: true });
		expect(jsonsOf(items)).toMatchObject([
			{
				message: expect.stringContaining('HTTP 403') as string,
				error: { sourceUrl: ALICE, code: 'unknown' },
			},
			{ sourceUrl: SINTEL, known: true },
		]);
	});

	test('that is answered oddly keeps no other link from its own', async () => {
		odd('/drive/v1/resource/list');
		const items = await run('preview', { links: `${ALICE} ${SINTEL}` }, { continueOnFail: true });
		expect(jsonsOf(items)).toMatchObject([
			{ error: { sourceUrl: ALICE, code: 'unreadable_answer' } },
			{ sourceUrl: SINTEL, known: true },
		]);
	});

	test.each([
		[{ links: 'nothing' }, /^Links cannot be "nothing"\. /],
		[{ links: ALICE, fileLimit: 0 }, /^File Limit cannot be 0\. /],
	])('of %j is refused', async (parameters, message) => {
		await expect(run('preview', parameters)).rejects.toThrow(message);
		expect(pikpak.simulator.journal.count({ route: PREVIEW })).toBe(0);
	});
});

describe('a check', () => {
	test('tells what PikPak takes and what it blocks', async () => {
		const files = [{ path: 'a.txt', size: 1 }];
		pikpak.simulator.addContent({ url: ALICE, files });
		pikpak.simulator.addContent({ url: BOB, files, refused: 'file_maybe_ads' });
		const items = await run('check', { links: `${ALICE} ${BOB} ${SINTEL}` });
		expect(jsonsOf(items)).toEqual([
			{ sourceUrl: ALICE, status: 'OK', supported: true, meaning: 'PikPak takes this link.' },
			{
				sourceUrl: BOB,
				status: 'LIMITED',
				supported: false,
				meaning: 'PikPak blocks what this link leads to.',
			},
			{
				sourceUrl: SINTEL,
				status: 'UNKNOWN',
				supported: null,
				meaning: 'PikPak does not know what this link leads to.',
			},
		]);
		expectAsSchema('check', items);
	});

	test('that is refused is an outcome of its own', async () => {
		down('/drive/v1/resource/status');
		const items = await run('check', { links: `${ALICE} ${BOB}` }, { continueOnFail: true });
		expect(jsonsOf(items)).toMatchObject([
			{
				message: expect.stringContaining('HTTP 403') as string,
				error: { sourceUrl: ALICE, code: 'unknown' },
			},
			{ sourceUrl: BOB, status: 'UNKNOWN' },
		]);
	});

	test('that is answered oddly keeps no other link from its own', async () => {
		odd('/drive/v1/resource/status');
		const items = await run('check', { links: `${ALICE} ${BOB}` }, { continueOnFail: true });
		expect(jsonsOf(items)).toMatchObject([
			{ error: { sourceUrl: ALICE, code: 'unreadable_answer' } },
			{ sourceUrl: BOB, status: 'UNKNOWN' },
		]);
	});

	test('of nothing is refused', async () => {
		await expect(run('check', { links: '' })).rejects.toThrow(/^Links cannot be empty\. /);
		expect(pikpak.simulator.journal.count({ route: LINK_STATUS })).toBe(0);
	});
});
