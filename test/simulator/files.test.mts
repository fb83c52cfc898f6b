import { signedIn, stop, type Json } from './support/caller.mjs';
import { addFolder, batch, list, names, rename } from './support/folders.mjs';

afterEach(stop);

describe('The list of files', () => {
	test('shows one folder, or everything', async () => {
		const someone = await signedIn();
		const id = await addFolder(someone, 'Books');
		await addFolder(someone, 'Old', id);
		expect(names(await list(someone))).toEqual(['Books']);
		expect(names(await list(someone, id))).toEqual(['Old']);
		expect(names(await list(someone, '*'))).toEqual(['Books', 'Old']);
	});

	test.each(['root', '/', 'constructor'])(
		'of "%s" is a 404: the root has no such name',
		async (parent_id) => {
			const someone = await signedIn();
			const reply = await someone.drive('GET', '/drive/v1/files', { query: { parent_id } });
			expect(reply).toMatchObject({ status: 404, body: { error: 'file_not_found' } });
		},
	);

	test.each([
		[{ phase: { eq: 'PHASE_TYPE_COMPLETE' }, trashed: { eq: false } }, ['My Pack', 'done.pdf']],
		[{ phase: { in: 'PHASE_TYPE_PENDING,PHASE_TYPE_RUNNING' } }, ['waiting.pdf']],
		[{ kind: { eq: 'drive#folder' } }, ['My Pack']],
		[{ modified_time: { gt: '2026-11-24T11:00:00+08:00' } }, ['My Pack', 'waiting.pdf']],
		[{ modified_time: { lt: '2026-11-24T11:00:00+08:00' } }, ['done.pdf']],
		[{ trashed: { eq: true } }, []],
		[{ system_tag: { in: 'STAR' } }, []],
	])('is filtered by %j', async (filters, expected) => {
		const someone = await signedIn();
		const createdAt = someone.simulator.now() - 7_200_000;
		someone.simulator.addTask({ name: 'done.pdf', phase: 'PHASE_TYPE_COMPLETE', createdAt });
		someone.simulator.addTask({ name: 'waiting.pdf' });
		expect(names(await list(someone, '*', filters))).toEqual(expected);
	});

	test('with a filter by name is answered as if there were no such route', async () => {
		const someone = await signedIn();
		const query = { filters: JSON.stringify({ name: { eq: 'done.pdf' } }) };
		const reply = await someone.drive('GET', '/drive/v1/files', { query });
		expect(reply).toMatchObject({ status: 404, body: { error: 'not_found' } });
		expect(someone.simulator.journal.refusals()).toHaveLength(1);
	});

	test('shows what is in the trash to whoever does not ask for the rest alone', async () => {
		const someone = await signedIn();
		await batch(someone, 'Trash', [await addFolder(someone, 'Books')]);
		await addFolder(someone, 'Films');
		const trashed = { name: 'Books', trashed: true };
		expect(await list(someone)).toMatchObject([trashed, { name: 'Films', trashed: false }]);
		expect(await list(someone, '', { trashed: { eq: true } })).toMatchObject([trashed]);
		expect(names(await list(someone, '', { trashed: { eq: false } }))).toEqual(['Films']);
	});

	test('shows what lies in a folder in the trash', async () => {
		const someone = await signedIn();
		const id = await addFolder(someone, 'Books');
		await addFolder(someone, 'Old', id);
		await batch(someone, 'Trash', [id]);
		expect(await list(someone, id)).toMatchObject([{ name: 'Old', trashed: false }]);
	});

	test('comes in pages', async () => {
		const someone = await signedIn();
		for (const name of ['1', '2', '3']) await addFolder(someone, name);
		const query = { limit: '2', page_token: '' };
		const first = (await someone.drive('GET', '/drive/v1/files', { query })).body;
		expect(names(first['files'] as Json[])).toEqual(['1', '2']);
		const page_token = String(first['next_page_token']);
		const rest = (await someone.drive('GET', '/drive/v1/files', { query: { page_token } })).body;
		expect(rest).toMatchObject({ next_page_token: '', files: [{ name: '3' }] });
	});

	test('tells the audit when it is asked to', async () => {
		const someone = await signedIn();
		await addFolder(someone, 'Books');
		const query = { with_audit: 'true' };
		const { body } = await someone.drive('GET', '/drive/v1/files', { query });
		expect(body['files']).toMatchObject([{ audit: { status: 'STATUS_OK' } }]);
		expect(await list(someone)).toMatchObject([{ audit: null }]);
	});
});

describe('Names', () => {
	test('that are taken get a number, per folder', async () => {
		const someone = await signedIn();
		const id = await addFolder(someone, 'Books');
		await addFolder(someone, 'Books');
		await addFolder(someone, 'Books', id);
		expect(names(await list(someone, '*'))).toEqual(['Books', 'Books(1)', 'Books']);
		for (const fields of [{}, {}, { parent_id: id }]) {
			await someone.download('https://example.org/a.tar.gz', fields);
		}
		expect((await someone.tasks()).map(({ name }) => name).sort()).toEqual([
			'a.tar(1).gz',
			'a.tar.gz',
			'a.tar.gz',
		]);
	});

	test('can be changed, but not to one that is taken, and not to the same', async () => {
		const someone = await signedIn();
		const id = await addFolder(someone, 'Books');
		await addFolder(someone, 'Films');
		someone.simulator.advance(1000);
		expect(await rename(someone, id, 'Films')).toMatchObject({
			status: 400,
			body: { error: 'file_duplicated_name', error_code: 3 },
		});
		expect(await rename(someone, id, 'Books')).toMatchObject({
			status: 400,
			body: { error: 'file_rename_to_same_name', error_code: 3 },
		});
		expect(await rename(someone, id, 'Old books')).toMatchObject({
			status: 200,
			body: { name: 'Old books', modified_time: '2026-11-24T12:00:01.000+08:00' },
		});
		expect(await rename(someone, 'VNone', 'x')).toMatchObject({
			status: 404,
			body: { error: 'file_not_found' },
		});
	});
});

describe('A request of rclone', () => {
	test('for a new folder names a folder type', async () => {
		const someone = await signedIn();
		const body = { kind: 'drive#folder', name: 'Books', parent_id: '', folder_type: '' };
		expect((await someone.drive('POST', '/drive/v1/files', { body })).status).toBe(200);
	});

	const TIME = '0001-01-01T00:00:00Z';
	const FILE = {
		created_time: TIME,
		delete_time: TIME,
		modified_time: TIME,
		name: 'Films',
		reference_events: null,
		reference_resource: null,
		tags: null,
		user_modified_time: TIME,
	};

	test('for another name is a file with nothing but a name', async () => {
		const someone = await signedIn();
		const path = `/drive/v1/files/${await addFolder(someone, 'Books')}`;
		expect(await someone.drive('PATCH', path, { body: FILE })).toMatchObject({
			status: 200,
			body: { name: 'Films' },
		});
	});

	test.each([
		[{ ...FILE, modified_time: '2026-11-24T12:00:00Z' }, '"modified_time"'],
		[{ ...FILE, tags: [] }, '"tags"'],
		[{ ...FILE, parent_id: '' }, '"parent_id"'],
	])('with something else in it, %j, is refused', async (body, named) => {
		const someone = await signedIn();
		const path = `/drive/v1/files/${await addFolder(someone, 'Books')}`;
		const reply = await someone.drive('PATCH', path, { body });
		expect(reply).toMatchObject({ status: 400, body: { error: 'invalid_argument' } });
		expect(reply.body['error_description']).toContain(named);
	});
});

describe('"My Pack"', () => {
	const LINK = 'https://example.org/alice.txt';

	test('is made when the first download without a folder asks for it, and once', async () => {
		const someone = await signedIn();
		expect(await list(someone)).toEqual([]);
		await someone.download(LINK);
		await someone.download(LINK);
		const files = await list(someone);
		expect(names(files)).toEqual(['My Pack']);
		expect(names(await list(someone, String(files[0]?.['id'])))).toEqual([
			'alice.txt',
			'alice(1).txt',
		]);
	});

	test('is not for downloads with a folder, nor for those that do not ask', async () => {
		const someone = await signedIn();
		const id = await addFolder(someone, 'Books');
		await someone.download(LINK, { parent_id: id, folder_type: '' });
		await someone.download(LINK, {});
		expect(names(await list(someone))).toEqual(['Books', 'alice.txt']);
		expect(names(await list(someone, id))).toEqual(['alice.txt']);
	});

	test('cannot be renamed', async () => {
		const someone = await signedIn();
		someone.simulator.addTask();
		const [pack] = await list(someone);
		expect(await rename(someone, pack?.['id'], 'Mine')).toMatchObject({
			status: 400,
			body: { error: 'file_operate_system_folder' },
		});
	});

	test('is no way around a folder that does not exist', async () => {
		const someone = await signedIn();
		const reply = await someone.download(LINK, { parent_id: 'VNone', folder_type: 'DOWNLOAD' });
		expect(reply).toMatchObject({ status: 400, body: { error: 'space_folder_not_exist' } });
	});
});
