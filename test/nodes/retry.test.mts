import { TASK } from '../support/routes.mjs';
import { byId, itemsWith, jsonOf, refusing, TaskNode } from '../support/taskNode.mjs';

const node = new TaskNode('retry');

const RETRY = 'POST:/drive/v1/task';
const RETRIAL = { method: 'POST', path: '/drive/v1/task' } as const;

const addFailed = (count: number) =>
	node.simulator
		.addTasks(
			Array.from({ length: count }, (_, index) => ({
				name: `${String(index)}.mkv`,
				phase: 'PHASE_TYPE_ERROR' as const,
			})),
		)
		.map(({ id }) => id);
const retriesOf = (id: string) => node.simulator.snapshot().tasks[id]?.retries;
const asked = () => node.simulator.journal.count({ route: RETRY });
const looks = () => node.simulator.journal.count({ route: TASK });

test('starts a task again, and returns it as it is then', async () => {
	const [id = ''] = addFailed(1);
	const items = await node.run({ task: byId(id) });
	node.expectSchema(items);
	expect(items).toMatchObject([
		{
			json: { id, name: '0.mkv', phase: 'pending', reason: null, retried: true },
			pairedItem: { item: 0 },
		},
	]);
	expect([retriesOf(id), asked(), looks()]).toEqual([1, 1, 1]);
});

test('returns it as the user wants it', async () => {
	const [id = ''] = addFailed(1);
	const outputs = { output: 'selectedFields', fields: ['name', 'retries'] };
	expect(jsonOf(await node.run({ task: byId(id), ...outputs }))).toEqual([
		{ name: '0.mkv', retries: 1 },
	]);
	const [other = ''] = addFailed(1);
	const [raw] = await node.run({ task: byId(other), output: 'raw' });
	expect(raw?.json).toMatchObject({ kind: 'drive#task', params: { retry_times: '1' } });
	expect(raw?.json).not.toHaveProperty('retried');
});

describe('one that has not failed', () => {
	const add = (phase: 'PHASE_TYPE_RUNNING' | 'PHASE_TYPE_COMPLETE') =>
		node.simulator.addTask({ phase, progress: 42 }).id;

	test('is returned as it is, also when the node is tried again', async () => {
		const running = add('PHASE_TYPE_RUNNING');
		const complete = add('PHASE_TYPE_COMPLETE');
		const [failed = ''] = addFailed(1);
		const task = byId([running, complete, failed]);
		const items = await node.run({ task });
		node.expectSchema(items);
		expect(jsonOf(items)).toMatchObject([
			{ id: running, phase: 'running', progress: 42, retried: false },
			{ id: complete, phase: 'complete', retried: false },
			{ id: failed, phase: 'pending', retried: true },
		]);
		const again = jsonOf(await node.run({ task }));
		expect(again.map(({ retried }) => retried)).toEqual([false, false, false]);
		expect(asked()).toBe(1);
	});

	test('begins anew by choice, unless it is complete', async () => {
		const running = add('PHASE_TYPE_RUNNING');
		const complete = add('PHASE_TYPE_COMPLETE');
		const options = { restartUnfinished: true };
		expect(jsonOf(await node.run({ task: byId([running, complete]), options }))).toMatchObject([
			{ phase: 'pending', retried: true },
			{ phase: 'complete', retried: false },
		]);
		expect([retriesOf(running), retriesOf(complete)]).toEqual([1, 0]);
	});
});

test('a task that items with other outputs name is started once', async () => {
	const [id = ''] = addFailed(1);
	const items = await node.run(
		{ task: byId(id), output: '={{ $json.output }}' },
		{ items: itemsWith({ output: 'simplified' }, { output: 'raw' }) },
	);
	expect(jsonOf(items)).toMatchObject([
		{ id, retried: true },
		{ kind: 'drive#task', id },
	]);
	expect(retriesOf(id)).toBe(1);
});

test('a task that several items name is started once', async () => {
	const [a = '', b = ''] = addFailed(2);
	const items = await node.run(
		{ task: { __rl: true, mode: 'id', value: '={{ $json.ids }}' } },
		{ items: itemsWith({ ids: [a, b] }, { ids: b }) },
	);
	expect(items.map(({ json, pairedItem }) => [json['id'], pairedItem])).toEqual([
		[a, { item: 0 }],
		[b, { item: 0 }],
		[b, { item: 1 }],
	]);
	expect([retriesOf(a), retriesOf(b)]).toEqual([1, 1]);
});

test('one that PikPak does not have keeps no other from its turn', async () => {
	const [id = '', other = ''] = addFailed(2);
	const items = await node.run({ task: byId(['VGone', id]) }, { continueOnFail: true });
	expect(jsonOf(items)).toMatchObject([
		{
			message: 'PikPak does not have what was asked for.',
			error: { id: 'VGone', retryable: false },
		},
		{ id, phase: 'pending' },
	]);
	// The one that was started before is left as it is.
	expect(await node.failure({ task: byId(['VGone', id, other]) })).toMatchObject({
		description: expect.stringContaining(
			`This is about: VGone.\nDone all the same: ${other}.`,
		) as string,
	});
});

test('names by their number what was done, if nothing else tells it', async () => {
	const [id = ''] = addFailed(1);
	const outputs = { output: 'selectedFields', fields: ['phase'] };
	expect(await node.failure({ task: byId(['VGone', id]), ...outputs })).toMatchObject({
		description: expect.stringContaining('Done all the same: 1.') as string,
	});
});

describe('an answer that is lost', () => {
	test.each([{ kind: 'lose' }, { kind: 'truncate', bytes: 40 }] as const)(
		'after the task has begun (%j) is made up for by a look',
		async (effect) => {
			const [id = ''] = addFailed(1);
			node.trouble(RETRIAL, effect);
			expect(jsonOf(await node.run({ task: byId(id) }))).toMatchObject([{ id, phase: 'pending' }]);
			expect([retriesOf(id), asked(), looks()]).toEqual([1, 1, 2]);
		},
	);

	test.each([
		{ kind: 'drop' },
		{ kind: 'answer', status: 502, body: '<html>Bad Gateway</html>' },
	] as const)('before anything has happened (%j) lets it be tried again', async (effect) => {
		const [id = ''] = addFailed(1);
		node.trouble(RETRIAL, effect, { times: 1 });
		expect(jsonOf(await node.run({ task: byId(id) }))).toMatchObject([{ id, phase: 'pending' }]);
		expect([retriesOf(id), asked(), looks()]).toEqual([1, 2, 2]);
	});

	test('again and again is told in the end, and the next task has its turn', async () => {
		const [a = '', b = ''] = addFailed(2);
		node.trouble(RETRIAL, { kind: 'drop' }, { times: 2 });
		const items = await node.run({ task: byId([a, b]) }, { continueOnFail: true });
		expect(jsonOf(items)).toMatchObject([
			{ message: expect.stringContaining('could not get an answer') as string, error: { id: a } },
			{ id: b, phase: 'pending' },
		]);
		expect([retriesOf(a), asked(), looks()]).toEqual([0, 3, 4]);
	});
});

test('where too many run, the rest is not tried and told so', async () => {
	const [a = '', b = '', c = ''] = addFailed(3);
	node.spare(1, RETRIAL);
	node.trouble(RETRIAL, refusing('task_run_nums_limit'));
	const items = await node.run({ task: byId([a, b, c]) }, { continueOnFail: true });
	expect(jsonOf(items)).toMatchObject([
		{ id: a, phase: 'pending' },
		{
			message: 'Too many downloads or file operations run at once.',
			error: { id: b, retryable: true },
		},
		{
			message:
				'Too many downloads or file operations run at once. This one was not tried any more.',
			error: { id: c, retryable: true },
		},
	]);
	expect(asked()).toBe(2);
});
