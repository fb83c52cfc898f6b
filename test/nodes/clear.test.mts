import type { NewTask } from '../../simulator/drive/tasks.mjs';
import { pass } from '../support/clock.mjs';
import { itemsWith, jsonOf, refusing, TaskNode } from '../support/taskNode.mjs';

const node = new TaskNode('clear');

const DELETE = 'DELETE:/drive/v1/tasks';
const DELETION = { method: 'DELETE', path: '/drive/v1/tasks' } as const;
const COMPLETE = { phase: 'PHASE_TYPE_COMPLETE' } as const;
const FAILED = { phase: 'PHASE_TYPE_ERROR' } as const;
const HOUR_MS = 3_600_000;
const daysAgo = (days: number) => Date.now() - days * 24 * HOUR_MS;

const add = (...tasks: NewTask[]) => node.simulator.addTasks(tasks);
/** The names of the tasks that are there, in the order in which they were added. */
const left = () =>
	node.simulator
		.tasks()
		.map(({ name }) => name)
		.reverse();
const calls = () => node.simulator.journal.entries({ route: DELETE });

/** One in each phase. */
const oneOfEach = () =>
	add(
		{ name: 'done.mkv', ...COMPLETE },
		{ name: 'failed.mkv', ...FAILED },
		{ name: 'runs.mkv', phase: 'PHASE_TYPE_RUNNING' },
		{ name: 'waits.mkv', phase: 'PHASE_TYPE_PENDING' },
	);

test('by default only tells what would be deleted', async () => {
	const [done] = oneOfEach();
	const items = await node.run({});
	expect(items).toEqual([
		{
			json: {
				id: done?.id,
				name: 'done.mkv',
				phase: 'complete',
				size: done?.size,
				updatedAt: new Date(done?.updatedAt ?? 0).toISOString(),
				dryRun: true,
				deleted: false,
			},
			pairedItem: { item: 0 },
		},
	]);
	node.expectSchema(items);
	expect([left().length, calls()]).toEqual([4, []]);
});

test.each([
	[['complete'], ['failed.mkv', 'runs.mkv', 'waits.mkv']],
	[['error'], ['done.mkv', 'runs.mkv', 'waits.mkv']],
	[
		['error', 'complete'],
		['runs.mkv', 'waits.mkv'],
	],
])('deletes tasks in the phases %j, and no unfinished one', async (phases, expected) => {
	oneOfEach();
	const items = await node.run({ phases, dryRun: false });
	node.expectSchema(items, ['phase', 'size', 'updatedAt', 'dryRun']);
	expect(left()).toEqual(expected);
});

test('tells what it has deleted, and keeps the files', async () => {
	const [done] = oneOfEach();
	expect(jsonOf(await node.run({ dryRun: false }))).toEqual([
		{ id: done?.id, name: 'done.mkv', deleted: true },
	]);
	expect(node.simulator.snapshot().files[done?.fileId ?? '']).toBeDefined();
});

test('deletes the files too, on demand', async () => {
	const [done] = oneOfEach();
	await node.run({ dryRun: false, deleteFiles: true });
	expect(node.simulator.snapshot().files[done?.fileId ?? '']).toBeUndefined();
});

test('counts days from the end of a task, and not from its beginning', async () => {
	add(
		{ name: 'old.mkv', ...COMPLETE, createdAt: daysAgo(9), updatedAt: daysAgo(8) },
		{ name: 'long.mkv', ...COMPLETE, createdAt: daysAgo(9), updatedAt: daysAgo(6) },
	);
	await node.run({ dryRun: false, olderThan: 7 });
	expect(left()).toEqual(['long.mkv']);
	pass({ minutes: 60 * 24 });
	await node.run({ dryRun: false, olderThan: 7 });
	expect(left()).toEqual([]);
});

test('clears no more than it may, beginning with what ended first', async () => {
	add(
		{ name: 'second', ...COMPLETE, updatedAt: daysAgo(2) },
		{ name: 'third', ...COMPLETE, updatedAt: daysAgo(1) },
		{ name: 'first', ...COMPLETE, updatedAt: daysAgo(3) },
	);
	await node.run({ dryRun: false, options: { clearAtMost: 2 } });
	expect(left()).toEqual(['third']);
});

test('clears hundreds in batches of a hundred', async () => {
	add(...Array.from({ length: 250 }, () => COMPLETE));
	expect(await node.run({ dryRun: false })).toHaveLength(250);
	expect([left(), calls().length]).toEqual([[], 3]);
});

test('yields nothing where there is nothing to clear', async () => {
	expect(await node.run({ dryRun: false })).toEqual([]);
	expect(calls()).toEqual([]);
});

test('each item clears what is left by those before it', async () => {
	oneOfEach();
	const items = await node.run(
		{ phases: '={{ $json.phases }}', dryRun: '={{ $json.dryRun }}' },
		{
			items: itemsWith(
				{ phases: ['complete'], dryRun: false },
				{ phases: ['complete', 'error'], dryRun: true },
				{ phases: ['error'], dryRun: false },
			),
		},
	);
	expect(items.map(({ json, pairedItem }) => [json['name'], json['deleted'], pairedItem])).toEqual([
		['done.mkv', true, { item: 0 }],
		['failed.mkv', false, { item: 1 }],
		['failed.mkv', true, { item: 2 }],
	]);
});

describe('a task that PikPak refuses to delete', () => {
	const refuseOne = () => {
		const [a, b] = add(
			{ name: 'a.mkv', ...COMPLETE, updatedAt: daysAgo(2) },
			{ name: 'b.mkv', ...COMPLETE, updatedAt: daysAgo(1) },
		);
		const match = { ...DELETION, query: { task_ids: a?.id ?? '' } };
		node.trouble(match, refusing('invalid_argument'));
		return { a, b };
	};

	test('is named, and the others are deleted', async () => {
		const { a, b } = refuseOne();
		const items = await node.run({ dryRun: false }, { continueOnFail: true });
		expect(jsonOf(items)).toEqual([
			{
				message: 'PikPak did not understand the request.',
				error: expect.objectContaining({ id: a?.id, name: 'a.mkv' }) as object,
			},
			{ id: b?.id, name: 'b.mkv', deleted: true },
		]);
	});

	test('fails the node with what was deleted all the same, and not with what would have been', async () => {
		const { a, b } = refuseOne();
		const { description } = await node.failure(
			{ dryRun: '={{ $json.dryRun }}' },
			{ items: itemsWith({ dryRun: true }, { dryRun: false }) },
		);
		expect(description).toContain(
			`This is about: a.mkv (${a?.id ?? ''}).\nDone all the same: ${b?.id ?? ''}.`,
		);
	});
});

test.each([
	[{ phases: [] }, /^Phases cannot be \[\]\. /],
	[{ phases: ['running'] }, /^Phases cannot be "running"\. /],
	[{ olderThan: -1 }, /^Older Than cannot be -1\. /],
	[{ deleteFiles: 'some' }, /^Delete Files cannot be "some"\. /],
	[{ dryRun: 'no' }, /^Dry Run cannot be "no"\. /],
	[{ options: { clearAtMost: 1.5 } }, /^Clear at Most cannot be 1\.5\. /],
])('%j is refused before anything is asked', async (parameters, message) => {
	expect(await node.failure({ dryRun: false, ...parameters })).toMatchObject({
		message: expect.stringMatching(message) as string,
	});
	expect(node.simulator.journal.count()).toBe(0);
});
