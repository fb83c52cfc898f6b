import { signedIn, stop } from './support/caller.mjs';
import {
	addFolder,
	batch,
	emptyTrash,
	furnished,
	list,
	listed,
	rename,
	taskOf,
	NOT_FOUND,
} from './support/folders.mjs';

afterEach(stop);

const SYSTEM = { status: 400, body: { error: 'file_operate_system_folder', error_code: 9 } };

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
