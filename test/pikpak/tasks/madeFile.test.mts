import { fileListedWith, listedWithFiles } from '../../../pikpak/tasks/madeFile.js';
import type { WireTask } from '../../../pikpak/wire.js';
import { Table } from '../watch/table.mjs';

const task = (id: string, minute: number, rest: object = {}): WireTask => ({
	id,
	type: 'offline',
	phase: 'PHASE_TYPE_COMPLETE',
	file_id: `file-${id}`,
	file_name: `${id}.txt`,
	file_size: '5',
	params: { mime_type: 'text/plain' },
	created_time: `2026-11-24T10:0${String(minute)}:00.000+08:00`,
	...rest,
});

const searched = async (listed: WireTask[], wanted: WireTask[]) => {
	const table = new Table(listed, {}, 2);
	const found = await listedWithFiles(table.call, wanted);
	return { ids: [...found.keys()], pages: table.lists.length };
};

const newest = [task('f', 5), task('e', 4), task('d', 3), task('c', 2), task('b', 1), task('a', 0)];

test.each([
	[['f'], ['f'], 1],
	[['e', 'c'], ['e', 'c'], 2],
	[['a'], ['a'], 3],
	[[], [], 0],
])('finds %j, and reads no further', async (wanted, ids, pages) => {
	const tasks = newest.filter(({ id }) => wanted.includes(id));
	expect(await searched(newest, tasks)).toEqual({ ids, pages });
});

test('what is not there is not searched for among older ones', async () => {
	expect(await searched(newest, [task('gone', 5)])).toEqual({ ids: [], pages: 1 });
	// There may be more of the same moment on the next page.
	expect(await searched(newest, [task('gone', 4)])).toEqual({ ids: [], pages: 2 });
});

test('where a time cannot be read, all is read', async () => {
	const undated = { created_time: '' };
	expect(await searched(newest, [task('a', 0, undated)])).toEqual({ ids: ['a'], pages: 3 });
	const all = newest.map((listed) => ({ ...listed, ...undated }));
	expect(await searched(all, [task('a', 0)])).toEqual({ ids: ['a'], pages: 3 });
	expect(await searched([], [task('a', 0)])).toEqual({ ids: [], pages: 1 });
});

test('nothing but downloads is searched for', async () => {
	const upload = task('a', 0, { type: 'upload' });
	expect(await searched(newest, [upload])).toEqual({ ids: [], pages: 0 });
	expect(await searched(newest, [upload, task('f', 5)])).toEqual({ ids: ['f'], pages: 1 });
});

test('the embedded file is told as it is now, with the size of what was downloaded', () => {
	const reference_resource = { kind: 'drive#folder', id: 'folder', name: 'New name', size: '0' };
	expect(fileListedWith(task('a', 0, { reference_resource }))).toEqual({
		id: 'folder',
		name: 'New name',
		kind: 'folder',
		size: 5,
		mimeType: null,
		parentFolderId: 'root',
	});
});

test('without it, the task tells what it can', () => {
	expect(fileListedWith(task('a', 0))).toEqual({
		id: 'file-a',
		name: 'a.txt',
		kind: null,
		size: 5,
		mimeType: 'text/plain',
		parentFolderId: null,
	});
	const bare = { id: 'a', name: 'Name', phase: 'PHASE_TYPE_COMPLETE', file_id: 'file' };
	expect(fileListedWith(bare)).toMatchObject({ name: 'Name', size: null, mimeType: null });
});

test('there is none if it has been deleted, or was never told', () => {
	expect(fileListedWith(task('a', 0, { phase: 'PHASE_TYPE_ERROR' }))).toBeNull();
	expect(fileListedWith(task('a', 0, { file_id: '' }))).toBeNull();
});
