import type { WatchOptions } from '../../../pikpak/watch/change.js';
import { TASK_EVENTS, type TaskEvent } from '../../../pikpak/watch/event.js';
import { samples } from '../../../pikpak/watch/samples.js';
import type { WireTask } from '../../../pikpak/wire.js';
import { ALL, at, COMPLETE, FAILED, MINUTE, START, task } from './looks.mjs';
import { phasesIn, Table } from './table.mjs';

const PENDING = { phase: 'PHASE_TYPE_PENDING' };
const RUNNING = { phase: 'PHASE_TYPE_RUNNING' };

/** What is shown an hour after the start, and what was asked for. */
async function shown(
	events: TaskEvent[],
	tasks: WireTask[],
	options: Omit<Partial<WatchOptions>, 'events'> = {},
) {
	const table = new Table(tasks);
	const chosen = { ...ALL, milestones: [25, 50, 75], ...options, events: new Set(events) };
	const found = await samples(table.call, chosen, START + 60 * MINUTE);
	return { ids: found.map(({ eventId }) => eventId), table };
}

/** Ids tell the phase; newest first. */
const drive = [
	task('pending', PENDING),
	task('running', { ...RUNNING, progress: 60 }),
	task('failed', FAILED),
	task('complete', COMPLETE),
	task('failed-before', FAILED),
	task('complete-before', COMPLETE),
];

test('shows the newest download for each event in which one can be seen', async () => {
	const { ids } = await shown([...TASK_EVENTS].reverse(), drive, { stalledAfterMs: MINUTE });
	expect(ids).toEqual([
		'pending:task.created:0',
		'complete:task.completed:0',
		'failed:task.failed:0',
		'running:task.progressed:0:50',
		'pending:task.stalled:0:0',
	]);
});

test.each(['task.created', 'task.completed', 'task.failed', 'task.progressed'] as const)(
	'shows nothing but %s if nothing else was chosen',
	async (event) => {
		const { ids } = await shown([event], drive);
		expect(ids).toEqual([expect.stringContaining(event)]);
	},
);

test.each([
	['pending', PENDING],
	['running', RUNNING],
	['complete', COMPLETE],
	['failed', FAILED],
])('shows of a download that is %s that it was created', async (_, phase) => {
	expect((await shown(['task.created'], [task('one', phase)])).ids).toEqual(['one:task.created:0']);
});

test.each([
	['running', { ...RUNNING, progress: 80 }],
	['complete', COMPLETE],
])('shows the last milestone of a download that is %s', async (_, fields) => {
	expect((await shown(['task.progressed'], [task('one', fields)])).ids).toEqual([
		'one:task.progressed:0:75',
	]);
});

test.each(['running', 'pending'])(
	'shows of a download that is %s that it has stalled',
	async (phase) => {
		const tasks = [task('one', { phase: `PHASE_TYPE_${phase.toUpperCase()}` })];
		expect((await shown(['task.stalled'], tasks, { stalledAfterMs: MINUTE })).ids).toEqual([
			'one:task.stalled:0:0',
		]);
	},
);

describe('a download has stalled', () => {
	const stalled = async (fields: Record<string, unknown>) =>
		(await shown(['task.stalled'], [task('one', fields)], { stalledAfterMs: 30 * MINUTE })).ids;

	test('for as long as PikPak has not updated it', async () => {
		expect(await stalled({ updated_time: at(29 * MINUTE) })).toEqual(['one:task.stalled:0:0']);
		expect(await stalled({ updated_time: at(31 * MINUTE) })).toEqual([]);
	});

	test('since it was created if PikPak does not tell when it was updated', async () => {
		const created = (minutes: number) => ({
			updated_time: '',
			created_time: at(minutes * MINUTE),
		});
		expect(await stalled(created(29))).toEqual(['one:task.stalled:0:0']);
		expect(await stalled(created(31))).toEqual([]);
	});

	test('never if PikPak does not tell either', async () => {
		expect(await stalled({ updated_time: '', created_time: '' })).toEqual([]);
	});
});

test('has nothing to show of a download that is gone, and asks for nothing', async () => {
	const { ids, table } = await shown(['task.removed'], drive);
	expect(ids).toEqual([]);
	expect(table.asked).toEqual([]);
});

test('passes over downloads that do not fit the filter', async () => {
	const filter = { key: 'before', name: (name: string) => name.includes('before') };
	const { ids } = await shown(['task.completed', 'task.failed'], drive, { filter });
	expect(ids).toEqual(['complete-before:task.completed:0', 'failed-before:task.failed:0']);
});

test('shows nothing of a drive on which nothing fits', async () => {
	const filter = { key: 'none', name: () => false };
	expect((await shown([...TASK_EVENTS], drive, { filter })).ids).toEqual([]);
	expect((await shown([...TASK_EVENTS], [])).ids).toEqual([]);
});

test('asks for files only where one can tell its folder', async () => {
	const { table } = await shown(['task.completed', 'task.failed'], drive, {
		filter: { key: 'folder', folderId: 'folder' },
	});
	expect(table.lists.map((list) => [phasesIn(list['filters'] ?? ''), list['with']])).toEqual([
		[[COMPLETE.phase], 'reference_resource'],
		[[FAILED.phase], undefined],
	]);
});

test('looks at a thousand downloads at most', async () => {
	const { table } = await shown(['task.completed'], drive);
	expect(table.lists.map(({ limit }) => limit)).toEqual(['1000']);
});
