import type { NewTask } from '../../simulator/drive/tasks.mjs';
import { itemsWith, jsonOf, refusing, TaskNode } from '../support/taskNode.mjs';

const node = new TaskNode('retryFailed');

const RETRY = 'POST:/drive/v1/task';
const RETRIAL = { method: 'POST', path: '/drive/v1/task' } as const;
const hoursAgo = (hours: number) => Date.now() - hours * 3_600_000;

const asked = () => node.simulator.journal.count({ route: RETRY });
const addFailed = (...tasks: NewTask[]) =>
	node.simulator.addTasks(tasks.map((task) => ({ ...task, phase: 'PHASE_TYPE_ERROR' as const })));
/** Fails so many, the first of them first. */
const addSome = (count: number) =>
	addFailed(
		...Array.from({ length: count }, (_, index) => ({
			name: String(index),
			updatedAt: hoursAgo(count - index),
		})),
	);
/** The names of what was started again. */
const retried = () =>
	node.simulator
		.tasks()
		.filter(({ retries }) => retries > 0)
		.map(({ name }) => name)
		.sort();

/** One for each kind of reason. */
const oneOfEach = () =>
	addFailed(
		{ name: 'full', message: 'Storage space is not enough' },
		{ name: 'limit', message: 'You have reached the limits of free usage today' },
		{ name: 'link', message: 'task_url_resolve_error' },
		{ name: 'odd', message: 'Something new' },
		{ name: 'save', message: 'Save failed, retry please' },
	);

test('starts failed tasks again, and nothing else', async () => {
	const [failed] = addFailed({ name: 'failed' });
	node.simulator.addTasks([
		{ name: 'runs', phase: 'PHASE_TYPE_RUNNING' },
		{ name: 'done', phase: 'PHASE_TYPE_COMPLETE' },
	]);
	const items = await node.run({});
	node.expectSchema(items, ['dryRun']);
	expect(items).toMatchObject([
		{
			json: { id: failed?.id, name: 'failed', phase: 'pending', retried: true },
			pairedItem: { item: 0 },
		},
	]);
	expect(retried()).toEqual(['failed']);
});

test.each([
	[[], ['limit', 'odd', 'save']],
	[['task_daily_create_limit'], ['limit']],
	[
		['file_space_not_enough', 'task_url_resolve_error'],
		['full', 'link'],
	],
	[['unknown'], ['odd']],
])('of the reasons %j it retries %j', async (reasons, expected) => {
	oneOfEach();
	await node.run({ reasons });
	expect(retried()).toEqual(expected);
});

test.each([
	[{}, ['0', '1', '2', '3']],
	[{ failedWithin: 3 }, ['2', '3']],
	[{ failedBefore: 2 }, ['0', '1', '2']],
	[{ failedWithin: 4, failedBefore: 2 }, ['1', '2']],
])(
	'of what failed four, three, two and one hour ago it retries by %j: %j',
	async (options, names) => {
		addSome(4);
		await node.run({ options });
		expect(retried()).toEqual(names);
	},
);

test('retries no more than it may, beginning with what failed first', async () => {
	addSome(4);
	await node.run({ retryAtMost: 2 });
	expect(retried()).toEqual(['0', '1']);
});

test('tells what would be retried, on demand', async () => {
	addSome(2);
	const items = await node.run({ dryRun: true });
	node.expectSchema(items);
	expect(jsonOf(items)).toMatchObject(
		['0', '1'].map((name) => ({ name, phase: 'error', dryRun: true, retried: false })),
	);
	expect([retried(), asked()]).toEqual([[], 0]);
});

test('yields nothing where nothing has failed', async () => {
	expect(await node.run({})).toEqual([]);
});

test('each item retries what is left by those before it', async () => {
	addSome(3);
	const items = await node.run(
		{ retryAtMost: '={{ $json.most }}' },
		{ items: itemsWith({ most: 1 }, { most: 5 }) },
	);
	expect(items.map(({ json, pairedItem }) => [json['name'], pairedItem])).toEqual([
		['0', { item: 0 }],
		['1', { item: 1 }],
		['2', { item: 1 }],
	]);
});

describe('where PikPak takes no more', () => {
	test.each([
		['task_run_nums_limit', 400, /^Too many downloads/],
		['task_daily_create_limit', 403, /^The account's downloads for today are used up\./],
	])(
		'because of %s, each of the rest is told that it was not tried',
		async (error, status, words) => {
			const tasks = addSome(4);
			node.spare(1, RETRIAL);
			node.trouble(RETRIAL, refusing(error, status));
			const items = await node.run({}, { continueOnFail: true });
			expect(asked()).toBe(2);
			const [retried, ...failed] = jsonOf(items);
			expect([retried, ...failed.map(({ error }) => error)]).toMatchObject(
				tasks.map(({ id, name }) => ({ id, name })),
			);
			const messages = failed.map(({ message }) => message as string);
			for (const text of messages) expect(text).toMatch(words);
			const notTried = messages.map((text) => text.includes('was not tried any more'));
			expect(notTried).toEqual([false, true, true]);
		},
	);

	test('until tomorrow, it tells when that is', async () => {
		addSome(2);
		node.trouble(RETRIAL, refusing('task_daily_create_limit', 403));
		const items = await node.run({}, { continueOnFail: true });
		for (const { json } of items) {
			expect(json).toMatchObject({
				error: {
					retryable: true,
					retryAfter: expect.stringMatching(/T16:00:00\.000Z$/) as string,
				},
			});
		}
	});

	test('the node fails with what was done all the same', async () => {
		const [first] = addSome(3);
		node.spare(1, RETRIAL);
		node.trouble(RETRIAL, refusing('task_run_nums_limit'));
		expect(await node.failure({})).toMatchObject({
			message: 'Too many downloads or file operations run at once.',
			description: expect.stringContaining(
				`Done all the same: ${first?.id ?? ''}.\nFailed as well: 1.`,
			) as string,
		});
	});
});

test('an answer that is lost is looked for, and taken for a success even if the task has failed again', async () => {
	const [task] = addSome(1);
	const id = task?.id ?? '';
	node.trouble(RETRIAL, { kind: 'lose' });
	const look = { method: 'GET', path: `/drive/v1/tasks/${id}` };
	const body = { ...task, phase: 'PHASE_TYPE_ERROR', params: { retry_times: '1' } };
	node.simulator.addFault({
		name: 'look',
		match: look,
		effect: { kind: 'answer', status: 200, body },
	});
	expect(jsonOf(await node.run({}))).toMatchObject([{ id, phase: 'error', retried: true }]);
	expect(asked()).toBe(1);
});

test.each([
	[{ reasons: ['bad_luck'] }, /^Failure Reasons cannot be "bad_luck"\. /],
	[{ retryAtMost: 0 }, /^Retry at Most cannot be 0\. /],
	[{ dryRun: 'no' }, /^Dry Run cannot be "no"\. /],
	[{ options: { failedWithin: 0 } }, /^Failed Within cannot be 0\. /],
	[{ options: { failedBefore: 3, failedWithin: 3 } }, /^Failed Before cannot be 3\. Use less /],
	[{ options: { failedBefore: 'yesterday' } }, /^Failed Before cannot be "yesterday"\. /],
])('%j is refused before anything is asked', async (parameters, message) => {
	expect(await node.failure(parameters)).toMatchObject({
		message: expect.stringMatching(message) as string,
	});
	expect(node.simulator.journal.count()).toBe(0);
});
