import { stop } from './support/caller.mjs';
import {
	addFile,
	addFolder,
	batch,
	emptyTrash,
	furnished,
	get,
	list,
	listed,
	names,
	taskOf,
	usage,
	NOT_FOUND,
	TRASHED,
} from './support/folders.mjs';

afterEach(stop);

const IN_TRASH = { trashed: { eq: true } };

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
