import { pass } from '../../support/clock.mjs';
import { ENDS, PolledTrigger } from '../../support/polledTrigger.mjs';
import { LIST, TASK } from '../../support/routes.mjs';
import { until } from '../../support/until.mjs';

const COMPLETE = { phase: 'PHASE_TYPE_COMPLETE' } as const;

/** So many tasks that are done, a second apart, up to now. */
const addFinished = ({ simulator }: PolledTrigger, count: number) => {
	const now = simulator.now();
	simulator.addTasks(
		Array.from({ length: count }, (_, index) => ({
			...COMPLETE,
			name: `old-${String(index)}`,
			createdAt: now - (count - index) * 1000,
		})),
	);
};

describe('a poll asks', () => {
	test.each([0, 150, 12_000])(
		'two questions when nothing has happened, with %i finished tasks',
		async (count) => {
			const trigger = await PolledTrigger.make({ events: ENDS });
			addFinished(trigger, count);
			trigger.simulator.addTask({ name: 'running' });
			await trigger.poll();
			for (let poll = 0; poll < 3; poll += 1)
				expect(await trigger.requests()).toEqual([LIST, LIST]);
			expect(trigger.warnings).toEqual([]);
		},
	);

	test('two questions when something has happened, too', async () => {
		const trigger = await PolledTrigger.make({ events: ENDS });
		addFinished(trigger, 150);
		const { id } = trigger.simulator.addTask({ name: 'one' });
		await trigger.poll();
		trigger.simulator.finish(id);
		trigger.simulator.addTask({ name: 'two', ...COMPLETE });
		expect(await trigger.requests()).toEqual([LIST, LIST]);
	});

	test('one more for each watched task that neither list shows any more', async () => {
		const trigger = await PolledTrigger.make({ events: ENDS });
		const tasks = trigger.simulator.addTasks([{ name: 'one' }, { name: 'two' }, { name: 'three' }]);
		pass({ minutes: 60 });
		addFinished(trigger, 150);
		await trigger.poll();
		for (const { id } of tasks.slice(0, 2)) trigger.simulator.finish(id);
		expect(await trigger.requests()).toEqual([LIST, LIST, TASK, TASK]);
		expect(await trigger.requests()).toEqual([LIST, LIST]);
	});

	test('one more after a hundred that were done since the last one', async () => {
		const trigger = await PolledTrigger.begin({ events: ['task.completed'] });
		pass({ minutes: 60 });
		addFinished(trigger, 150);
		const before = trigger.simulator.journal.count();
		expect(await trigger.found()).toHaveLength(150);
		expect(trigger.simulator.journal.count() - before).toBe(3);
	});
});

test('does not find an event twice when n8n polls while it is polling', async () => {
	const trigger = await PolledTrigger.begin({ events: ENDS });
	trigger.simulator.addTask({ name: 'one.iso' });
	trigger.breakLists({ kind: 'stall', ms: 200 });
	const both = await Promise.all([trigger.found(), trigger.found()]);
	expect(both).toEqual([['task.created one.iso'], []]);
	// A poll that fails does not stand in the way of the next one.
	trigger.breakLists({ kind: 'drop' });
	await trigger.poll();
	trigger.mend();
	trigger.simulator.addTask({ name: 'two.iso' });
	expect(await trigger.found()).toEqual(['task.created two.iso']);
});

test('asks in the next poll for what it had no time left', async () => {
	const trigger = await PolledTrigger.begin({ events: ['task.removed'] });
	const tasks = trigger.simulator.addTasks([{ name: 'one' }, { name: 'two' }, { name: 'three' }]);
	await trigger.poll();
	for (const { id } of tasks) trigger.simulator.remove(id);
	expect(await trigger.found({ budgetMs: 0 })).toEqual([]);
	expect((await trigger.found()).sort()).toEqual(
		['one', 'three', 'two'].map((name) => `task.removed ${name}`),
	);
	expect(await trigger.poll()).toBeNull();
});

test('does not keep n8n from starting other workflows, however much there is to ask for in the first poll', async () => {
	const trigger = await PolledTrigger.begin({ events: ['task.removed'] });
	const tasks = trigger.simulator.addTasks([{ name: 'one' }, { name: 'two' }, { name: 'three' }]);
	await trigger.poll();
	for (const { id } of tasks) trigger.simulator.remove(id);
	trigger.activate();
	const match = { path: '/drive/v1/tasks/*' };
	const effect = { kind: 'stall', ms: 1000 } as const;
	trigger.simulator.addFault({ name: 'slow', match, times: 1, effect });
	const polling = trigger.found();
	await until(() => trigger.simulator.faults().length === 0, 'the first question for a task');
	pass({ seconds: 60 });
	expect(await polling).toHaveLength(1);
	expect(await trigger.found()).toHaveLength(2);
});

test('reads on in the next poll where it had no time to read down to the last one', async () => {
	const trigger = await PolledTrigger.begin({ events: ['task.completed'] }, { maxPageSize: 100 });
	pass({ minutes: 60 });
	addFinished(trigger, 250);
	const found = [...(await trigger.found({ budgetMs: 0 })), ...(await trigger.found())];
	expect(found).toHaveLength(250);
	expect(new Set(found).size).toBe(250);
	expect(await trigger.poll()).toBeNull();
});

describe('a list that is not newest first', () => {
	/** As PikPak would list them, if it listed by another order. */
	const listed = (count: number) =>
		Array.from({ length: count }, (_, index) => ({
			id: `task-${String(index)}`,
			name: `done-${String(index)}`,
			...COMPLETE,
			created_time: new Date(Date.parse('2026-11-01T00:00:00Z') + index * 1000).toISOString(),
		}));
	/** The list of unfinished tasks stays as it is. */
	const list = (trigger: PolledTrigger, tasks: object[]) => {
		trigger.simulator.addFault({
			name: 'the unfinished ones',
			match: { path: '/drive/v1/tasks' },
			times: 1,
			effect: { kind: 'stall', ms: 0 },
		});
		// After the other, which goes first.
		trigger.mend();
		trigger.breakLists({
			kind: 'answer',
			status: 200,
			body: { tasks, next_page_token: '' },
		});
	};

	test('is read as a whole, and told once', async () => {
		const trigger = await PolledTrigger.make({ events: ['task.completed'] });
		list(trigger, listed(3));
		expect(await trigger.poll()).toBeNull();
		list(trigger, listed(4));
		expect(await trigger.found()).toEqual(['task.completed done-3']);
		list(trigger, listed(4));
		expect(await trigger.poll()).toBeNull();
		const limits = trigger.simulator.journal
			.entries({ route: LIST })
			.map(({ query }) => query['limit']);
		expect(limits.slice(-3)).toEqual(['10000', '100', '10000']);
		expect(trigger.warnings).toEqual([
			expect.stringContaining('PikPak does not list the newest download first') as string,
		]);
	});
});

test('a task from the future does not silence it', async () => {
	const trigger = await PolledTrigger.make({ events: ['task.created'] });
	const future = { createdAt: trigger.simulator.now() + 3 * 365 * 86_400_000 };
	trigger.simulator.addTask({ name: 'odd', ...future, ...COMPLETE });
	expect(await trigger.poll()).toBeNull();
	trigger.simulator.addTask({ name: 'one' });
	expect(await trigger.found()).toEqual(['task.created one']);
	trigger.simulator.addTask({ name: 'odd too', ...future });
	expect(await trigger.found()).toEqual(['task.created odd too']);
	trigger.simulator.addTask({ name: 'two' });
	expect(await trigger.found()).toEqual(['task.created two']);
	expect(await trigger.poll()).toBeNull();
});
