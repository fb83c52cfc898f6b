import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import type { INodeParameters } from 'n8n-workflow';
import { CredentialDatabase } from '../support/credentialsHelper.mjs';
import { bootN8n, type ExecuteRun, type N8nProcess } from '../support/n8n.mjs';
import { LIST } from '../support/routes.mjs';
import { startSimulated, stopSimulated, type Simulated } from '../support/simulated.mjs';

const record = JSON.parse(readFileSync('test/fixtures/tasks-2022-07-27.json', 'utf8')) as {
	tasks: Array<Record<string, unknown>>;
};

const credentialId = 'credential-1';
const database = new CredentialDatabase();
let n8n: N8nProcess;
let pikpak: Simulated;

beforeAll(async () => {
	n8n = await bootN8n(database);
});

beforeEach(async () => {
	pikpak = await startSimulated({ maxPageSize: 500 });
	database.create(credentialId, pikpak.credential);
});

afterEach(async () => {
	expect(await stopSimulated()).toEqual([]);
});

const list = async (parameters: INodeParameters = {}, run: Partial<ExecuteRun> = {}) =>
	await n8n.execute({
		credentialId,
		parameters: { resource: 'task', operation: 'list', ...parameters },
		...run,
	});

const lastRequest = () => pikpak.simulator.journal.entries({ route: LIST }).at(-1);

const lastQuery = () => lastRequest()?.query;

/** The last list request as the record of 2022 writes it: path and query, decoded. */
const lastUrl = () => {
	const { host, method, path, query } = lastRequest() ?? {};
	const pairs = Object.entries(query ?? {}).map(([name, value]) => `${name}=${String(value)}`);
	return `${String(host)} ${String(method)} ${String(path)}?${pairs.join('&')}`;
};

describe('the requests of the record of 2022', () => {
	test('with several phases', async () => {
		await list({
			phases: ['running', 'error'],
			limit: 10_000,
			thumbnailSize: 'small',
			options: { withReferenceResource: true },
		});
		expect(lastUrl()).toBe(
			'drive GET /drive/v1/tasks?type=offline&filters={"phase":{"in":"PHASE_TYPE_RUNNING,PHASE_TYPE_ERROR"}}&limit=10000&thumbnail_size=SIZE_SMALL&with=reference_resource',
		);
	});

	test('with one phase', async () => {
		await list({
			phases: ['running'],
			limit: 10_000,
			thumbnailSize: 'large',
			options: { withReferenceResource: true },
		});
		expect(lastUrl()).toBe(
			'drive GET /drive/v1/tasks?type=offline&filters={"phase":{"eq":"PHASE_TYPE_RUNNING"}}&limit=10000&thumbnail_size=SIZE_LARGE&with=reference_resource',
		);
	});

	test('and its answer passes through unchanged as Raw', async () => {
		pikpak.simulator.addFault({
			name: 'record',
			match: { path: '/drive/v1/tasks' },
			effect: { kind: 'answer', status: 200, body: record },
		});
		expect((await list({ output: 'raw' })).map(({ json }) => json)).toEqual(record.tasks);
	});
});

test('asks for 50 tasks of all phases when nothing is chosen', async () => {
	await list();
	expect(lastQuery()).toEqual({ type: 'offline', limit: '50', thumbnail_size: 'SIZE_SMALL' });
});

test('asks for uploads, or for tasks of every type', async () => {
	await list({ options: { type: 'upload' } });
	expect(lastQuery()).toMatchObject({ type: 'upload' });
	await list({ options: { type: 'all' } });
	expect(lastQuery()).not.toHaveProperty('type');
});

test('lists a task in plain words, numbers and UTC', async () => {
	pikpak.simulator.addTask({
		name: 'Sintel.2010.4k.mkv',
		url: 'magnet:?xt=urn:btih:08ada5a7a6183aae1e09d831df6748d566095a10',
		phase: 'PHASE_TYPE_COMPLETE',
		size: 5_123_456_789,
		createdAt: Date.parse('2026-11-24T02:00:00.000Z'),
		updatedAt: Date.parse('2026-11-24T02:30:00.000Z'),
	});
	const [item] = await list();
	expect(item).toEqual({
		json: {
			id: expect.stringMatching(/^V.{25}$/) as string,
			name: 'Sintel.2010.4k.mkv',
			phase: 'complete',
			progress: 100,
			size: 5_123_456_789,
			fileId: expect.stringMatching(/^V.{25}$/) as string,
			sourceUrl: 'magnet:?xt=urn:btih:08ada5a7a6183aae1e09d831df6748d566095a10',
			reason: null,
			createdAt: '2026-11-24T02:00:00.000Z',
			updatedAt: '2026-11-24T02:30:00.000Z',
		},
		pairedItem: { item: 0 },
	});
});

test.each([
	['Storage space is not enough', 'file_space_not_enough', false],
	['Save failed, retry please', 'save_failed', true],
	['task_url_resolve_error', 'task_url_resolve_error', false],
	['You have reached the limits of free usage today', 'task_daily_create_limit', true],
	['Something that nobody has seen', 'unknown', null],
])('decodes the failure "%s"', async (message, code, retryable) => {
	pikpak.simulator.addTask({ phase: 'PHASE_TYPE_ERROR', message });
	const [item] = await list();
	expect(item?.json['reason']).toEqual({
		code,
		text: message,
		retryable,
		advice: expect.stringMatching(/\w.+\./) as string,
	});
	expect(item?.json).not.toHaveProperty('error');
});

test('the output is what its schema says', async () => {
	const schema = JSON.parse(
		readFileSync('dist/nodes/PikPak/__schema__/v1.0.0/task/list.json', 'utf8'),
	) as { properties: object; version?: number };
	delete schema.version;
	pikpak.simulator.reset('demo');
	const validate = new Ajv({ allowUnionTypes: true }).compile({
		...schema,
		required: Object.keys(schema.properties),
		additionalProperties: false,
	});
	const items = await list();
	expect(items.length).toBeGreaterThan(5);
	for (const { json } of items) expect([validate(json), validate.errors]).toEqual([true, null]);
});

describe('paging', () => {
	beforeEach(() => {
		pikpak.simulator.addTasks(
			Array.from({ length: 10_000 }, (_, index) => ({ name: `Task ${String(index)}` })),
		);
	});

	test('lists 10,000 tasks', async () => {
		const items = await list({ returnAll: true });
		expect(new Set(items.map(({ json }) => json['id'])).size).toBe(10_000);
		expect(pikpak.simulator.journal.count({ route: LIST })).toBe(20);
	});

	test('stops at the limit', async () => {
		expect(await list({ limit: 1234 })).toHaveLength(1234);
		expect(pikpak.simulator.journal.count({ route: LIST })).toBe(3);
	});

	test('stops with an error when a page comes twice', async () => {
		pikpak.simulator.addFault({
			name: 'twice',
			match: { path: '/drive/v1/tasks' },
			effect: {
				kind: 'answer',
				status: 200,
				body: { tasks: record.tasks, next_page_token: 'again' },
			},
		});
		await expect(list({ returnAll: true })).rejects.toThrow(/same page of its list twice/);
		expect(pikpak.simulator.journal.count({ route: LIST })).toBe(2);
	});
});

test('lists a finished task as failed after its file is deleted, with the reference resource only', async () => {
	const task = pikpak.simulator.addTask({ phase: 'PHASE_TYPE_COMPLETE' });
	pikpak.simulator.deleteFile(task.id);
	expect((await list())[0]?.json).toMatchObject({ phase: 'complete', reason: null });
	const [overlaid] = await list({ options: { withReferenceResource: true } });
	expect(overlaid?.json).toMatchObject({ phase: 'error', reason: { code: 'task_file_deleted' } });
});

test('returns selected fields, thumbnails in the chosen size among them', async () => {
	pikpak.simulator.addTask({ name: 'Big Buck Bunny.mkv', phase: 'PHASE_TYPE_COMPLETE' });
	const thumbnailIn = async (thumbnailSize: string) => {
		const [item] = await list({
			output: 'selectedFields',
			fields: 'name, thumbnailUrl',
			thumbnailSize,
			options: { withReferenceResource: true },
		});
		expect(Object.keys(item?.json ?? {})).toEqual(['name', 'thumbnailUrl']);
		return item?.json['thumbnailUrl'];
	};
	const small = await thumbnailIn('small');
	expect(small).toMatch(/^https?:/);
	expect(await thumbnailIn('large')).not.toBe(small);
});

test('runs once for each item and pairs what it returns', async () => {
	pikpak.simulator.addTasks([{}, {}]);
	const items = await list({}, { items: 2 });
	expect(items.map(({ pairedItem }) => pairedItem)).toEqual([
		{ item: 0 },
		{ item: 0 },
		{ item: 1 },
		{ item: 1 },
	]);
});

describe('what an expression or an agent may put into a parameter', () => {
	test.each([
		[{ limit: 0 }, /Limit cannot be 0\. Use /],
		[{ limit: 2.5 }, /Limit cannot be 2.5\. Use /],
		[{ limit: 'many' }, /Limit cannot be "many"\. Use /],
		[{ phases: ['finished'] }, /Phases cannot be "finished"\. Use /],
		[{ thumbnailSize: 'huge' }, /Thumbnail Size cannot be "huge"\. Use /],
		[{ options: { type: 'torrent' } }, /Type cannot be "torrent"\. Use /],
		[{ options: { withReferenceResource: 'no' } }, /With Reference Resource cannot be "no"\. Use /],
		[{ returnAll: 'maybe' }, /Return All cannot be "maybe"\. Use /],
		[{ output: 'rwa' }, /Output cannot be "rwa"\. Use /],
		[
			{ output: 'selectedFields', fields: ['constructor'] },
			/Fields cannot be "constructor"\. Use /,
		],
		[{ output: 'selectedFields', fields: [] }, /Fields cannot be \[\]\. Use /],
	])('%j is refused with what is allowed', async (parameters, message) => {
		const failure: unknown = await list(parameters).catch((error: unknown) => error);
		expect(failure).toMatchObject({
			name: 'NodeOperationError',
			message: expect.stringMatching(message) as string,
			context: { itemIndex: 0 },
		});
		expect(pikpak.simulator.journal.count()).toBe(0);
	});
});

test('takes numbers and switches as texts, as an agent may send them', async () => {
	pikpak.simulator.addTasks([{}, {}, {}]);
	expect(await list({ limit: '2' })).toHaveLength(2);
	expect(await list({ returnAll: 'false' })).toHaveLength(3);
	const [item] = await list({ output: 'selectedFields', fields: 'name' });
	expect(Object.keys(item?.json ?? {})).toEqual(['name']);
});

test.each([
	[503, { error: 'internal' }, 'temporarily-unavailable'],
	[400, { error: 'file_space_not_enough', error_code: 8 }, 'quota-exhausted'],
	[501, { error: 'unimplemented' }, 'node-defect'],
])('tells n8n the HTTP status %i, what PikPak said and the cause', async (status, body, cause) => {
	pikpak.simulator.addFault({
		name: 'refused',
		match: { path: '/drive/v1/tasks' },
		effect: { kind: 'answer', status, body },
	});
	await expect(list()).rejects.toMatchObject({
		name: 'NodeApiError',
		httpCode: String(status),
		description: expect.stringContaining(`Details: error: ${body.error}`) as string,
		failure: { cause },
		context: { itemIndex: 0 },
	});
});

test.each([{ resource: 'task', operation: 'paint' }, { resource: '__CUSTOM_API_CALL__' }])(
	'says so when it does not have the operation of %j',
	async (parameters) => {
		await expect(n8n.execute({ credentialId, parameters })).rejects.toMatchObject({
			message: 'The PikPak node does not have the chosen operation.',
			description: expect.stringContaining('HTTP Request node') as string,
		});
	},
);

test('reads the credential no more than a request needs, however many items there are', async () => {
	await list();
	const before = database.reads;
	await list({}, { items: 10 });
	expect(database.reads - before).toBeLessThanOrEqual(11);
});

test('continues on a failure with an item that tells it', async () => {
	pikpak.simulator.addFault({
		name: 'down',
		match: { path: '/drive/v1/tasks' },
		// A call that only asks is repeated twice.
		times: 3,
		effect: { kind: 'answer', status: 503, body: '' },
	});
	pikpak.simulator.addTask();
	const [failed, listed] = await list({}, { items: 2, continueOnFail: true });
	expect(failed).toMatchObject({
		json: {
			message: 'PikPak is not available at the moment.',
			error: { details: expect.stringContaining('Try again later') as string },
		},
		pairedItem: { item: 0 },
	});
	expect(listed).toMatchObject({ json: { phase: 'pending' }, pairedItem: { item: 1 } });
});
