import { pass } from '../../support/clock.mjs';
import { ALL_EVENTS, ENDS, PolledTrigger } from '../../support/polledTrigger.mjs';
import { startSimulated } from '../../support/simulated.mjs';

const COMPLETE = { phase: 'PHASE_TYPE_COMPLETE' } as const;

/** Tasks of the time before a trigger, a minute apart, the oldest first. */
const addHistory = ({ simulator }: PolledTrigger, ...names: string[]) => {
	for (const name of names) {
		simulator.addTask({ name, ...COMPLETE });
		pass({ minutes: 1 });
	}
};

describe('On Activation', () => {
	test('from now: reports what happens from then on', async () => {
		const trigger = await PolledTrigger.make({ events: ENDS, onActivation: 'fromNow' });
		addHistory(trigger, 'a', 'b');
		expect(await trigger.poll()).toBeNull();
		addHistory(trigger, 'c');
		expect(await trigger.found()).toEqual(['task.created c', 'task.completed c']);
	});

	test('with the newest: reports so many of the tasks to which a chosen event has happened', async () => {
		const trigger = await PolledTrigger.make({
			events: ['task.completed'],
			onActivation: 'newest',
			newest: 2,
		});
		addHistory(trigger, 'a', 'b', 'c');
		trigger.simulator.addTask({ name: 'unfinished' });
		expect(await trigger.found()).toEqual(['task.completed b', 'task.completed c']);
		expect(await trigger.poll()).toBeNull();
	});

	test('since a time: reports everything created after it, and not again after another activation', async () => {
		const trigger = await PolledTrigger.make({ events: ['task.created'] });
		addHistory(trigger, 'a');
		const since = new Date(Date.now()).toISOString();
		pass();
		addHistory(trigger, 'b', 'c');
		trigger.parameters = { ...trigger.parameters, onActivation: 'since', since };
		expect(await trigger.found()).toEqual(['task.created b', 'task.created c']);
		trigger.activate();
		expect(await trigger.poll()).toBeNull();
	});

	test('since a time without a zone: is read by the clock of the workflow', async () => {
		const trigger = await PolledTrigger.make({ events: ['task.created'], onActivation: 'since' });
		const { simulator } = trigger;
		simulator.addTask({ name: 'before', createdAt: Date.parse('2026-11-01T08:59:00Z') });
		simulator.addTask({ name: 'after', createdAt: Date.parse('2026-11-01T09:01:00Z') });
		trigger.parameters = { ...trigger.parameters, since: '2026-11-01 18:00' };
		expect(await trigger.found({ timezone: 'Asia/Tokyo' })).toEqual(['task.created after']);
	});

	test('changed to another choice: begins anew with it; changed back to from now: goes on', async () => {
		const trigger = await PolledTrigger.make({ events: ['task.created'] });
		addHistory(trigger, 'a', 'b');
		expect(await trigger.poll()).toBeNull();
		trigger.change({ onActivation: 'newest', newest: 1 });
		expect(await trigger.found()).toEqual(['task.created b']);
		expect(await trigger.poll()).toBeNull();
		trigger.change({ newest: 2 });
		expect(await trigger.found()).toEqual(['task.created a', 'task.created b']);
		addHistory(trigger, 'c');
		trigger.change({ onActivation: 'fromNow' });
		expect(await trigger.found()).toEqual(['task.created c']);
		expect(await trigger.poll()).toBeNull();
	});

	test('goes on where it was while the workflow was not active', async () => {
		const trigger = await PolledTrigger.begin({ events: ENDS });
		trigger.activate();
		pass({ minutes: 60 });
		addHistory(trigger, 'meanwhile');
		expect(await trigger.found()).toEqual(['task.created meanwhile', 'task.completed meanwhile']);
	});
});

describe('another account', () => {
	const switchAccount = async (trigger: PolledTrigger) => {
		const other = await startSimulated({ seed: 'demo' });
		const snapshot = other.simulator.snapshot();
		const account = { ...snapshot.account, userId: 'XAnotherUser0001' };
		other.simulator.restore({ ...snapshot, account });
		trigger.signInto(other);
		trigger.activate();
	};

	test.each(['fromNow', 'since'])('starts afresh, without a flood (%s)', async (onActivation) => {
		const trigger = await PolledTrigger.begin({
			events: ALL_EVENTS,
			onActivation,
			since: '2020-01-01',
		});
		await switchAccount(trigger);
		expect(await trigger.poll()).toBeNull();
		expect(trigger.warnings).toEqual([expect.stringContaining('It starts afresh') as string]);
		trigger.simulator.addTask({ name: 'new.iso' });
		expect(await trigger.found()).toEqual(['task.created new.iso']);
	});
});

test('goes on when the password is changed', async () => {
	const trigger = await PolledTrigger.begin({ events: ENDS });
	const { simulator } = trigger;
	simulator.addTask({ name: 'one.iso' });
	const snapshot = simulator.snapshot();
	simulator.restore({ ...snapshot, account: { ...snapshot.account, password: 'a new one' } });
	trigger.editCredential({ password: 'a new one' });
	expect(await trigger.found()).toEqual(['task.created one.iso']);
});

describe('a change of what is wanted', () => {
	test('of the events: what is watched goes on, and the past is not reported', async () => {
		const trigger = await PolledTrigger.begin({ events: ['task.failed'] });
		const [one, two] = [
			trigger.simulator.addTask({ name: 'one.iso' }),
			trigger.simulator.addTask({ name: 'two.iso' }),
		];
		await trigger.poll();
		trigger.simulator.finish(one.id);
		expect(await trigger.poll()).toBeNull();
		trigger.change({ events: ALL_EVENTS, milestones: '10' });
		expect(await trigger.poll()).toBeNull();
		trigger.simulator.progress(two.id, 20);
		expect(await trigger.found()).toEqual(['task.progressed two.iso 10']);
		trigger.simulator.remove(two.id);
		expect(await trigger.found()).toEqual(['task.removed two.iso']);
	});

	test('of the filter: a task counts that did not fit the last one, from then on', async () => {
		const trigger = await PolledTrigger.begin({ events: ENDS, filters: { nameContains: 'a' } });
		const { id } = trigger.simulator.addTask({ name: 'b.iso' });
		expect(await trigger.poll()).toBeNull();
		trigger.change({ filters: { nameContains: 'b' } });
		expect(await trigger.poll()).toBeNull();
		trigger.simulator.finish(id);
		expect(await trigger.found()).toEqual(['task.completed b.iso']);
	});

	test('of the filter: what waits and does not fit any more is dropped', async () => {
		const trigger = await PolledTrigger.begin({ events: ['task.created'], maxEvents: 1 });
		trigger.simulator.addTasks(['a', 'b', 'ab'].map((name) => ({ name })));
		await trigger.poll();
		trigger.change({ filters: { nameContains: 'b' }, maxEvents: 0 });
		const found = await trigger.found();
		expect(found).not.toContain('task.created a');
		expect(found).toContain('task.created b');
	});
});

describe('the state', () => {
	const begin = async () => {
		const trigger = await PolledTrigger.begin({ events: ENDS, onActivation: 'newest', newest: 1 });
		const { id } = trigger.simulator.addTask({ name: 'one.iso' });
		expect(await trigger.found()).toEqual(['task.created one.iso']);
		return { trigger, id };
	};

	test.each([
		[
			'a restart',
			async (trigger: PolledTrigger) => {
				await trigger.restart();
			},
		],
		[
			'a new name of the node, by which n8n loses the store of the node',
			async (trigger: PolledTrigger) => {
				trigger.node = { ...trigger.node, name: 'Downloads' };
				trigger.staticData = { node: {}, global: trigger.staticData.global };
				trigger.activate();
			},
		],
		[
			'the loss of the store of the workflow',
			async (trigger: PolledTrigger) => {
				trigger.staticData = { node: trigger.staticData.node, global: {} };
			},
		],
	])('survives %s', async (_, happens) => {
		const { trigger, id } = await begin();
		await happens(trigger);
		expect(await trigger.poll()).toBeNull();
		trigger.simulator.finish(id);
		expect(await trigger.found()).toEqual(['task.completed one.iso']);
	});

	test('of an older name does not count when the node gets that name again', async () => {
		const { trigger, id } = await begin();
		const { node, staticData } = trigger;
		trigger.node = { ...node, name: 'Downloads' };
		trigger.staticData = { node: {}, global: staticData.global };
		trigger.simulator.finish(id);
		expect(await trigger.found()).toEqual(['task.completed one.iso']);
		trigger.node = node;
		trigger.staticData = { node: staticData.node, global: staticData.global };
		expect(await trigger.poll()).toBeNull();
	});

	test('of the store of the workflow does not count if it is older', async () => {
		const { trigger, id } = await begin();
		const older = structuredClone(trigger.staticData.global);
		trigger.simulator.finish(id);
		expect(await trigger.found()).toEqual(['task.completed one.iso']);
		trigger.staticData = { ...structuredClone(trigger.staticData), global: older };
		expect(await trigger.poll()).toBeNull();
	});

	test('counts only as far as n8n has saved the cursor with the events that belong to it', async () => {
		const { trigger, id } = await begin();
		const older = structuredClone(trigger.staticData.node);
		trigger.simulator.finish(id);
		expect(await trigger.found()).toEqual(['task.completed one.iso']);
		trigger.staticData = { ...structuredClone(trigger.staticData), node: older };
		expect(await trigger.found()).toEqual(['task.completed one.iso']);
	});

	test('of one node is not that of another in the same workflow', async () => {
		const { trigger, id } = await begin();
		const other = await PolledTrigger.make({ events: ENDS });
		other.signInto(trigger.pikpak);
		other.staticData = { node: {}, global: trigger.staticData.global };
		await other.poll();
		trigger.simulator.finish(id);
		expect(await other.found()).toEqual(['task.completed one.iso']);
		expect(await trigger.found()).toEqual(['task.completed one.iso']);
	});

	describe.each([
		['fromNow', {}],
		['since', { since: '2020-01-01' }],
		['newest', { newest: 5 }],
	])('that cannot be read (%s)', (onActivation, fields) => {
		test.each(['{"v":1,"acc', '{"v":1,"account":"a"}', '{"v":2}', '', 7, null])(
			'starts afresh, without a flood and without silence: %j',
			async (state) => {
				const parameters = { events: ENDS, onActivation, ...fields };
				const trigger = await PolledTrigger.make(parameters, { seed: 'demo' });
				trigger.staticData.node['state'] = state;
				expect(await trigger.poll()).toBeNull();
				expect(trigger.warnings).toEqual([expect.stringContaining('It starts afresh') as string]);
				trigger.simulator.addTask({ name: 'one.iso' });
				expect(await trigger.found()).toEqual(['task.created one.iso']);
			},
		);
	});

	test('that cannot be read in one store is taken from the other', async () => {
		const { trigger, id } = await begin();
		trigger.staticData.node['state'] = '{"v":2,"turn":99';
		trigger.simulator.finish(id);
		expect(await trigger.found()).toEqual(['task.completed one.iso']);
	});
});
