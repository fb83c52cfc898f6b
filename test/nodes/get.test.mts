import { TASK } from '../support/routes.mjs';
import { byId, itemsWith, jsonOf, refusing, TaskNode } from '../support/taskNode.mjs';

const node = new TaskNode('get');

const COMPLETE = { phase: 'PHASE_TYPE_COMPLETE' } as const;
const OF_ITEM = { task: { __rl: true, mode: 'id', value: '={{ $json.ids }}' } };

const asked = () => node.simulator.journal.count({ route: TASK });

test('gets a task in the ten fields', async () => {
	const { id } = node.simulator.addTask({ name: 'alice.txt', ...COMPLETE });
	const items = await node.run({ task: byId(id) });
	expect(items).toEqual([
		{
			json: expect.objectContaining({
				id,
				name: 'alice.txt',
				phase: 'complete',
				progress: 100,
			}) as object,
			pairedItem: { item: 0 },
		},
	]);
	node.expectSchema(items);
});

test('gets several, in their order, each once', async () => {
	const [a, b] = node.simulator.addTasks([{}, {}]).map(({ id }) => id);
	const items = await node.run({ task: byId([b ?? '', a ?? '', b ?? '']) });
	expect(jsonOf(items).map(({ id }) => id)).toEqual([b, a]);
	expect(asked()).toBe(2);
});

test('a task shows its own outcome after its file was deleted', async () => {
	const { id } = node.simulator.addTask(COMPLETE);
	node.simulator.deleteFile(id);
	expect(jsonOf(await node.run({ task: byId(id) }))).toMatchObject([{ phase: 'complete' }]);
});

test('returns what PikPak answers, or selected fields', async () => {
	const { id } = node.simulator.addTask({ name: 'alice.txt' });
	const [raw] = jsonOf(await node.run({ task: byId(id), output: 'raw' }));
	expect(raw).toMatchObject({ kind: 'drive#task', id, phase: 'PHASE_TYPE_PENDING' });
	const selected = { output: 'selectedFields', fields: ['name', 'retries'] };
	expect(jsonOf(await node.run({ task: byId(id), ...selected }))).toEqual([
		{ name: 'alice.txt', retries: null },
	]);
});

test('each id has its own outcome, paired with its item', async () => {
	const [a = '', b = ''] = node.simulator.addTasks([{}, {}]).map(({ id }) => id);
	const items = await node.run(OF_ITEM, {
		items: itemsWith({ ids: [a, 'nobody', b] }, { ids: b }, { ids: [] }),
		continueOnFail: true,
	});
	expect(items.map(({ json, pairedItem }) => [json['id'], json['message'], pairedItem])).toEqual([
		[a, undefined, { item: 0 }],
		[undefined, 'PikPak does not have what was asked for.', { item: 0 }],
		[b, undefined, { item: 0 }],
		[b, undefined, { item: 1 }],
		[undefined, expect.stringMatching(/^Task cannot be empty\./), { item: 2 }],
	]);
	expect(items[1]?.json['error']).toMatchObject({ id: 'nobody', retryable: false });
});

test('without Continue On Fail the unknown one is the error of its item', async () => {
	const { id } = node.simulator.addTask();
	const failure = await node.failure(OF_ITEM, { items: itemsWith({ ids: id }, { ids: 'nobody' }) });
	expect(failure).toMatchObject({
		name: 'NodeApiError',
		message: 'PikPak does not have what was asked for.',
		httpCode: '404',
		context: { itemIndex: 1 },
	});
});

test('after a failure that concerns all, nobody asks for the rest', async () => {
	const ids = node.simulator.addTasks([{}, {}, {}]).map(({ id }) => id);
	node.trouble({ path: `/drive/v1/tasks/${ids[1] ?? ''}` }, { kind: 'tooFrequent' });
	const items = await node.run({ task: byId(ids) }, { continueOnFail: true });
	expect(jsonOf(items)).toMatchObject([
		{ id: ids[0], phase: 'pending' },
		{ error: { id: ids[1], retryable: true } },
		{ error: { id: ids[2], retryable: true } },
	]);
	expect(asked()).toBe(2);
});

test('nor for what other items name', async () => {
	const ids = node.simulator.addTasks([{}, {}, {}]).map(({ id }) => id);
	node.trouble({ path: '/drive/v1/tasks/*' }, { kind: 'tooFrequent' });
	const items = await node.run(OF_ITEM, {
		items: itemsWith(...ids.map((id) => ({ ids: id }))),
		continueOnFail: true,
	});
	expect(jsonOf(items)).toMatchObject(ids.map((id) => ({ error: { id, retryable: true } })));
	expect(asked()).toBe(1);
});

test('each item gets what is asked for once as it wants it', async () => {
	const { id } = node.simulator.addTask({ name: 'alice.txt' });
	const items = await node.run(
		{ task: byId(id), output: '={{ $json.output }}' },
		{ items: itemsWith({ output: 'simplified' }, { output: 'raw' }) },
	);
	expect(jsonOf(items)).toMatchObject([{ phase: 'pending' }, { phase: 'PHASE_TYPE_PENDING' }]);
	expect(asked()).toBe(1);
});

test('a refusal of one task says nothing about others', async () => {
	const ids = node.simulator.addTasks([{}, {}]).map(({ id }) => id);
	node.trouble({ path: `/drive/v1/tasks/${ids[0] ?? ''}` }, refusing('invalid_argument'));
	const items = await node.run({ task: byId(ids) }, { continueOnFail: true });
	expect(jsonOf(items)).toMatchObject([{ error: { id: ids[0] } }, { id: ids[1] }]);
});
