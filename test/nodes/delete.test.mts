import { byId, itemsWith, jsonOf, refusing, TaskNode } from '../support/taskNode.mjs';

const node = new TaskNode('delete');

const DELETE = 'DELETE:/drive/v1/tasks';
const DELETION = { method: 'DELETE', path: '/drive/v1/tasks' } as const;

const calls = () => node.simulator.journal.entries({ route: DELETE });
const left = () => node.simulator.tasks().map(({ id }) => id);
const addTasks = (count: number) =>
	node.simulator
		.addTasks(Array.from({ length: count }, () => ({ phase: 'PHASE_TYPE_COMPLETE' as const })))
		.map(({ id }) => id);

/** One item for each id, which it names. */
const each = (ids: readonly string[]) => itemsWith(...ids.map((id) => ({ id })));
const OF_ITEM = { task: { __rl: true, mode: 'id', value: '={{ $json.id }}' } };

test('deletes the task, keeps its file, and says so', async () => {
	const [id = ''] = addTasks(1);
	const file = node.simulator.file(id);
	const items = await node.run({ task: byId(id) });
	expect(items).toEqual([{ json: { id, deleted: true }, pairedItem: { item: 0 } }]);
	node.expectSchema(items);
	expect(left()).toEqual([]);
	expect(node.simulator.snapshot().files[file?.id ?? '']).toBeDefined();
	expect(calls()[0]?.query).toEqual({ task_ids: id, delete_files: 'false' });
});

test('deletes the file too, on demand', async () => {
	const [id = ''] = addTasks(1);
	const file = node.simulator.file(id);
	await node.run({ task: byId(id), deleteFiles: true });
	expect(node.simulator.snapshot().files[file?.id ?? '']).toBeUndefined();
});

test('1,000 items are 10 calls, and each gets what became of it', async () => {
	const ids = addTasks(1000);
	const items = await node.run(OF_ITEM, { items: each(ids) });
	expect(items).toEqual(
		ids.map((id, item) => ({ json: { id, deleted: true }, pairedItem: { item } })),
	);
	expect(calls()).toHaveLength(10);
	expect(left()).toEqual([]);
});

test('items that want the same share calls, and what two of them name is deleted once', async () => {
	const [a = '', b = '', c = '', d = ''] = addTasks(4);
	const files = [a, b, c, d].map((id) => node.simulator.file(id)?.id ?? '');
	const items = await node.run(
		{
			task: { __rl: true, mode: 'id', value: '={{ $json.ids }}' },
			deleteFiles: '={{ $json.deleteFiles }}',
		},
		{
			items: itemsWith(
				{ ids: [a, b], deleteFiles: false },
				{ ids: c, deleteFiles: true },
				{ ids: `${b} ${d}`, deleteFiles: false },
			),
		},
	);
	expect(items.map(({ json, pairedItem }) => [json['id'], pairedItem])).toEqual([
		[a, { item: 0 }],
		[b, { item: 0 }],
		[c, { item: 1 }],
		[b, { item: 2 }],
		[d, { item: 2 }],
	]);
	expect(calls().map(({ query }) => query)).toEqual([
		{ task_ids: [a, b, d].join(), delete_files: 'false' },
		{ task_ids: c, delete_files: 'true' },
	]);
	const kept = files.map((id) => node.simulator.snapshot().files[id] !== undefined);
	expect(kept).toEqual([true, true, false, true]);
});

describe('one that PikPak refuses', () => {
	const refuseOneOf = (ids: readonly string[]) => {
		node.trouble({ ...DELETION, query: { task_ids: ids[2] ?? '' } }, refusing('invalid_argument'));
	};

	test('leaves the others to be deleted one by one', async () => {
		const ids = addTasks(5);
		refuseOneOf(ids);
		const items = await node.run(OF_ITEM, { items: each(ids), continueOnFail: true });
		expect(jsonOf(items)).toEqual(
			ids.map((id, index) =>
				index === 2
					? {
							message: 'PikPak did not understand the request.',
							error: {
								id,
								code: 'invalid_argument',
								details: expect.stringContaining('invalid_argument') as string,
								retryable: false,
							},
						}
					: { id, deleted: true },
			),
		);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(ids.map((_, item) => ({ item })));
		expect(left()).toEqual([ids[2]]);
		expect(calls()).toHaveLength(6);
	});

	test('fails the node with what was done all the same', async () => {
		const ids = addTasks(3);
		refuseOneOf(ids);
		expect(await node.failure(OF_ITEM, { items: each(ids) })).toMatchObject({
			message: 'PikPak did not understand the request.',
			description: expect.stringContaining(
				`Done all the same: ${ids.slice(0, 2).join(', ')}.`,
			) as string,
			context: { itemIndex: 2 },
		});
	});
});

test('an item that cannot be read is named, and nothing is deleted', async () => {
	const [id = ''] = addTasks(1);
	const failure = await node.failure(OF_ITEM, { items: each([id, 'an/id']) });
	expect(failure).toMatchObject({ context: { itemIndex: 1 } });
	expect(left()).toEqual([id]);
});

test('a refusal of the whole account is not hammered at', async () => {
	const ids = addTasks(250);
	node.spare(1, DELETION);
	node.trouble(DELETION, { kind: 'tooFrequent' });
	const items = await node.run({ task: byId(ids) }, { continueOnFail: true });
	expect(calls()).toHaveLength(2);
	expect(items).toHaveLength(250);
	expect(items[99]?.json).toEqual({ id: ids[99], deleted: true });
	expect(items[100]?.json).toMatchObject({
		message: 'PikPak has seen too many requests from this account or network.',
		error: { id: ids[100], retryable: true },
	});
	expect(items[200]?.json['message']).toMatch(/network\. This one was not tried any more\.$/);
	expect(left()).toHaveLength(150);
});

test.each(['drop', 'lose'] as const)(
	'an answer that does not come (%s) is no failure, since the call is repeated',
	async (kind) => {
		const ids = addTasks(2);
		node.trouble(DELETION, { kind }, { times: 1 });
		expect(jsonOf(await node.run({ task: byId(ids) }))).toEqual(
			ids.map((id) => ({ id, deleted: true })),
		);
		expect(calls()).toHaveLength(2);
		expect(left()).toEqual([]);
	},
);

test('what is gone already counts as deleted', async () => {
	node.trouble(DELETION, refusing('not_found', 404));
	expect(jsonOf(await node.run({ task: byId('VGone') }))).toEqual([{ id: 'VGone', deleted: true }]);
});

test('goes no further once the execution is stopped', async () => {
	const ids = addTasks(500);
	const stop = new AbortController();
	node.trouble(DELETION, { kind: 'stall', ms: 100 });
	const running = node.failure({ task: byId(ids) }, { signal: stop.signal });
	while (calls().length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
	stop.abort();
	await running;
	expect(calls().length).toBeLessThanOrEqual(2);
	expect(left().length).toBeGreaterThanOrEqual(300);
});

test.each([
	[{ task: byId('') }, /^Task cannot be empty\. /],
	[{ task: byId('../files') }, /^Task cannot be "\.\.\/files"\. /],
	[{ task: byId('V1'), deleteFiles: 'perhaps' }, /^Delete Files cannot be "perhaps"\. /],
])('%j is refused before anything is deleted', async (parameters, message) => {
	expect(await node.failure(parameters)).toMatchObject({
		message: expect.stringMatching(message) as string,
	});
	expect(calls()).toEqual([]);
});
