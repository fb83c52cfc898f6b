import { signedIn, stop, type Caller, type Json } from './support/caller.mjs';

afterEach(stop);

async function list(someone: Caller, parent_id = '', filters?: object): Promise<Json[]> {
	const query = { parent_id, ...(filters && { filters: JSON.stringify(filters) }) };
	return (await someone.drive('GET', '/drive/v1/files', { query })).body['files'] as Json[];
}

async function addFolder(someone: Caller, name: string, parent_id = ''): Promise<Json> {
	const body = { kind: 'drive#folder', name, parent_id };
	return (await someone.drive('POST', '/drive/v1/files', { body })).body['file'] as Json;
}

async function rename(someone: Caller, id: unknown, name: string) {
	return await someone.drive('PATCH', `/drive/v1/files/${String(id)}`, { body: { name } });
}

const names = (files: Json[]) => files.map(({ name }) => name);

describe('The list of files', () => {
	test('shows one folder, or everything', async () => {
		const someone = await signedIn();
		const { id } = await addFolder(someone, 'Books');
		await addFolder(someone, 'Old', String(id));
		expect(names(await list(someone))).toEqual(['Books']);
		expect(names(await list(someone, String(id)))).toEqual(['Old']);
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
		const { id } = await addFolder(someone, 'Books');
		expect(await addFolder(someone, 'Books')).toMatchObject({ name: 'Books(1)' });
		expect(await addFolder(someone, 'Books', String(id))).toMatchObject({ name: 'Books' });
		for (const fields of [{}, {}, { parent_id: String(id) }]) {
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
		const { id } = await addFolder(someone, 'Books');
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

describe('The trash', () => {
	const trash = async (someone: Caller, ...ids: unknown[]) =>
		await someone.drive('POST', '/drive/v1/files:batchTrash', { body: { ids } });

	test('takes files and folders out of their list, and keeps their names', async () => {
		const someone = await signedIn();
		const { id } = await addFolder(someone, 'Books');
		await addFolder(someone, 'Films');
		const { status, body } = await trash(someone, id);
		expect([status, body]).toEqual([200, { task_id: expect.stringMatching(/^V/) as string }]);
		expect(names(await list(someone))).toEqual(['Films']);
		expect(names(await list(someone, '*', { trashed: { eq: true } }))).toEqual(['Books']);
		expect(await addFolder(someone, 'Books')).toMatchObject({ name: 'Books(1)' });
	});

	test('does not take what is not there, what it has already, and what is of PikPak', async () => {
		const someone = await signedIn();
		const { id } = await addFolder(someone, 'Books');
		await trash(someone, id);
		await someone.download('https://example.org/alice.txt');
		const [pack] = await list(someone);
		const errors = [];
		for (const refused of ['VNone', id, pack?.['id']])
			errors.push((await trash(someone, refused)).body['error']);
		expect(errors).toEqual(['file_not_found', 'file_in_recycle_bin', 'file_operate_system_folder']);
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
		const { id } = await addFolder(someone, 'Books');
		await someone.download(LINK, { parent_id: id, folder_type: '' });
		await someone.download(LINK, {});
		expect(names(await list(someone))).toEqual(['Books', 'alice.txt']);
		expect(names(await list(someone, String(id)))).toEqual(['alice.txt']);
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
