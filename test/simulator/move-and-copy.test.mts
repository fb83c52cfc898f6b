import { signedIn, stop } from './support/caller.mjs';
import {
	addFile,
	addFolder,
	batch,
	furnished,
	get,
	list,
	listed,
	names,
	usage,
	NOT_FOUND,
	TRASHED,
} from './support/folders.mjs';

afterEach(stop);

const TO_CURRENT = { status: 400, body: { error: 'file_move_or_copy_to_cur', error_code: 9 } };

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
