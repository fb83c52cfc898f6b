import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';
import type { SimulatorOptions } from '../../simulator/simulator.mjs';
import type { Scope } from '../../nodes/PikPak/operation.js';
import { sourcesOf } from '../../nodes/PikPak/task/source.js';
import { ensureFolder } from '../../pikpak/folders.js';
import { CredentialDatabase } from '../support/credentialsHelper.mjs';
import { callTo } from '../support/driveCall.mjs';
import { bootN8n, type ExecuteRun, type N8nProcess } from '../support/n8n.mjs';
import { CREATE, LIST } from '../support/routes.mjs';
import { startSimulated, stopSimulated, type Simulated } from '../support/simulated.mjs';

const credentialId = 'credential-1';
const database = new CredentialDatabase();
let n8n: N8nProcess;
let pikpak: Simulated;

beforeAll(async () => {
	n8n = await bootN8n(database);
});

const start = async (options: SimulatorOptions = {}) => {
	pikpak = await startSimulated(options);
	database.create(credentialId, pikpak.credential);
};

beforeEach(async () => {
	await start();
});

afterEach(async () => {
	expect(await stopSimulated()).toEqual([]);
});

const create = async (
	parameters: INodeParameters | Record<string, unknown>,
	run: Partial<ExecuteRun> = {},
) =>
	await n8n.execute({
		credentialId,
		parameters: { resource: 'task', operation: 'create', ...(parameters as INodeParameters) },
		...run,
	});

/** An item for each list of links, which the parameter takes from the item by an expression. */
const EACH = { links: '={{ $json.links }}' };
const itemsWith = (...links: unknown[]): INodeExecutionData[] =>
	links.map((each) => ({ json: { links: each } as INodeExecutionData['json'] }));

const jsonsOf = (items: INodeExecutionData[]) => items.map(({ json }) => json);
const created = () => pikpak.simulator.journal.count({ route: CREATE });
const taskLinks = () =>
	pikpak.simulator
		.tasks()
		.map(({ url }) => url)
		.reverse();

const HASH = '08ada5a7a6183aae1e09d831df6748d566095a10';
const SINTEL = `magnet:?xt=urn:btih:${HASH}`;
const SINTEL_IN_BASE32 = 'magnet:?xt=urn:btih:BCW2LJ5GDA5K4HQJ3AY56Z2I2VTASWQQ&dn=Sintel';
const ALICE = 'https://example.org/alice.txt';
const BOB = 'https://example.org/bob.txt';
const DANA = 'https://example.org/dana.txt';

test('a link becomes a task, told in plain words with what was done', async () => {
	const [item] = await create({ links: SINTEL });
	expect(item).toEqual({
		json: {
			status: 'created',
			id: expect.stringMatching(/^V.{25}$/) as string,
			name: HASH,
			phase: 'pending',
			progress: 0,
			size: null,
			fileId: expect.stringMatching(/^V.{25}$/) as string,
			sourceUrl: SINTEL,
			reason: null,
			createdAt: expect.stringMatching(/Z$/) as string,
			updatedAt: expect.stringMatching(/Z$/) as string,
		},
		pairedItem: { item: 0 },
	});
	expectSchema([item?.json], ['file']);
});

/** Expects each to be as the operation's schema says; some fields may be missing. */
function expectSchema(jsons: unknown[], optional: string[] = []): void {
	const schema = JSON.parse(
		readFileSync('dist/nodes/PikPak/__schema__/v1.0.0/task/create.json', 'utf8'),
	) as { properties: object; version?: number };
	delete schema.version;
	const validate = new Ajv({ allowUnionTypes: true }).compile({
		...schema,
		required: Object.keys(schema.properties).filter((name) => !optional.includes(name)),
		additionalProperties: false,
	});
	for (const json of jsons) expect([validate(json), validate.errors]).toEqual([true, null]);
}

describe('the links', () => {
	test.each([
		['one on each line', `${ALICE}\n\n  ${BOB}\r\n${SINTEL}`, [ALICE, BOB, SINTEL]],
		['in a message', `Look (${ALICE}), and "${BOB}"; or ${HASH}.`, [ALICE, BOB, SINTEL]],
		['in a list', [ALICE, `${BOB} ${SINTEL}`], [ALICE, BOB, SINTEL]],
		['above their trackers', `${SINTEL}\nudp://tracker.example.org:80/announce`, [SINTEL]],
		['twice in one message', `${SINTEL} ${SINTEL_IN_BASE32}`, [SINTEL]],
	])('are taken %s', async (_, links, expected) => {
		const items = await create(EACH, { items: itemsWith(links) });
		expect(jsonsOf(items).map(({ sourceUrl }) => sourceUrl)).toEqual(expected);
		expect(taskLinks()).toEqual(expected);
		expect(pikpak.simulator.journal.count({ route: LIST })).toBe(1);
	});

	test.each<[unknown, RegExp]>([
		['', /^Links cannot be empty\. There is no link\. Enter a magnet/],
		['Nothing here', /^Links cannot be "Nothing here"\. This is neither .* Enter a magnet/],
		['ftp://example.org/a', /^Links cannot be "ftp:.*not known to take links that begin with ftp/],
		[`${ALICE}\nthunder://QUFodHRw`, /^Links cannot be "thunder:\/\/QUFodHRw"\. /],
		[`${ALICE}\nmagnet:?xt=urn:btih:08ada5`, /^Links cannot be "magnet:.*no whole info hash/],
		[[ALICE, 'bob.txt'], /^Links cannot be "bob\.txt"\. /],
		[[ALICE, 7], /^Links cannot be 7\. If it is an expression/],
		[[], /^Links cannot be \[\]\. Use one link/],
		[{ link: ALICE }, /^Links cannot be \{.*\. If it is an expression/],
		[null, /^Links cannot be null\. If it is an expression/],
	])('that are %j are refused before anything is done', async (links, message) => {
		await expect(create(EACH, { items: itemsWith(links) })).rejects.toMatchObject({
			name: 'NodeOperationError',
			message: expect.stringMatching(message) as string,
			context: { itemIndex: 0 },
		});
		expect(created()).toBe(0);
	});
});

describe('a torrent file', () => {
	const torrent = 'd8:announce18:udp://example:80814:infod6:lengthi5e4:name5:a.txt6:pieces0:ee';
	const itemWith = (bytes: string): INodeExecutionData => ({
		json: {},
		binary: {
			data: {
				data: Buffer.from(bytes, 'latin1').toString('base64'),
				mimeType: 'application/x-bittorrent',
			},
		},
	});

	test('becomes a magnet', async () => {
		const [item] = await create({ source: 'torrent' }, { items: [itemWith(torrent)] });
		expect(item?.json).toMatchObject({ status: 'created', name: 'a.txt' });
		expect(taskLinks()).toEqual([
			expect.stringMatching(/^magnet:\?xt=urn:btih:[\da-f]{40}&dn=a\.txt&tr=udp/) as string,
		]);
	});

	test.each([
		['<html>', /web page and no torrent/],
		['d'.repeat(10_000_001), /more than 10 MB/],
	])('that is none is told', async (bytes, message) => {
		await expect(create({ source: 'torrent' }, { items: [itemWith(bytes)] })).rejects.toMatchObject(
			{ message: expect.stringMatching(message) as string },
		);
	});

	test('that n8n keeps elsewhere is read only if it is not too large', async () => {
		const read: string[] = [];
		const scopeWith = (fileSize: number) => ({
			itemIndex: 0,
			n8n: {
				getNode: () => ({ name: 'PikPak' }),
				getNodeParameter: (name: string) => (name === 'source' ? 'torrent' : 'data'),
				helpers: {
					assertBinaryData: () => ({ id: 'filesystem-v2:1', data: 'filesystem-v2' }),
					getBinaryMetadata: async (id: string) => await Promise.resolve({ id, fileSize }),
					getBinaryDataBuffer: async (_: number, field: string) => {
						read.push(field);
						return await Promise.resolve(Buffer.from(torrent));
					},
				},
			},
		});
		const sourcesIn = async (fileSize: number) =>
			await sourcesOf(scopeWith(fileSize) as unknown as Scope);
		await expect(sourcesIn(10_000_001)).rejects.toThrow(/more than 10 MB/);
		expect(read).toEqual([]);
		expect((await sourcesIn(10_000_000)).links).toEqual([expect.stringMatching(/^magnet:/)]);
		expect(read).toEqual(['data']);
	});

	test('that is not there is told', async () => {
		await expect(create({ source: 'torrent' })).rejects.toThrow(/binary file 'data'/);
	});
});

describe('the folder', () => {
	const at = (mode: string, value: string) => ({ folder: { __rl: true, mode, value } });
	const createIn = async (parameters: object) => {
		const [item] = await create({ links: ALICE, ...parameters });
		const { id } = item?.json as { id: string };
		return pikpak.simulator.file(id)?.parentId;
	};
	const idOf = async (path: string) =>
		await ensureFolder(callTo(pikpak.simulator), path, { create: false });

	test('is My Pack where none is chosen, and the top of the drive where that is', async () => {
		expect(await createIn({})).toBe(await idOf('/My Pack'));
		expect(await createIn({ ...at('id', 'root'), links: BOB })).toBe('');
	});

	test('is found by its path, made if that is wanted, and an error otherwise', async () => {
		const films = at('path', '/Films/2026');
		await expect(createIn(films)).rejects.toMatchObject({
			message: expect.stringContaining('Films') as string,
		});
		expect(created()).toBe(0);
		const made = await createIn({ ...films, options: { createMissingFolders: true } });
		expect(made).toBe(await idOf('/Films/2026'));
		expect(await createIn({ ...films, links: BOB })).toBe(made);
		expect(await createIn({ ...at('id', String(made)), links: DANA })).toBe(made);
	});

	test('that does not exist is an error, and not another folder', async () => {
		await expect(createIn(at('id', 'VNnone'))).rejects.toMatchObject({
			message: 'The folder that was chosen does not exist.',
		});
		expect(pikpak.simulator.tasks()).toEqual([]);
	});
});

test('a name is for one link', async () => {
	const [item] = await create({ links: ALICE, options: { name: ' a.txt ' } });
	expect(item?.json).toMatchObject({ name: 'a.txt' });
	await expect(create({ links: `${BOB} ${DANA}`, options: { name: 'b' } })).rejects.toThrow(
		/^Name cannot be "b"\. There are 2 links/,
	);
	expect(created()).toBe(1);
});

describe('a duplicate', () => {
	const twice = async (onDuplicate: string) => {
		const parameters = { ...EACH, options: { onDuplicate } };
		const first = await create(parameters, { items: itemsWith(SINTEL, SINTEL_IN_BASE32) });
		const second = await create(parameters, { items: itemsWith(SINTEL) });
		return [...first, ...second].map(({ json, pairedItem }) => [
			json['status'],
			(pairedItem as { item: number }).item,
		]);
	};

	test('is returned', async () => {
		expect(await twice('return')).toEqual([
			['created', 0],
			['existing', 1],
			['existing', 0],
		]);
		expect(pikpak.simulator.tasks()).toHaveLength(1);
	});

	test('is none any more once its file has been deleted', async () => {
		const { id } = pikpak.simulator.addTask({ url: SINTEL, phase: 'PHASE_TYPE_COMPLETE' });
		const statusOf = async () => (await create({ links: SINTEL }))[0]?.json['status'];
		expect(await statusOf()).toBe('existing');
		pikpak.simulator.deleteFile(id);
		expect(await statusOf()).toBe('created');
	});

	test('is skipped', async () => {
		expect(await twice('skip')).toEqual([['created', 0]]);
		expect(pikpak.simulator.tasks()).toHaveLength(1);
	});

	test('is added anyway', async () => {
		expect(await twice('add')).toEqual([
			['created', 0],
			['created', 1],
			['created', 0],
		]);
		expect(pikpak.simulator.tasks()).toHaveLength(3);
	});
});

test('a line that is no link keeps no other from being added, where the others are to go on', async () => {
	const links = `${ALICE}\nftp://example.org/x\n${BOB}`;
	await expect(create({ links })).rejects.toThrow(/^Links cannot be "ftp:/);
	expect(taskLinks()).toEqual([]);
	const items = await create({ links }, { continueOnFail: true });
	expect(jsonsOf(items)).toMatchObject([
		{
			message: expect.stringMatching(/^Links cannot be "ftp:/) as string,
			error: { sourceUrl: 'ftp://example.org/x', code: 'invalid_parameter', retryable: false },
		},
		{ status: 'created', sourceUrl: ALICE },
		{ status: 'created', sourceUrl: BOB },
	]);
	expect(taskLinks()).toEqual([ALICE, BOB]);
});

describe('content that PikPak answers with at once', () => {
	const files = [
		{ path: 'Sintel.mp4', size: 5 },
		{ path: 'Sintel.srt', size: 1 },
	];

	test('is told as a task that is complete, with its file', async () => {
		pikpak.simulator.addContent({ url: SINTEL, name: 'Sintel', files, withoutTask: true });
		const [item] = await create({ links: SINTEL });
		expect(item?.json).toMatchObject({
			status: 'instant',
			id: null,
			name: 'Sintel',
			phase: 'complete',
			progress: 100,
			size: null,
			sourceUrl: SINTEL,
			reason: null,
			file: { id: item?.json['fileId'], name: 'Sintel', kind: 'folder' },
		});
		expectSchema([item?.json]);
		expect(pikpak.simulator.tasks()).toEqual([]);
	});

	test('is not waited for', async () => {
		pikpak.simulator.addContent({ url: SINTEL, name: 'Sintel', files, withoutTask: true });
		const [item] = await create({ links: SINTEL, waitForCompletion: true });
		expect(item?.json).toMatchObject({ status: 'instant', file: { name: 'Sintel' } });
	});
});

describe('a refusal', () => {
	test('for the limit of the day leaves the rest untried, and says until when', async () => {
		await start({ seed: 'free' });
		const five = [SINTEL, ALICE, BOB, DANA, 'https://example.org/eve.txt'];
		const items = await create(EACH, { items: itemsWith(five), continueOnFail: true });
		const limit = {
			retryable: true,
			retryAfter: expect.stringMatching(/T16:00:00\.000Z$/) as string,
		};
		expect(jsonsOf(items)).toMatchObject([
			{ status: 'created' },
			{ status: 'created' },
			{ status: 'created' },
			{
				message: "The account's downloads for today are used up.",
				error: { sourceUrl: DANA, ...limit },
			},
			{
				message: "The account's downloads for today are used up. This one was not tried any more.",
				error: { sourceUrl: five[4], ...limit },
			},
		]);
		expect(created()).toBe(4);
		const again = await create(EACH, { items: itemsWith(five), continueOnFail: true });
		expect(jsonsOf(again).map(({ status }) => status)).toEqual([
			'existing',
			'existing',
			'existing',
			undefined,
			undefined,
		]);
		expect(created()).toBe(5);
	});

	test('for too many running tasks leaves the rest of the items untried', async () => {
		await start({ limits: { runningTasks: 1 } });
		const items = await create(EACH, {
			items: itemsWith(ALICE, BOB, DANA),
			continueOnFail: true,
		});
		expect(items).toMatchObject([
			{ json: { status: 'created' } },
			{ json: { error: { sourceUrl: BOB, retryable: true } }, pairedItem: { item: 1 } },
			{
				json: { message: expect.stringContaining('not tried any more') as string },
				pairedItem: { item: 2 },
			},
		]);
		expect(created()).toBe(2);
	});

	test('of a full drive is told', async () => {
		await start({ seed: 'free' });
		pikpak.simulator.addTask({ phase: 'PHASE_TYPE_COMPLETE', size: 6 * 2 ** 30 });
		await expect(create({ links: ALICE })).rejects.toMatchObject({
			message: 'The drive is full.',
			failure: { cause: 'quota-exhausted' },
		});
	});

	test.each([
		['file_maybe_ads' as const, 'PikPak took the file for advertising and does not keep it.'],
		['task_file_deleted' as const, 'PikPak does not offer this content.'],
		['task_sub_task_num_limit' as const, /more files than PikPak takes/],
		['task_url_resolve_error' as const, 'PikPak cannot download from this source.'],
	])('of one link (%s) leaves the others to be added', async (refused, message) => {
		pikpak.simulator.addContent({ url: ALICE, files: [{ path: 'a', size: 1 }], refused });
		const items = await create({ links: `${ALICE} ${BOB}` }, { continueOnFail: true });
		expect(jsonsOf(items)).toMatchObject([
			{
				message: expect.stringMatching(message) as string,
				error: { sourceUrl: ALICE, retryable: false },
			},
			{ status: 'created', sourceUrl: BOB },
		]);
	});

	test('of a kind of link is told in its own words', async () => {
		pikpak.simulator.addFault({
			name: 'unsupported',
			match: { method: 'POST', path: '/drive/v1/files' },
			effect: {
				kind: 'answer',
				status: 400,
				body: { error: 'task_url_unsupported', error_code: 3 },
			},
		});
		await expect(create({ links: ALICE })).rejects.toMatchObject({
			message: 'PikPak does not take this kind of link.',
		});
	});

	test('without Continue On Fail tells what was done all the same', async () => {
		pikpak.simulator.addContent({
			url: BOB,
			files: [{ path: 'b', size: 1 }],
			refused: 'file_maybe_ads',
		});
		const run = create(EACH, { items: itemsWith(ALICE, [BOB, DANA], SINTEL) });
		await expect(run).rejects.toMatchObject({
			message: 'PikPak took the file for advertising and does not keep it.',
			context: { itemIndex: 1 },
		});
		const [alice, dana] = pikpak.simulator
			.tasks()
			.map(({ id }) => id)
			.reverse();
		await expect(run).rejects.toMatchObject({
			description: expect.stringContaining(
				`This is about: ${BOB}.\nDone all the same: ${String(alice)}, ${String(dana)}.`,
			) as string,
		});
		expect(taskLinks()).toEqual([ALICE, DANA]);
	});
});

describe('an answer that gets lost', () => {
	const lose = (effect: { kind: 'truncate'; bytes: number } | { kind: 'drop' }, times = 1) => {
		pikpak.simulator.addFault({
			name: 'lost',
			match: { method: 'POST', path: '/drive/v1/files' },
			times,
			effect,
		});
	};

	test.each(['return', 'skip', 'add'])(
		'after the download was added is looked for (%s)',
		async (onDuplicate) => {
			lose({ kind: 'truncate', bytes: 20 });
			const [item] = await create({ links: SINTEL, options: { onDuplicate } });
			expect(item?.json).toMatchObject({
				status: 'created',
				id: pikpak.simulator.tasks()[0]?.id,
				sourceUrl: SINTEL,
			});
			expect(created()).toBe(1);
		},
	);

	test('before it was added is made up for', async () => {
		lose({ kind: 'drop' });
		const [item] = await create({ links: ALICE });
		expect(item?.json).toMatchObject({ status: 'created', sourceUrl: ALICE });
		expect([created(), taskLinks()]).toEqual([2, [ALICE]]);
	}, 20_000);

	test('of one that is added anyway is an error that says so', async () => {
		lose({ kind: 'drop' });
		await expect(create({ links: ALICE, options: { onDuplicate: 'add' } })).rejects.toMatchObject({
			message: expect.stringContaining('It is not known whether the link was added.') as string,
			description: expect.stringContaining('Look at the list of tasks') as string,
		});
		expect(created()).toBe(1);
	}, 20_000);
});

describe('waiting', () => {
	const WAIT = { ...EACH, waitForCompletion: true, checkEvery: 3, timeout: 1 };

	test('is done for all items together, and tells the files', async () => {
		await start({ life: { pendingMs: 0, runningMs: 1000 } });
		const began = Date.now();
		const items = await create(WAIT, { items: itemsWith(ALICE, [BOB, ALICE]) });
		expect(Date.now() - began).toBeLessThan(6000);
		expect(items).toMatchObject([
			{
				json: {
					status: 'created',
					phase: 'complete',
					sourceUrl: ALICE,
					file: { name: 'alice.txt', kind: 'file' },
				},
				pairedItem: { item: 0 },
			},
			{ json: { status: 'created', file: { name: 'bob.txt' } }, pairedItem: { item: 1 } },
			{ json: { status: 'existing', file: { name: 'alice.txt' } }, pairedItem: { item: 1 } },
		]);
		expectSchema(jsonsOf(items));
	}, 20_000);

	test('for what fails fails, and still tells the rest', async () => {
		pikpak.simulator.addTasks([
			{ url: ALICE, phase: 'PHASE_TYPE_ERROR', message: 'Save failed, retry please' },
			{ url: BOB, phase: 'PHASE_TYPE_COMPLETE' },
		]);
		const items = await create(WAIT, {
			items: itemsWith([ALICE, BOB]),
			continueOnFail: true,
		});
		expect(jsonsOf(items)).toMatchObject([
			{
				message: expect.stringMatching(/^The task .* has failed: /) as string,
				error: { status: 'existing', sourceUrl: ALICE, phase: 'error', retryable: true },
			},
			{ status: 'existing', sourceUrl: BOB, phase: 'complete' },
		]);
	});

	test('ends when somebody stops the execution, after everything was added', async () => {
		const stop = new AbortController();
		const run = create(WAIT, { items: itemsWith(ALICE, BOB), signal: stop.signal });
		setTimeout(() => {
			stop.abort();
		}, 1500);
		await expect(run).rejects.toMatchObject({ message: 'The execution was stopped.' });
		expect(taskLinks()).toEqual([ALICE, BOB]);
	});

	test('returns what was chosen', async () => {
		pikpak.simulator.addTask({ url: ALICE, phase: 'PHASE_TYPE_COMPLETE' });
		const [item] = await create(
			{ ...WAIT, output: 'selectedFields', fields: ['name', 'sourceUrl'] },
			{ items: itemsWith(ALICE) },
		);
		expect(Object.keys(item?.json ?? {})).toEqual(['status', 'name', 'sourceUrl', 'file']);
	});
});

test('Raw is what PikPak answers, with what was done', async () => {
	const [item] = await create({ links: ALICE, output: 'raw' });
	expect(item?.json).toMatchObject({
		status: 'created',
		kind: 'drive#task',
		phase: 'PHASE_TYPE_PENDING',
	});
	expect(item?.json['params']).not.toHaveProperty('url');
});

describe('what an expression or an agent may put into a parameter', () => {
	test.each([
		[{ source: 'torrents' }, /^Source cannot be "torrents"\. Use /],
		[{ options: { onDuplicate: 'replace' } }, /^On Duplicate cannot be "replace"\. Use /],
		[{ options: { createMissingFolders: 'no' } }, /^Create Missing Folders cannot be "no"\. /],
		[{ waitForCompletion: 'maybe' }, /^Wait for Completion cannot be "maybe"\. /],
		[{ waitForCompletion: true, checkEvery: 1 }, /^Check Every cannot be 1\. /],
		[{ folder: { __rl: true, mode: 'id', value: 'a b' } }, /^Folder cannot be "a b"\. /],
		[{ folder: { __rl: true, mode: 'path', value: '={{ "" }}' } }, /^Folder cannot be empty\. /],
	])('%j is refused with what is allowed', async (parameters, message) => {
		await expect(create({ links: ALICE, ...parameters })).rejects.toThrow(message);
		expect(created()).toBe(0);
	});
});
