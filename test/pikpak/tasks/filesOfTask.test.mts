import { createSimulator } from '../../../simulator/simulator.mjs';
import { filesOfTask } from '../../../pikpak/tasks/filesOfTask.js';
import { callTo } from '../../support/driveCall.mjs';

const MAGNET = 'magnet:?xt=urn:btih:08ada5a7a6183aae1e09d831df6748d566095a10';
const COMPLETE = { phase: 'PHASE_TYPE_COMPLETE' } as const;
const GET_FILE = 'GET:/drive/v1/files/:id';
const LIST_TASKS = 'GET:/drive/v1/tasks';

const simulator = createSimulator({ maxPageSize: 2 });

beforeEach(() => {
	simulator.reset();
});

afterEach(() => {
	expect(simulator.journal.refusals()).toEqual([]);
});

const pathsOf = async (id: string) => {
	const paths: string[] = [];
	for await (const { path } of filesOfTask(callTo(simulator), id)) paths.push(path);
	return paths;
};

const sintel = (files: string[]) =>
	simulator.addContent({
		url: MAGNET,
		name: 'Sintel',
		files: files.map((path) => ({ path, size: 5 })),
	});

test('all files of a folder, with their paths in it', async () => {
	sintel(['Sintel.mp4', 'subtitles/en.srt', 'subtitles/more/de.srt']);
	const { id } = simulator.addTask({ url: MAGNET, ...COMPLETE });
	expect(await pathsOf(id)).toEqual(['Sintel.mp4', 'subtitles/en.srt', 'subtitles/more/de.srt']);
	// Whether it is there, which costs no traffic.
	expect(simulator.journal.count({ route: GET_FILE })).toBe(1);
	expect(simulator.journal.count({ route: LIST_TASKS })).toBe(0);
});

test('a folder with one file in it', async () => {
	sintel(['subtitles/en.srt']);
	const { id } = simulator.addTask({ url: MAGNET, ...COMPLETE });
	expect(await pathsOf(id)).toEqual(['subtitles/en.srt']);
});

test('a single file is found without being asked for, so that it makes no traffic', async () => {
	const { id } = simulator.addTask({ name: 'alice.txt', createdAt: 1, ...COMPLETE });
	simulator.addTasks(Array.from({ length: 5 }, () => COMPLETE));
	expect(await pathsOf(id)).toEqual(['alice.txt']);
	expect(simulator.journal.count({ route: LIST_TASKS })).toBe(3);
	expect(simulator.journal.count({ route: GET_FILE })).toBe(0);
});

test('the list is read no further than to the task', async () => {
	simulator.addTasks(Array.from({ length: 5 }, () => ({ createdAt: 1, ...COMPLETE })));
	const { id } = simulator.addTask({ name: 'alice.txt', ...COMPLETE });
	expect(await pathsOf(id)).toEqual(['alice.txt']);
	expect(simulator.journal.count({ route: LIST_TASKS })).toBe(1);
});

test('an upload is in no list of downloads', async () => {
	const { id } = simulator.addTask({ name: 'notes.txt', type: 'upload', ...COMPLETE });
	expect(await pathsOf(id)).toEqual(['notes.txt']);
	expect(simulator.journal.count({ route: LIST_TASKS })).toBe(0);
});

test.each([
	['a pending one', {}, 'task_unfinished', / is not complete: it is pending\.$/],
	[
		'a running one',
		{ phase: 'PHASE_TYPE_RUNNING', progress: 42 },
		'task_unfinished',
		/^The task "Tears of Steel" is not complete: it is running at 42 %\.$/,
	],
	[
		'a failed one',
		{ phase: 'PHASE_TYPE_ERROR', message: 'Save failed, retry please' },
		'save_failed',
		/^The task "Tears of Steel" has failed: PikPak could not save the file\.$/,
	],
	[
		'one that failed for something unknown',
		{ phase: 'PHASE_TYPE_ERROR', message: 'Bad weather' },
		'unknown',
		/ has failed: PikPak gives a reason that this package does not know\.$/,
	],
] as const)('%s has no files yet', async (_, task, reason, meaning) => {
	const { id } = simulator.addTask({ name: 'Tears of Steel', ...task });
	await expect(pathsOf(id)).rejects.toMatchObject({
		reason,
		meaning: expect.stringMatching(meaning) as string,
	});
});

describe.each([
	['a file', () => simulator.addTask({ name: 'alice.txt', ...COMPLETE })],
	[
		'a folder',
		() => {
			sintel(['a.srt', 'b.srt']);
			return simulator.addTask({ url: MAGNET, ...COMPLETE });
		},
	],
])('%s that is not there any more', (_, make) => {
	test('is an error if it has been deleted', async () => {
		const { id } = make();
		simulator.deleteFile(id);
		await expect(pathsOf(id)).rejects.toMatchObject({ reason: 'task_file_deleted' });
	});
});

test('a folder in the trash is another error', async () => {
	sintel(['a.srt', 'b.srt']);
	const { id } = simulator.addTask({ url: MAGNET, ...COMPLETE });
	simulator.trashFile(id);
	await expect(pathsOf(id)).rejects.toMatchObject({ reason: 'file_in_recycle_bin' });
});

test('a task that PikPak calls complete without a file has none', async () => {
	const task = { id: 'a', phase: 'PHASE_TYPE_COMPLETE', file_id: '' };
	await expect(filesOfTask(async () => task, 'a').next()).rejects.toMatchObject({
		reason: 'task_file_deleted',
	});
});

test('an unknown task is not found', async () => {
	await expect(pathsOf('nobody')).rejects.toMatchObject({ reason: 'not_found' });
});

test('a failure of the gateway is no deletion', async () => {
	const { id } = simulator.addTask({ type: 'upload', ...COMPLETE });
	simulator.addFault({
		name: 'down',
		match: { path: '/drive/v1/files/*' },
		effect: { kind: 'answer', status: 503, body: '' },
	});
	await expect(pathsOf(id)).rejects.toMatchObject({ reason: 'service_unavailable' });
});
