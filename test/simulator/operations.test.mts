import { signedIn, stop, type Caller } from './support/caller.mjs';
import {
	addFile,
	addFolder,
	batch,
	emptyTrash,
	get,
	list,
	listed,
	names,
	rename,
	taskOf,
} from './support/folders.mjs';

afterEach(stop);

const IN_TRASH = { trashed: { eq: true } };

/** `/Books` with a file and a folder of one more, and an empty `/Films`. */
async function furnished() {
	const someone = await signedIn();
	const books = await addFolder(someone, 'Books');
	const films = await addFolder(someone, 'Films');
	const old = await addFolder(someone, 'Old', books);
	const book = await addFile(someone, 'book.epub', books, 1000);
	const first = await addFile(someone, 'first.txt', old, 20);
	return { someone, books, films, old, book, first };
}

async function usage(someone: Caller): Promise<string> {
	const { quota } = (await someone.drive('GET', '/drive/v1/about')).body;
	return String((quota as Record<string, unknown>)['usage']);
}

const TO_CURRENT = { status: 400, body: { error: 'file_move_or_copy_to_cur', error_code: 9 } };
const SYSTEM = { status: 400, body: { error: 'file_operate_system_folder', error_code: 9 } };
const NOT_FOUND = { status: 404, body: { error: 'file_not_found' } };
const TRASHED = { status: 400, body: { error: 'file_in_recycle_bin', error_code: 9 } };

describe('An operation', () => {
	test.each([
		['Move', 'move'],
		['Copy', 'copy'],
		['Trash', ''],
		['Delete', ''],
	] as const)('batch%s answers with a task that is done: "%s"', async (what, type) => {
		const { someone, book, films } = await furnished();
		const target = what === 'Move' || what === 'Copy' ? films : undefined;
		const reply = await batch(someone, what, [book], target);
		expect(reply.status).toBe(200);
		expect(Object.keys(reply.body)).toEqual(['task_id']);
		expect(await taskOf(someone, reply)).toMatchObject({
			kind: 'drive#task',
			id: reply.body['task_id'],
			type,
			phase: 'PHASE_TYPE_COMPLETE',
			progress: 100,
			created_time: '2026-11-24T12:00:00.000+08:00',
			user_id: someone.simulator.account().userId,
		});
	});

	test('is not in the list of tasks, and cannot be deleted as one', async () => {
		const { someone, book, films } = await furnished();
		const reply = await batch(someone, 'Move', [book], films);
		expect(await someone.tasks()).toEqual([]);
		const query = { task_ids: String(reply.body['task_id']), delete_files: 'true' };
		expect((await someone.drive('DELETE', '/drive/v1/tasks', { query })).status).toBe(200);
		expect(await taskOf(someone, reply)).toMatchObject({ phase: 'PHASE_TYPE_COMPLETE' });
		expect(await listed(someone, films)).toEqual(['book.epub']);
	});

	test('that is refused for one file leaves the others as they are', async () => {
		const { someone, books, book } = await furnished();
		for (const what of ['Trash', 'Delete'] as const) {
			expect(await batch(someone, what, [book, 'VNone'])).toMatchObject(NOT_FOUND);
		}
		expect(await listed(someone, books)).toEqual(['Old/', 'book.epub']);
	});

	test('names each file once, however often it is told', async () => {
		const { someone, films, book } = await furnished();
		await batch(someone, 'Copy', [book, book], films);
		expect(await listed(someone, films)).toEqual(['book.epub']);
	});

	test.each([
		['the target in one name', 'batchMove', { ids: ['V'], 'to.parent_id': 'V' }, 'to.parent_id'],
		['no target', 'batchCopy', { ids: ['V'] }, '"to"'],
		['no target folder', 'batchCopy', { ids: ['V'], to: {} }, '"to.parent_id"'],
		['a target that nothing goes to', 'batchTrash', { ids: ['V'], to: {} }, '"to"'],
		['no file', 'batchDelete', { ids: [] }, '"ids"'],
	])('with %s is refused', async (_what, name, body, named) => {
		const someone = await signedIn();
		const reply = await someone.drive('POST', `/drive/v1/files:${name}`, { body });
		expect(reply).toMatchObject({ status: 400, body: { error: 'invalid_argument' } });
		expect(reply.body['error_description']).toContain(named);
	});

	test("on PikPak's own folder is refused", async () => {
		const { someone, films } = await furnished();
		someone.simulator.addTask();
		const pack = (await list(someone)).find(({ name }) => name === 'My Pack')?.['id'];
		expect(await batch(someone, 'Move', [pack], films)).toMatchObject(SYSTEM);
		expect(await batch(someone, 'Copy', [pack], films)).toMatchObject(SYSTEM);
		expect(await batch(someone, 'Trash', [pack])).toMatchObject(SYSTEM);
		expect(await batch(someone, 'Delete', [pack])).toMatchObject(SYSTEM);
		expect(await someone.drive('DELETE', `/drive/v1/files/${String(pack)}`)).toMatchObject(SYSTEM);
		expect(someone.simulator.journal.refusals()).toEqual([]);
	});
});

describe.each(['Move', 'Copy'] as const)('A %s', (what) => {
	test('takes a folder along with all that is in it', async () => {
		const { someone, books, films } = await furnished();
		await batch(someone, what, [books], films);
		const [there] = await list(someone, films);
		expect(there).toMatchObject({ name: 'Books', parent_id: films });
		expect(await listed(someone, String(there?.['id']))).toEqual(['Old/', 'book.epub']);
		const [old] = await list(someone, String(there?.['id']));
		expect(await list(someone, String(old?.['id']))).toMatchObject([
			{ name: 'first.txt', size: '20' },
		]);
	});

	test('leads to the root as well, and numbers a name that is taken there', async () => {
		const { someone, books, book } = await furnished();
		await addFile(someone, 'book.epub');
		await addFolder(someone, 'Old');
		await batch(someone, what, [book, (await list(someone, books))[0]?.['id']], '');
		expect(await listed(someone)).toEqual(
			expect.arrayContaining(['book(1).epub', 'Old(1)/', 'book.epub', 'Old/']),
		);
	});

	test('into the folder where the file is, or of a folder into itself, is refused', async () => {
		const { someone, books, old, book } = await furnished();
		expect(await batch(someone, what, [book], books)).toMatchObject(TO_CURRENT);
		expect(await batch(someone, what, [books], '')).toMatchObject(TO_CURRENT);
		expect(await batch(someone, what, [books], books)).toMatchObject(TO_CURRENT);
		expect(await batch(someone, what, [books], old)).toMatchObject(TO_CURRENT);
		expect(someone.simulator.journal.refusals()).toEqual([]);
	});

	test('needs a folder to go to, and a file that is there', async () => {
		const { someone, films, book, first } = await furnished();
		const noFolder = { status: 400, body: { error: 'space_folder_not_exist' } };
		for (const target of ['VNone', first, 'root']) {
			expect(await batch(someone, what, [book], target)).toMatchObject(noFolder);
		}
		expect(await batch(someone, what, ['VNone'], films)).toMatchObject(NOT_FOUND);
		await batch(someone, 'Trash', [book]);
		expect(await batch(someone, what, [book], films)).toMatchObject(TRASHED);
		expect(someone.simulator.journal.refusals()).toEqual([]);
	});

	test('into the trash, or of what is not complete, is refused as unknown', async () => {
		const { someone, films, book } = await furnished();
		const { fileId } = someone.simulator.addTask();
		await batch(someone, what, [fileId], films);
		await batch(someone, 'Trash', [films]);
		await batch(someone, what, [book], films);
		expect(someone.simulator.journal.refusals()).toHaveLength(2);
	});
});

describe('A moved file', () => {
	test('is in its new folder alone, the same file, modified now', async () => {
		const { someone, books, films, book } = await furnished();
		someone.simulator.advance(1000);
		await batch(someone, 'Move', [book], films);
		expect((await get(someone, book)).body).toMatchObject({
			id: book,
			parent_id: films,
			name: 'book.epub',
			size: '1000',
			created_time: '2026-11-24T12:00:00.000+08:00',
			modified_time: '2026-11-24T12:00:01.000+08:00',
		});
		expect(await listed(someone, books)).toEqual(['Old/']);
		expect(await usage(someone)).toBe('1020');
	});

	test('of a batch gets a name of its own if another one of it has its name', async () => {
		const { someone, books, films, book } = await furnished();
		const other = await addFile(someone, 'book.epub');
		await batch(someone, 'Move', [book, other], films);
		expect(await listed(someone, films)).toEqual(['book.epub', 'book(1).epub']);
		expect(await listed(someone, books)).toEqual(['Old/']);
	});
});

describe('A copy', () => {
	test('is another file of the same content, and takes room', async () => {
		const { someone, books, films, book } = await furnished();
		someone.simulator.advance(1000);
		await batch(someone, 'Copy', [books], films);
		const [copy] = await list(someone, films);
		const [, copied] = await list(someone, String(copy?.['id']));
		const { hash } = (await get(someone, book)).body;
		expect(hash).toMatch(/^[0-9A-F]{40}$/);
		expect(copied).toMatchObject({
			hash,
			name: 'book.epub',
			size: '1000',
			created_time: '2026-11-24T12:00:01.000+08:00',
		});
		expect([copy?.['id'], copied?.['id']]).not.toEqual(expect.arrayContaining([books, book]));
		expect(await listed(someone, books)).toEqual(['Old/', 'book.epub']);
		expect(await usage(someone)).toBe('2040');
	});

	test('leaves out what is in the trash or not complete', async () => {
		const { someone, books, films, book } = await furnished();
		await batch(someone, 'Trash', [book]);
		await someone.download('https://example.org/waits.txt', { parent_id: books });
		await batch(someone, 'Copy', [books], films);
		const [copy] = await list(someone, films);
		expect(names(await list(someone, String(copy?.['id'])))).toEqual(['Old']);
	});

	test('that has no room on the drive is refused', async () => {
		const someone = await signedIn({ seed: 'free' });
		const big = await addFile(someone, 'big.iso', '', 4 * 2 ** 30);
		const films = await addFolder(someone, 'Films');
		expect(await batch(someone, 'Copy', [big], films)).toMatchObject({
			status: 400,
			body: { error: 'file_space_not_enough', error_code: 8 },
		});
		expect(await listed(someone, films)).toEqual([]);
	});
});

describe('The trash', () => {
	test('takes files and folders, and leaves their names to others', async () => {
		const { someone, books } = await furnished();
		await batch(someone, 'Trash', [books]);
		expect(await listed(someone)).toEqual(['Films/']);
		expect(names(await list(someone, '*', IN_TRASH))).toEqual(['Books']);
		await addFolder(someone, 'Books');
		expect(await listed(someone)).toEqual(['Films/', 'Books/']);
		expect(await usage(someone)).toBe('1020');
	});

	test('takes one file by its own address', async () => {
		const { someone, book } = await furnished();
		const reply = await someone.drive('DELETE', `/drive/v1/files/${book}`);
		expect(reply).toEqual({ status: 200, body: {} });
		expect(names(await list(someone, '*', IN_TRASH))).toEqual(['book.epub']);
		expect(await someone.drive('DELETE', `/drive/v1/files/${book}`)).toMatchObject(TRASHED);
		expect(await someone.drive('DELETE', '/drive/v1/files/VNone')).toMatchObject(NOT_FOUND);
	});

	test('does not take what is not there, or what it has', async () => {
		const { someone, book } = await furnished();
		await batch(someone, 'Trash', [book]);
		expect(await batch(someone, 'Trash', [book])).toMatchObject(TRASHED);
		expect(await batch(someone, 'Trash', ['VNone'])).toMatchObject(NOT_FOUND);
	});

	test('gives a file back to its folder, under another name if that is taken', async () => {
		const { someone, books, book } = await furnished();
		await batch(someone, 'Trash', [book]);
		await addFile(someone, 'book.epub', books, 5);
		const reply = await batch(someone, 'Untrash', [book]);
		expect(await taskOf(someone, reply)).toMatchObject({ type: '', phase: 'PHASE_TYPE_COMPLETE' });
		expect(await listed(someone, books)).toEqual(['Old/', 'book(1).epub', 'book.epub']);
		expect((await get(someone, book)).body).toMatchObject({ name: 'book(1).epub', trashed: false });
	});

	test('gives two files of one name back under two names', async () => {
		const { someone, films } = await furnished();
		const trashed = [];
		for (const size of [1, 2]) {
			const id = await addFile(someone, 'a.txt', films, size);
			await batch(someone, 'Trash', [id]);
			trashed.push(id);
		}
		await batch(someone, 'Untrash', trashed);
		expect(await listed(someone, films)).toEqual(['a.txt', 'a(1).txt']);
	});

	test('gives nothing back that it has not, or whose folder it has too', async () => {
		const { someone, books, book } = await furnished();
		expect(await batch(someone, 'Untrash', ['VNone'])).toMatchObject(NOT_FOUND);
		expect(someone.simulator.journal.refusals()).toEqual([]);
		await batch(someone, 'Untrash', [book]);
		await batch(someone, 'Trash', [book]);
		await batch(someone, 'Trash', [books]);
		await batch(someone, 'Untrash', [book]);
		expect(someone.simulator.journal.refusals()).toHaveLength(2);
	});

	test('is emptied with all that is in it, whether or not the request has a body', async () => {
		const { someone, books } = await furnished();
		const film = await addFile(someone, 'film.mkv');
		await batch(someone, 'Trash', [books]);
		const reply = await emptyTrash(someone);
		expect(await taskOf(someone, reply)).toMatchObject({
			type: 'emptytrash',
			phase: 'PHASE_TYPE_COMPLETE',
		});
		expect(names(await list(someone, '*'))).toEqual(['Films', 'film.mkv']);
		expect(await usage(someone)).toBe('100');
		await batch(someone, 'Trash', [film]);
		const withBody = await someone.drive('PATCH', '/drive/v1/files/trash:empty', { body: {} });
		expect(withBody.status).toBe(200);
		expect(names(await list(someone, '*'))).toEqual(['Films']);
		const odd = await someone.drive('PATCH', '/drive/v1/files/trash:empty', { body: { all: 1 } });
		expect(odd.status).toBe(400);
	});
});

describe('What is deleted for good', () => {
	test('is gone with all that is in it, the trash included', async () => {
		const { someone, books, old, book, first } = await furnished();
		await batch(someone, 'Trash', [book]);
		await batch(someone, 'Delete', [books]);
		expect(names(await list(someone, '*'))).toEqual(['Films']);
		for (const id of [books, old, book, first]) {
			expect(await get(someone, id)).toMatchObject(NOT_FOUND);
		}
		expect(await usage(someone)).toBe('0');
		expect(await batch(someone, 'Delete', [books])).toMatchObject(NOT_FOUND);
	});

	test('may come from the trash, and be named beside what is in it', async () => {
		const { someone, books, old, first } = await furnished();
		await batch(someone, 'Trash', [old]);
		const reply = await batch(someone, 'Delete', [old, first, books]);
		expect(await taskOf(someone, reply)).toMatchObject({ phase: 'PHASE_TYPE_COMPLETE' });
		expect(names(await list(someone, '*'))).toEqual(['Films']);
	});

	test('may be what a task has not finished, whose retry needs the folder', async () => {
		const { someone, films } = await furnished();
		await someone.download('https://example.org/a.txt', { parent_id: films, folder_type: '' });
		const [task] = someone.simulator.tasks();
		expect((await batch(someone, 'Delete', [task?.fileId])).status).toBe(200);
		expect(await list(someone, films)).toEqual([]);
		await batch(someone, 'Delete', [films]);
		const body = { type: 'offline', create_type: 'RETRY', id: task?.id };
		expect(await someone.drive('POST', '/drive/v1/task', { body })).toMatchObject({
			status: 400,
			body: { error: 'space_folder_not_exist' },
		});
		expect(() => someone.simulator.retry(task?.id ?? '')).toThrow('does not exist');
	});
});

describe('Operations that take their time', () => {
	async function slow() {
		const someone = await signedIn({ operationMs: 300 });
		const books = await addFolder(someone, 'Books');
		const films = await addFolder(someone, 'Films');
		return { someone, books, films };
	}

	test('change nothing before, and everything then', async () => {
		const { someone, books, films } = await slow();
		const reply = await batch(someone, 'Move', [books], films);
		someone.simulator.advance(299);
		expect(await taskOf(someone, reply)).toMatchObject({
			phase: 'PHASE_TYPE_RUNNING',
			progress: 0,
			updated_time: '2026-11-24T12:00:00.000+08:00',
		});
		expect(await listed(someone)).toEqual(['Books/', 'Films/']);
		someone.simulator.advance(1);
		expect(await taskOf(someone, reply)).toMatchObject({
			phase: 'PHASE_TYPE_COMPLETE',
			updated_time: '2026-11-24T12:00:00.300+08:00',
		});
		expect(await listed(someone)).toEqual(['Films/']);
	});

	test.each(['Move', 'Copy'] as const)(
		'keep a file from being renamed until its %s is over',
		async (what) => {
			const { someone, books, films } = await slow();
			await batch(someone, what, [books], films);
			expect(await rename(someone, books, 'Old')).toMatchObject({
				status: 400,
				body: { error: 'file_rename_uncompleted', error_code: 9 },
			});
			expect((await rename(someone, films, 'Cinema')).status).toBe(200);
			someone.simulator.advance(300);
			expect((await rename(someone, books, 'Old')).status).toBe(200);
		},
	);

	test('go with a snapshot', async () => {
		const { someone, books } = await slow();
		const reply = await batch(someone, 'Trash', [books]);
		const snapshot = JSON.parse(JSON.stringify(someone.simulator.snapshot())) as unknown;
		someone.simulator.reset();
		someone.simulator.restore(snapshot);
		someone.simulator.advance(300);
		expect(await taskOf(someone, reply)).toMatchObject({ phase: 'PHASE_TYPE_COMPLETE' });
		expect(await listed(someone)).toEqual(['Films/']);
	});

	test('fail where they have become impossible, and never make a circle of folders', async () => {
		const { someone, books, films } = await slow();
		const first = await batch(someone, 'Move', [books], films);
		const second = await batch(someone, 'Move', [films], books);
		someone.simulator.advance(300);
		expect(await taskOf(someone, first)).toMatchObject({ phase: 'PHASE_TYPE_COMPLETE' });
		expect(await taskOf(someone, second)).toMatchObject({
			phase: 'PHASE_TYPE_ERROR',
			message: expect.stringContaining('sub folder') as string,
		});
		expect(await listed(someone)).toEqual(['Films/']);
		expect(await listed(someone, films)).toEqual(['Books/']);
	});

	test('have nothing to do for what is gone, and leave what was taken out of the trash', async () => {
		const { someone, books, films } = await slow();
		await batch(someone, 'Trash', [films]);
		someone.simulator.advance(300);
		await batch(someone, 'Delete', [books]);
		await batch(someone, 'Untrash', [films]);
		const replies = [await batch(someone, 'Trash', [books]), await emptyTrash(someone)];
		someone.simulator.advance(300);
		for (const reply of replies) {
			expect(await taskOf(someone, reply)).toMatchObject({ phase: 'PHASE_TYPE_COMPLETE' });
		}
		expect(await listed(someone)).toEqual(['Films/']);
	});
});
