import { createSimulator } from '../../simulator/simulator.mjs';
import type { NewContent } from '../../simulator/drive/contents.mjs';
import { signedIn, stop, type Caller, type Json } from './support/caller.mjs';

afterEach(stop);

const HASH = '08ada5a7a6183aae1e09d831df6748d566095a10';
const MAGNET = `magnet:?xt=urn:btih:${HASH}`;
/** The same hash in base 32, computed apart from this code, in Python. */
const BASE32 = 'BCW2LJ5GDA5K4HQJ3AY56Z2I2VTASWQQ';

const SEASON: NewContent = {
	url: MAGNET,
	name: 'Season',
	files: [
		{ path: '01.mkv', size: 700 },
		{ path: 'extras/making of.mkv', size: 200 },
		{ path: 'extras/pictures/a.jpg', size: 100 },
	],
};

const BOOK: NewContent = {
	url: 'https://example.org/get?id=7',
	files: [{ path: 'alice.txt', size: 163_780 }],
};

async function list(someone: Caller, parent_id: unknown): Promise<Json[]> {
	const query = { parent_id: String(parent_id) };
	return (await someone.drive('GET', '/drive/v1/files', { query })).body['files'] as Json[];
}

async function one(someone: Caller, id: unknown): Promise<Json> {
	return (await someone.drive('GET', `/drive/v1/files/${String(id)}`)).body;
}

async function download(someone: Caller, url = MAGNET): Promise<Json> {
	return (await someone.download(url)).body['task'] as Json;
}

async function usage(someone: Caller): Promise<unknown> {
	return ((await someone.drive('GET', '/drive/v1/about')).body['quota'] as Json)['usage'];
}

describe('Content of several files', () => {
	test('becomes a folder with all of them in it, whose sizes add up', async () => {
		const someone = await signedIn();
		const { simulator } = someone;
		simulator.addContent(SEASON);
		const { id, name, status_size } = await download(someone);
		expect({ name, status_size }).toEqual({ name: 'Season', status_size: 3 });
		expect(await list(someone, simulator.file(String(id))?.id)).toEqual([]);
		simulator.finish(String(id));
		const [task] = await someone.tasks({ with: 'reference_resource' });
		expect(task).toMatchObject({
			file_size: '1000',
			status_size: 3,
			reference_resource: { kind: 'drive#folder', size: '0', params: { url: MAGNET } },
		});
		const top = await list(someone, task?.['file_id']);
		expect(top.map((file) => [file['name'], file['kind'], file['size']])).toEqual([
			['extras', 'drive#folder', '0'],
			['01.mkv', 'drive#file', '700'],
		]);
		const extras = await list(someone, top[0]?.['id']);
		expect(extras.map(({ name }) => name)).toEqual(['pictures', 'making of.mkv']);
		const pictures = await list(someone, extras[0]?.['id']);
		expect(pictures).toMatchObject([{ name: 'a.jpg', size: '100', original_file_index: 2 }]);
		expect(await usage(someone)).toBe('1000');
		expect(await one(someone, pictures[0]?.['id'])).toMatchObject({
			phase: 'PHASE_TYPE_COMPLETE',
			params: { url: MAGNET },
			links: { 'application/octet-stream': {} },
		});
	});

	test('goes with its folder', async () => {
		const someone = await signedIn();
		const { simulator } = someone;
		simulator.addContent(SEASON);
		const { id } = simulator.addTask({ url: MAGNET, phase: 'PHASE_TYPE_COMPLETE' });
		expect(await list(someone, '*')).toHaveLength(7);
		simulator.deleteFile(id);
		expect(await list(someone, '*')).toMatchObject([{ name: 'My Pack' }]);
		expect(await usage(someone)).toBe('0');
		simulator.retry(id);
		simulator.finish(id);
		expect(await list(someone, '*')).toHaveLength(7);
	});

	test('is in two folders after two downloads', async () => {
		const someone = await signedIn();
		someone.simulator.addContent(SEASON);
		for (const url of [MAGNET, `magnet:?dn=x&xt=urn:btih:${BASE32}`]) {
			const { id } = await download(someone, url);
			someone.simulator.finish(String(id));
		}
		const tasks = await someone.tasks();
		expect(tasks.map(({ name }) => name).sort()).toEqual(['Season', 'Season(1)']);
		for (const { file_id } of tasks) expect(await list(someone, file_id)).toHaveLength(2);
		expect(await usage(someone)).toBe('2000');
	});

	test('that PikPak does not know is found out when the download begins', async () => {
		const someone = await signedIn();
		const { simulator } = someone;
		simulator.addContent({ ...BOOK, url: MAGNET, known: false });
		const { id, name, status_size } = await download(someone);
		expect({ name, status_size }).toEqual({ name: HASH, status_size: 2 });
		const second = await download(someone);
		for (const task of [id, second['id']]) simulator.start(String(task));
		const found = { status_size: 1, file_size: '163780' };
		expect(await someone.tasks({ with: 'reference_resource' })).toMatchObject([
			{ ...found, name: 'alice(1).txt', reference_resource: { name: 'alice(1).txt' } },
			{ ...found, name: 'alice.txt', reference_resource: { kind: 'drive#file', hash: '' } },
		]);
	});

	test('that does not fit when it is found out makes the task fail', async () => {
		const someone = await signedIn({ seed: 'free', life: { pendingMs: 0, runningMs: 0 } });
		const files = [{ path: 'big.iso', size: 6 * 2 ** 30 + 1 }];
		someone.simulator.addContent({ url: MAGNET, files, known: false });
		await download(someone);
		expect(await someone.tasks()).toMatchObject([{ phase: 'PHASE_TYPE_ERROR', name: 'big.iso' }]);
	});

	test('that is told while a task waits is what it downloads', async () => {
		const someone = await signedIn();
		const { id } = await download(someone);
		someone.simulator.addContent(SEASON);
		someone.simulator.finish(String(id));
		expect(await someone.tasks()).toMatchObject([{ name: 'Season', file_size: '1000' }]);
	});
});

test('Content of one file becomes that file, with the hash that the preview tells', async () => {
	const someone = await signedIn();
	someone.simulator.addContent(BOOK);
	const body = { urls: BOOK.url, page_size: 500, thumbnail_type: 'FROM_HASH' };
	const preview = await someone.drive('POST', '/drive/v1/resource/list', { body });
	const [resource] = (preview.body['list'] as Json)['resources'] as Json[];
	const { id, file_id } = await download(someone, BOOK.url);
	expect(await one(someone, file_id)).toMatchObject({ hash: '', params: {} });
	someone.simulator.finish(String(id));
	expect(await one(someone, file_id)).toMatchObject({
		name: 'alice.txt',
		size: '163780',
		hash: (resource?.['meta'] as Json)['hash'],
		params: { url: BOOK.url },
	});
});

test('Content that PikPak holds makes a task that has ended when it is first looked at', async () => {
	const someone = await signedIn({ life: { pendingMs: 5000, runningMs: 5000 } });
	someone.simulator.addContent({ ...SEASON, held: true });
	expect(await download(someone)).toMatchObject({ phase: 'PHASE_TYPE_PENDING' });
	expect(await someone.tasks()).toMatchObject([{ phase: 'PHASE_TYPE_COMPLETE' }]);
	await download(someone, BOOK.url);
	expect((await someone.tasks())[0]).toMatchObject({ phase: 'PHASE_TYPE_PENDING' });
});

describe('Content that needs no task', () => {
	test('is answered with its file, and leaves no task', async () => {
		const someone = await signedIn();
		someone.simulator.addContent({ ...SEASON, withoutTask: true });
		const { status, body } = await someone.download(MAGNET);
		expect(status).toBe(200);
		expect(body).toMatchObject({
			upload_type: 'UPLOAD_TYPE_URL',
			file: { kind: 'drive#folder', name: 'Season', phase: 'PHASE_TYPE_COMPLETE' },
			task: null,
		});
		expect(await list(someone, (body['file'] as Json)['id'])).toHaveLength(2);
		expect(await someone.tasks()).toEqual([]);
	});

	test('counts as a download of the day, and takes the name of the request', async () => {
		const someone = await signedIn({ seed: 'free' });
		someone.simulator.addContent({ ...BOOK, withoutTask: true });
		for (let count = 1; count <= 3; count += 1) {
			const { body } = await someone.download(BOOK.url, { name: 'mine.txt' });
			expect(body['file']).toMatchObject({ size: '163780' });
		}
		expect((await someone.download(BOOK.url)).status).toBe(403);
		const files = await list(someone, '');
		expect(files.map(({ name }) => name)).toEqual(['mine.txt', 'mine(1).txt', 'mine(2).txt']);
	});
});

test('Content that is refused makes no task, in the words of the refusal', async () => {
	const someone = await signedIn({ seed: 'free' });
	someone.simulator.addContent({ ...SEASON, refused: 'file_maybe_ads' });
	for (let count = 1; count <= 4; count += 1) {
		const reply = await someone.download(MAGNET);
		expect(reply).toMatchObject({ status: 400, body: { error: 'file_maybe_ads' } });
	}
	expect(await someone.tasks()).toEqual([]);
	expect((await someone.download(BOOK.url)).status).toBe(200);
});

describe('The members of a task', () => {
	async function members(someone: Caller, id: unknown, limit = '100') {
		const query = { limit };
		const path = `/drive/v1/task/${String(id)}/statuses`;
		return (await someone.drive('GET', path, { query })).body['statuses'];
	}

	test('go through their phases one after the other', async () => {
		const someone = await signedIn();
		const { simulator } = someone;
		simulator.addContent(SEASON);
		const { id } = simulator.addTask({ url: MAGNET });
		const phases = async () =>
			((await members(someone, id)) as Json[]).map(({ phase }) =>
				String(phase).replace('PHASE_TYPE_', ''),
			);
		expect(await phases()).toEqual(['PENDING', 'PENDING', 'PENDING']);
		simulator.progress(id, 69);
		expect(await phases()).toEqual(['RUNNING', 'PENDING', 'PENDING']);
		simulator.progress(id, 70);
		expect(await phases()).toEqual(['COMPLETE', 'RUNNING', 'PENDING']);
		simulator.fail(id);
		expect(await phases()).toEqual(['COMPLETE', 'ERROR', 'ERROR']);
		simulator.retry(id);
		simulator.finish(id);
		expect(await phases()).toEqual(['COMPLETE', 'COMPLETE', 'COMPLETE']);
	});

	test('tell their size and phase and nothing else, and no more of them than asked for', async () => {
		const someone = await signedIn();
		someone.simulator.addContent(SEASON);
		const { id } = someone.simulator.addTask({ url: MAGNET, phase: 'PHASE_TYPE_COMPLETE' });
		expect(await members(someone, id, '2')).toEqual([
			{ file_size: '700', phase: 'PHASE_TYPE_COMPLETE' },
			{ file_size: '200', phase: 'PHASE_TYPE_COMPLETE' },
		]);
	});

	test('are the file itself, or not told of a folder whose content nobody has told', async () => {
		const someone = await signedIn();
		const [file, folder] = someone.simulator.addTasks([{ name: 'a.txt', size: 5 }, { name: 'b' }]);
		expect(await members(someone, file?.id)).toEqual([
			{ file_size: '5', phase: 'PHASE_TYPE_PENDING' },
		]);
		expect(await members(someone, folder?.id)).toEqual([]);
		expect(await someone.drive('GET', '/drive/v1/task/VNone/statuses')).toMatchObject({
			status: 404,
			body: { error: 'not_found' },
		});
	});
});

describe('Content is told', () => {
	test('once, and goes with a snapshot', () => {
		const simulator = createSimulator();
		expect(simulator.addContent(SEASON)).toMatchObject({ source: HASH, kind: 'drive#folder' });
		expect(() => simulator.addContent({ ...SEASON, url: `${MAGNET}&dn=x` })).toThrow('already');
		const next = createSimulator();
		next.restore(simulator.snapshot());
		expect(() => next.addContent(SEASON)).toThrow('already');
	});

	test.each([
		['no file', { files: [] }, 'Too small'],
		['a path that ends in nothing', { files: [{ path: 'a/', size: 1 }] }, 'not a path'],
		['a path that is there twice', { files: [file('a'), file('a')] }, 'one path'],
		['a file that is a folder as well', { files: [file('a'), file('a/b')] }, 'one path'],
		['another name for one file', { files: [file('a.txt')] }, 'as its path says'],
		['a link that PikPak does not take', { url: 'ftp://a' }, 'not a link'],
	])('and not with %s', (_what, fields, reason) => {
		const simulator = createSimulator();
		expect(() => simulator.addContent({ ...SEASON, ...fields })).toThrow(reason);
	});
});

function file(path: string) {
	return { path, size: 1 };
}
