import { createSimulator } from '../../simulator/simulator.mjs';
import { NOON, signedIn, start, stop } from './support/caller.mjs';

afterEach(stop);

describe('A snapshot', () => {
	test('is plain JSON, and carries tokens, tasks, switches and clock into another simulator', async () => {
		const someone = await signedIn({ seed: 'demo' });
		someone.simulator.advance(5000);
		someone.simulator.risk({ on: true, status: 403 });
		const snapshot = JSON.parse(JSON.stringify(someone.simulator.snapshot())) as unknown;
		const other = await start();
		other.simulator.restore(snapshot);
		expect(other.simulator.snapshot()).toEqual(someone.simulator.snapshot());
		expect(other.simulator.now()).toBe(NOON + 5000);
		other.accessToken = someone.accessToken;
		other.refreshToken = someone.refreshToken;
		expect((await other.drive('GET', '/drive/v1/tasks')).status).toBe(403);
		other.simulator.risk({ on: false, status: 403 });
		expect(await other.tasks()).toHaveLength(8);
		expect((await other.refresh()).status).toBe(200);
	});

	test('is a copy, and so is every task', () => {
		const simulator = createSimulator();
		const task = simulator.addTask();
		const snapshot = simulator.snapshot();
		task.name = 'changed';
		simulator.finish(task.id);
		expect(simulator.tasks()[0]?.name).not.toBe('changed');
		expect(snapshot.tasks[task.id]?.phase).toBe('PHASE_TYPE_PENDING');
	});

	test('is refused if it is something else', () => {
		const simulator = createSimulator();
		const task = simulator.addTask();
		expect(() => {
			simulator.restore({ tasks: [] });
		}).toThrow();
		expect(simulator.tasks()).toEqual([task]);
	});
});

describe('A reset', () => {
	test('brings everything back: drive, tokens, faults, journal, switches and clock', async () => {
		const someone = await signedIn();
		const { simulator } = someone;
		simulator.addTask();
		simulator.risk({ on: true, status: 403 });
		simulator.personNeeded(true);
		simulator.addFault({ name: 'x', match: {}, effect: { kind: 'tooFrequent' } });
		simulator.advance(5000);
		simulator.reset();
		expect(simulator.tasks()).toEqual([]);
		expect(simulator.switches()).toEqual({ personNeeded: false, risk: { on: false, status: 400 } });
		expect(simulator.faults()).toEqual([]);
		expect(simulator.journal.count()).toBe(0);
		expect(simulator.now()).toBe(NOON);
		expect((await someone.drive('GET', '/drive/v1/about')).status).toBe(401);
	});

	test('goes to the seed of the beginning, or to another', () => {
		const simulator = createSimulator({ seed: 'demo' });
		simulator.reset('empty');
		expect(simulator.tasks()).toHaveLength(0);
		simulator.reset();
		expect(simulator.tasks()).toHaveLength(8);
		simulator.reset('large');
		expect(simulator.tasks()).toHaveLength(10_000);
		simulator.reset('free');
		expect(simulator.account().plan).toBe('free');
	});
});

describe('Two simulators', () => {
	test('with the same clock and chance are the same, ids and tokens included', async () => {
		const same = { now: () => NOON, random: () => 0.25, seed: 'demo' } as const;
		const [one, other] = [await signedIn(same), await signedIn(same)];
		expect(one.simulator.snapshot()).toEqual(other.simulator.snapshot());
		expect(one.accessToken).toBe(other.accessToken);
	});

	test('share nothing', () => {
		const [one, other] = [createSimulator(), createSimulator()];
		one.addTask();
		expect(other.tasks()).toEqual([]);
	});
});
