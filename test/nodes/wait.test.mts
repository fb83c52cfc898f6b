import { pass } from '../support/clock.mjs';
import { LIST, TASK } from '../support/routes.mjs';
import { byId, itemsWith, jsonOf, TaskNode } from '../support/taskNode.mjs';

const node = new TaskNode('wait');

const COMPLETE = { phase: 'PHASE_TYPE_COMPLETE' } as const;
const RUNNING = { phase: 'PHASE_TYPE_RUNNING', progress: 42 } as const;
const FAILED = { phase: 'PHASE_TYPE_ERROR', message: 'Storage space is not enough' } as const;
const OF_ITEM = { task: { __rl: true, mode: 'id', value: '={{ $json.id }}' } };
const SOON = { life: { pendingMs: 500, runningMs: 1500 } };
const GET_FILE = 'GET:/drive/v1/files/:id';

/** How long something takes, by the clock on the wall. */
const secondsOf = async (work: Promise<unknown>) => {
	const begin = performance.now();
	await work;
	return (performance.now() - begin) / 1000;
};

test('waits for a download, and returns it with its file, without traffic', async () => {
	const { id } = node.simulator.addTask({ name: 'alice.txt', size: 5, ...SOON });
	const items = await node.run({ task: byId(id), checkEvery: 3 });
	const file = node.simulator.file(id);
	expect(items).toEqual([
		{
			json: expect.objectContaining({
				id,
				phase: 'complete',
				progress: 100,
				file: {
					id: file?.id,
					name: 'alice.txt',
					kind: 'file',
					size: 5,
					mimeType: 'text/plain',
					parentFolderId: file?.parentId,
				},
			}) as object,
			pairedItem: { item: 0 },
		},
	]);
	node.expectSchema(items);
	expect(node.simulator.journal.count({ route: TASK })).toBe(2);
	expect(node.simulator.journal.count({ route: GET_FILE })).toBe(0);
});

test('the tasks of all items are waited for together, and each item gets its own', async () => {
	const tasks = node.simulator.addTasks([SOON, SOON, SOON]);
	const [a, b, c] = tasks.map(({ id }) => id);
	const items = await node.run(
		{ ...OF_ITEM, checkEvery: 3 },
		{ items: itemsWith({ id: [a, b] }, { id: c }, { id: a }) },
	);
	expect(items.map(({ json, pairedItem }) => [json['id'], json['phase'], pairedItem])).toEqual([
		[a, 'complete', { item: 0 }],
		[b, 'complete', { item: 0 }],
		[c, 'complete', { item: 1 }],
		[a, 'complete', { item: 2 }],
	]);
	// Two looks at the unfinished ones, and one at what they have made.
	expect(node.simulator.journal.count({ route: LIST })).toBe(3);
	expect(node.simulator.journal.count({ route: TASK })).toBe(3);
});

test('items with other times are waited for at the same time, and other outputs change nothing', async () => {
	const [a, b] = node.simulator.addTasks([SOON, SOON]).map(({ id }) => id);
	const took = await secondsOf(
		node.run(
			{ ...OF_ITEM, timeout: '={{ $json.timeout }}', onFailure: '={{ $json.end }}', checkEvery: 3 },
			{
				items: itemsWith(
					{ id: a, timeout: 1, end: 'error' },
					{ id: a, timeout: 1, end: 'return' },
					{ id: b, timeout: 2, end: 'error' },
				),
			},
		),
	);
	expect(took).toBeLessThan(6);
	const asked = node.simulator.journal.entries({ route: TASK }).map(({ path }) => path);
	const paths = [a, b].map((id) => `/drive/v1/tasks/${id ?? ''}`);
	// Both from the beginning, and both once more.
	expect(asked.slice(0, 2).sort()).toEqual([...paths].sort());
	expect(asked).toHaveLength(4);
});

describe('with Continue On Fail', () => {
	test('each id has its own outcome', async () => {
		const done = node.simulator.addTask(COMPLETE);
		const failed = node.simulator.addTask({ name: 'Moby Dick.epub', ...FAILED });
		const items = await node.run(OF_ITEM, {
			items: itemsWith({ id: [done.id, failed.id] }, { id: 'nobody' }, { id: '' }),
			continueOnFail: true,
		});
		expect(items).toMatchObject([
			{ json: { id: done.id, phase: 'complete' }, pairedItem: { item: 0 } },
			{
				json: {
					message: 'The task "Moby Dick.epub" has failed: The drive is full.',
					error: {
						id: failed.id,
						name: 'Moby Dick.epub',
						phase: 'error',
						progress: 0,
						reason: { code: 'file_space_not_enough' },
						code: 'file_space_not_enough',
						details: expect.stringContaining('Free space') as string,
						retryable: false,
					},
				},
				pairedItem: { item: 0 },
			},
			{
				json: { message: 'PikPak does not have what was asked for.', error: { id: 'nobody' } },
				pairedItem: { item: 1 },
			},
			{ json: { message: expect.stringMatching(/^Task cannot be empty/) as string } },
		]);
	});

	test('a failure for the daily limit says when another attempt can help', async () => {
		const message = 'You have reached the limits of free usage today';
		const { id } = node.simulator.addTask({ phase: 'PHASE_TYPE_ERROR', message });
		const [item] = jsonOf(await node.run({ task: byId(id) }, { continueOnFail: true }));
		expect(item).toMatchObject({
			error: {
				retryable: true,
				// Midnight in UTC+8.
				retryAfter: expect.stringMatching(/T16:00:00\.000Z$/) as string,
			},
		});
	});
});

test('a failed task is an error that tells which, why, and what to do', async () => {
	const { id } = node.simulator.addTask({ name: 'Moby Dick.epub', ...FAILED });
	expect(await node.failure({ task: byId(id) })).toMatchObject({
		name: 'NodeApiError',
		message: 'The task "Moby Dick.epub" has failed: The drive is full.',
		description: expect.stringMatching(
			/Free space.*\nDetails: .*Storage space is not enough/,
		) as string,
		failure: { cause: 'quota-exhausted' },
		context: { itemIndex: 0 },
	});
});

test('or is returned as it is, by choice; one that is not there is an error all the same', async () => {
	const { id } = node.simulator.addTask(FAILED);
	const parameters = { task: byId([id, 'nobody']), onFailure: 'return' };
	const items = await node.run(parameters, { continueOnFail: true });
	expect(jsonOf(items)).toMatchObject([
		{ id, phase: 'error', reason: { code: 'file_space_not_enough' }, file: null },
		{ message: expect.any(String) as string, error: { id: 'nobody' } },
	]);
	node.expectSchema(items.slice(0, 1));
});

describe('when the time is over', () => {
	const waitInVain = async (onFailure: string, meanwhile: () => void = () => undefined) => {
		const { id } = node.simulator.addTask({ name: 'Tears of Steel', ...RUNNING });
		const running = node.run({ task: byId(id), timeout: 1, checkEvery: 3, onFailure });
		// While it pauses after its first look.
		const failure = running.catch((error: unknown) => error);
		while (node.simulator.journal.count({ route: TASK }) === 0)
			await new Promise((resolve) => setTimeout(resolve, 20));
		meanwhile();
		pass({ minutes: 1 });
		return await failure;
	};

	test('the error says how far it got', async () => {
		expect(await waitInVain('error')).toMatchObject({
			message: 'The task "Tears of Steel" is still running at 42 % after 1 minute.',
			description: expect.stringMatching(/goes on at PikPak.*longer timeout/) as string,
			context: { itemIndex: 0 },
		});
	});

	test('the task is returned as it is, by choice', async () => {
		expect(await waitInVain('return')).toMatchObject([
			{ json: { phase: 'running', progress: 42, reason: null, file: null } },
		]);
	});

	test('and PikPak is down by then, the task is told as it was last seen', async () => {
		const goDown = () => {
			node.trouble({ path: '/drive/v1/tasks/*' }, { kind: 'answer', status: 503, body: '' });
		};
		expect(await waitInVain('return', goDown)).toMatchObject([
			{ json: { phase: 'running', progress: 42, file: null } },
		]);
	});
});

describe('the stop button ends it within a second', () => {
	const stopped = async (...[parameters, run]: Parameters<typeof node.run>) => {
		const controller = new AbortController();
		const running = node.failure(parameters, { ...run, signal: controller.signal });
		await new Promise((resolve) => setTimeout(resolve, 1500));
		controller.abort();
		expect(await secondsOf(running)).toBeLessThan(1);
		return await running;
	};

	test('while it pauses', async () => {
		const { id } = node.simulator.addTask(RUNNING);
		const failure = await stopped({ task: byId(id), checkEvery: 600 });
		expect(failure.message).toBe('The execution was stopped.');
		expect(node.simulator.journal.count({ route: TASK })).toBe(1);
	});

	test('while it waits for an answer', async () => {
		const { id } = node.simulator.addTask(RUNNING);
		node.trouble({ path: '/drive/v1/tasks/*' }, { kind: 'hang' });
		await stopped({ task: byId(id) });
	});
});

test.each([
	[{ timeout: 0 }, /^Timeout cannot be 0\. Use /],
	[{ checkEvery: 2 }, /^Check Every cannot be 2\. Use 3 seconds at least\.$/],
	[{ checkEvery: 'often' }, /^Check Every cannot be "often"\. Use /],
	[{ onFailure: 'ignore' }, /^If It Fails or Takes Too Long cannot be "ignore"\. Use /],
])('%j is refused with what is allowed', async (parameters, message) => {
	const failure = await node.failure({ task: byId('one'), ...parameters });
	expect(failure.message).toMatch(message);
	expect(node.simulator.journal.count()).toBe(0);
});
