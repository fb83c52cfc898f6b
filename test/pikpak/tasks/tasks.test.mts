import type { Call, DriveRequest } from '../../../pikpak/call.js';
import { getTask, listTasks, simplifyTask, type TaskQuery } from '../../../pikpak/tasks/tasks.js';

const ALL: TaskQuery = {
	phases: [],
	type: 'offline',
	thumbnailSize: 'small',
	withReferenceResource: false,
};

test('a task that slips onto the next page while the list is read is listed once', async () => {
	const bodies = [
		{ tasks: [{ id: 'three' }, { id: 'two' }], next_page_token: 'next' },
		{ tasks: [{ id: 'two' }, { id: 'one' }], next_page_token: '' },
	];
	const call: Call = async () => bodies.shift() ?? {};
	const ids: string[] = [];
	for await (const tasks of listTasks(call, ALL)) ids.push(...tasks.map(({ id }) => id));
	expect(ids).toEqual(['three', 'two', 'one']);
});

test.each([{ tasks: 'none' }, { tasks: [{ name: 'without an id' }] }, {}, { tasks: null }])(
	'%j is not a list of tasks',
	async (body) => {
		const listed = listTasks(async () => body, ALL);
		await expect(listed.next()).rejects.toMatchObject({ reason: 'unreadable_answer' });
	},
);

test('an id cannot leave its place in the path', async () => {
	const asked: DriveRequest[] = [];
	await getTask(async (request) => {
		asked.push(request);
		return { id: 'x' };
	}, '../files?limit=1');
	expect(asked[0]?.path).toBe('/drive/v1/tasks/..%2Ffiles%3Flimit%3D1');
});

test('a task with nothing but its id can be told in plain words', () => {
	expect(simplifyTask({ id: 'bare' })).toEqual({
		id: 'bare',
		name: '',
		phase: '',
		progress: 0,
		size: null,
		fileId: null,
		sourceUrl: null,
		reason: null,
		createdAt: null,
		updatedAt: null,
	});
});
