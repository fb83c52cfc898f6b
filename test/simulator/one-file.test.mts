import { NOON, signedIn, stop, type Caller, type Json } from './support/caller.mjs';

afterEach(stop);

/** The file of a task as a get shows it. */
async function get(someone: Caller, id: unknown, query?: Record<string, string>) {
	return await someone.drive('GET', `/drive/v1/files/${String(id)}`, query && { query });
}

async function list(someone: Caller, trashed?: boolean): Promise<Json[]> {
	const filters = trashed === undefined ? undefined : JSON.stringify({ trashed: { eq: trashed } });
	const query = { parent_id: '*', ...(filters !== undefined && { filters }) };
	return (await someone.drive('GET', '/drive/v1/files', { query })).body['files'] as Json[];
}

async function withTask(task: { name: string; size?: number; url?: string }) {
	const someone = await signedIn();
	const { id, fileId } = someone.simulator.addTask(task);
	return { someone, simulator: someone.simulator, id, fileId };
}

const BOOK = { name: 'book.epub', size: 816_203 };
const MAGNET = 'magnet:?xt=urn:btih:08ada5a7a6183aae1e09d831df6748d566095a10&dn=Sintel';

const NO_LINK = { web_content_link: '', links: {} };

describe('One file', () => {
	test('is in the phase of its task, and has a link when it is complete and not before', async () => {
		const { someone, simulator, id, fileId } = await withTask(BOOK);
		const shown = { kind: 'drive#file', id: fileId, name: 'book.epub', trashed: false };
		expect(await get(someone, fileId)).toMatchObject({
			status: 200,
			body: { ...shown, ...NO_LINK, phase: 'PHASE_TYPE_PENDING', size: '0' },
		});
		simulator.progress(id, 99);
		expect((await get(someone, fileId)).body).toMatchObject({
			...shown,
			...NO_LINK,
			phase: 'PHASE_TYPE_RUNNING',
		});
		simulator.finish(id);
		const { body } = await get(someone, fileId);
		const link = body['web_content_link'];
		expect(body).toMatchObject({
			...shown,
			phase: 'PHASE_TYPE_COMPLETE',
			size: '816203',
			audit: { status: 'STATUS_OK' },
			links: {
				'application/octet-stream': {
					url: link,
					token: '',
					expire: '2026-11-25T12:00:00.000+08:00',
					type: '',
				},
			},
		});
		const { searchParams } = new URL(String(link));
		expect(link).toContain(`${someone.served.url}/dl-a10b-0000.mypikpak.com/download/?`);
		expect(Number(searchParams.get('expire'))).toBe(NOON / 1000 + 86_400);
	});

	test.each([
		['a folder', { name: 'Sintel', url: MAGNET }],
		['a file of no bytes', { name: 'empty.txt', size: 0 }],
	])('has no link if it is %s', async (_what, task) => {
		const { someone, simulator, id, fileId } = await withTask(task);
		simulator.finish(id);
		const { body } = await get(someone, fileId);
		expect(body).toMatchObject({ id: fileId, phase: 'PHASE_TYPE_COMPLETE', ...NO_LINK });
	});

	test('has its link in no list', async () => {
		const { someone, simulator, id } = await withTask(BOOK);
		simulator.finish(id);
		for (const file of await list(someone)) expect(file).toMatchObject(NO_LINK);
	});

	test.each([
		{ usage: 'FETCH', _magic: '2021' },
		{ usage: 'CACHE', _magic: '2021', thumbnail_size: 'SIZE_LARGE' },
		{ usage: 'PLAY' },
	])('is asked for with %j', async (query) => {
		const { someone, simulator, fileId } = await withTask(BOOK);
		expect((await get(someone, fileId, query)).status).toBe(200);
		expect(simulator.journal.refusals()).toEqual([]);
	});

	test.each([
		[{ usage: 'STEAL' }, '"usage"'],
		[{ _magic: '2022' }, '"_magic"'],
		[{ thumbnail_size: 'SIZE_HUGE' }, '"thumbnail_size"'],
		[{ with_audit: 'true' }, '"with_audit"'],
	])('with %j is refused by name', async (query, named) => {
		const { someone, fileId } = await withTask(BOOK);
		const { status, body } = await get(someone, fileId, query);
		expect({ status, error: body['error'] }).toEqual({ status: 400, error: 'invalid_argument' });
		expect(body['error_description']).toContain(named);
	});

	test.each(['VNone', 'root', 'constructor'])('that is not there, "%s", is a 404', async (id) => {
		const someone = await signedIn();
		const reply = await get(someone, id);
		expect(reply).toMatchObject({ status: 404, body: { error: 'file_not_found' } });
		expect(someone.simulator.journal.refusals()).toEqual([]);
	});
});

describe('What becomes of a file', () => {
	test('tells a finished task that was removed from one that was given up', async () => {
		const someone = await signedIn();
		const { simulator } = someone;
		const [given, kept, thrown] = simulator.addTasks([{}, {}, {}]).map(({ id, fileId }) => ({
			id,
			file: async () => await get(someone, fileId),
		}));
		for (const task of [kept, thrown]) simulator.finish(task?.id ?? '');
		simulator.remove(given?.id ?? '');
		simulator.remove(kept?.id ?? '', { withFile: false });
		simulator.remove(thrown?.id ?? '', { withFile: true });
		expect(simulator.tasks()).toEqual([]);
		expect((await given?.file())?.status).toBe(404);
		expect((await kept?.file())?.body).toMatchObject({ phase: 'PHASE_TYPE_COMPLETE' });
		expect((await thrown?.file())?.status).toBe(404);
	});

	test('in the trash is an error, which is no demand for a captcha token', async () => {
		const { someone, simulator, id, fileId } = await withTask(BOOK);
		simulator.finish(id);
		simulator.trashFile(id);
		expect(await get(someone, fileId)).toMatchObject({
			status: 400,
			body: { error: 'file_in_recycle_bin', error_code: 9 },
		});
		expect(simulator.journal.refusals()).toEqual([]);
		expect(simulator.file(id)).toMatchObject({ trashed: true });
		simulator.deleteFile(id);
		expect((await get(someone, fileId)).status).toBe(404);
	});
});

describe('The trash', () => {
	async function withTrashed(task: { name: string; url?: string }) {
		const made = await withTask(task);
		made.simulator.finish(made.id);
		made.simulator.trashFile(made.id);
		return made;
	}

	test('is listed, unless a filter leaves it out', async () => {
		const { someone } = await withTrashed(BOOK);
		const names = (files: Json[]) => files.map(({ name }) => name);
		expect(names(await list(someone))).toEqual(['My Pack', 'book.epub']);
		expect(names(await list(someone, false))).toEqual(['My Pack']);
		expect(await list(someone, true)).toEqual([
			expect.objectContaining({ name: 'book.epub', trashed: true }),
		]);
	});

	test('leaves the names of its files to others', async () => {
		const { simulator } = await withTrashed(BOOK);
		expect(simulator.addTask(BOOK).name).toBe('book.epub');
	});

	test('leaves the task as it was, in the list and by itself', async () => {
		const { someone, id } = await withTrashed(BOOK);
		const [listed] = await someone.tasks({ with: 'reference_resource' });
		expect(listed).toMatchObject({ phase: 'PHASE_TYPE_COMPLETE', message: 'Saved' });
		const alone = (await someone.drive('GET', `/drive/v1/tasks/${id}`)).body;
		expect(alone).toMatchObject({ phase: 'PHASE_TYPE_COMPLETE', message: 'Saved' });
	});

	test('has room for what a finished task has made, and nothing else', async () => {
		const { simulator, id } = await withTask(BOOK);
		const trash = () => {
			simulator.trashFile(id);
		};
		expect(trash).toThrow('has made no file');
		simulator.finish(id);
		simulator.deleteFile(id);
		expect(trash).toThrow('has made no file');
	});

	const USES: Array<[string, (someone: Caller, id: string) => ReturnType<Caller['drive']>]> = [
		[
			'renamed',
			async (someone, id) =>
				await someone.drive('PATCH', `/drive/v1/files/${id}`, { body: { name: 'New' } }),
		],
		[
			'downloaded into',
			async (someone, id) =>
				await someone.download('https://example.org/a.txt', { parent_id: id, folder_type: '' }),
		],
	];

	test.each(USES)(
		'has no folder that is %s: nobody knows what happens then',
		async (_what, use) => {
			const { someone, fileId } = await withTrashed({ name: 'Sintel', url: MAGNET });
			expect((await use(someone, fileId)).status).toBe(400);
			expect(someone.simulator.journal.refusals()).toHaveLength(1);
		},
	);
});
