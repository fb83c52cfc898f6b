import { byId, itemsWith, jsonOf, TaskNode } from '../support/taskNode.mjs';

const node = new TaskNode('listStatuses');

const MAGNET = 'magnet:?xt=urn:btih:08ada5a7a6183aae1e09d831df6748d566095a10';
const STATUSES = 'GET:/drive/v1/task/:id/statuses';

const addSintel = () => {
	const files = ['Sintel.mp4', 'en.srt', 'de.srt'].map((path) => ({ path, size: 100 }));
	node.simulator.addContent({ url: MAGNET, name: 'Sintel', files });
	return node.simulator.addTask({ url: MAGNET, phase: 'PHASE_TYPE_RUNNING', progress: 50 });
};

test('tells size and phase of each file', async () => {
	const { id: taskId } = addSintel();
	const items = await node.run({ task: byId(taskId) });
	expect(items).toEqual(
		['complete', 'running', 'pending'].map((phase) => ({
			json: { taskId, size: 100, phase },
			pairedItem: { item: 0 },
		})),
	);
	node.expectSchema(items);
	expect(node.simulator.journal.entries({ route: STATUSES })[0]?.query).toEqual({ limit: '50' });
});

test('returns no more than the limit', async () => {
	const { id } = addSintel();
	expect(await node.run({ task: byId(id), limit: 2 })).toHaveLength(2);
});

test('returns what PikPak answers, unchanged', async () => {
	const { id } = addSintel();
	const items = await node.run({ task: byId(id), limit: 1, output: 'raw' });
	expect(jsonOf(items)).toEqual([{ file_size: '100', phase: 'PHASE_TYPE_COMPLETE' }]);
});

test('each task has its own outcome', async () => {
	const { id: taskId } = node.simulator.addTask({
		name: 'alice.txt',
		size: 5,
		phase: 'PHASE_TYPE_COMPLETE',
	});
	const items = await node.run(
		{ task: { __rl: true, mode: 'id', value: '={{ $json.ids }}' } },
		{ items: itemsWith({ ids: `nobody ${taskId}` }, { ids: taskId }), continueOnFail: true },
	);
	expect(items).toMatchObject([
		{ json: { error: { id: 'nobody' } }, pairedItem: { item: 0 } },
		{ json: { taskId, size: 5, phase: 'complete' }, pairedItem: { item: 0 } },
		{ json: { taskId }, pairedItem: { item: 1 } },
	]);
});

test.each([
	[{ limit: 0 }, /^Limit cannot be 0\. /],
	[
		{ output: 'selectedFields' },
		/^Output cannot be "selectedFields"\. Use one of: simplified, raw\.$/,
	],
	[{ task: byId('') }, /^Task cannot be empty\. /],
])('%j is refused with what is allowed', async (parameters, message) => {
	const failure = await node.failure({ task: byId('one'), ...parameters });
	expect(failure.message).toMatch(message);
	expect(node.simulator.journal.count()).toBe(0);
});
