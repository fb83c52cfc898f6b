import { REFRESH } from '../support/routes.mjs';
import { stopSimulated } from '../support/simulated.mjs';
import { until } from '../support/until.mjs';
import { CONCURRENCY, startCluster, type Cluster } from './cluster.mjs';
import { CALLS_PER_EXECUTION, EXECUTIONS, EXPIRIES, Scenario, type Outcome } from './scenario.mjs';

/** The expiry at which a worker is killed. */
const KILLED_AT = 3;
/** How long PikPak holds the refresh of that worker, so that it can be killed meanwhile. */
const HELD_MS = 10_000;

let cluster: Cluster;

beforeAll(async () => {
	cluster = await startCluster();
}, 1_800_000);

afterAll(async () => {
	const refused = await stopSimulated();
	await cluster.end();
	expect(refused).toEqual([]);
});

/** Shows the figures of a scenario, also of one that then turns out not to hold. */
const show = (scenario: string, outcome: Outcome, processes: number) => {
	const figures = {
		executions: outcome.succeeded + outcome.failed.length,
		failed: outcome.failed.length,
		'by worker': outcome.begunByWorker.join(' + '),
		processes,
		expiries: EXPIRIES,
		'sign-ins': outcome.signIns,
		refreshes: `${String(outcome.refreshes)}, ${String(outcome.refreshesAccepted)} of them accepted`,
		'by expiry': outcome.refreshesByExpiry.slice(1).join(' + '),
		'captcha inits': outcome.captchaInits,
		'about checks': outcome.aboutChecks,
		'task lists': outcome.calls,
		duration: `${String(outcome.seconds)} s`,
	};
	const lines = Object.entries(figures).map(
		([name, figure]) => `  ${name.padEnd(15)}${String(figure)}\n`,
	);
	process.stdout.write(`\n${scenario}\n${lines.join('')}`);
};

/** What holds whatever happens: all executions ran, on both workers, and renewed no more than they had to. */
const expectBounds = (outcome: Outcome, processes: number) => {
	const { succeeded, failed, begunByWorker, calls, refreshesByExpiry } = outcome;
	expect(succeeded + failed.length).toBe(EXECUTIONS);
	for (const begun of begunByWorker) expect(begun).toBeGreaterThan(0);
	expect(calls).toBeGreaterThanOrEqual(succeeded * CALLS_PER_EXECUTION);
	const [beforeExpiries, ...byExpiry] = refreshesByExpiry;
	expect(beforeExpiries).toBe(0);
	expect(byExpiry).toHaveLength(EXPIRIES);
	for (const refreshes of byExpiry) {
		expect(refreshes).toBeGreaterThan(0);
		expect(refreshes).toBeLessThanOrEqual(processes);
	}
};

/** Runs a scenario in which nothing happens but that tokens end: no execution fails. */
const runUndisturbed = async (scenario: Scenario, name: string) => {
	const { simulator } = scenario.pikpak;
	const outcome = await scenario.run(() => {
		simulator.expireAccessTokens();
	});
	const processes = cluster.workers.length;
	show(name, outcome, processes);
	expectBounds(outcome, processes);
	const { failed, badAnswers } = outcome;
	expect({ failed, badAnswers }).toEqual({ failed: [], badAnswers: [] });
	return outcome;
};

test('one Test, then one sign-in serves all executions', async () => {
	const scenario = await Scenario.prepare(cluster, 'tested');
	expect(await scenario.test()).toMatchObject({ status: 'OK' });
	const outcome = await runUndisturbed(scenario, 'One Test, then executions');
	expect(outcome.signIns).toBe(1);
	// A refresh token works once, so that of all processes one has its refresh accepted.
	expect(outcome.refreshesAccepted).toBe(EXPIRIES);
});

test('a credential that was never tested takes one sign-in per process at most', async () => {
	const scenario = await Scenario.prepare(cluster, 'untested');
	const outcome = await runUndisturbed(scenario, 'A credential that was never tested');
	expect(outcome.signIns).toBeGreaterThan(0);
	expect(outcome.signIns).toBeLessThanOrEqual(cluster.workers.length);
});

test('a worker that is killed in the middle of a refresh costs nobody else an execution', async () => {
	const scenario = await Scenario.prepare(cluster, 'killed');
	expect(await scenario.test()).toMatchObject({ status: 'OK' });
	const { simulator } = scenario.pikpak;
	const [victim, survivor] = cluster.workers;
	let lost: string[] = [];
	let restarted = Promise.resolve();

	/** PikPak takes the refresh token of the victim and gives out the next one; nobody is left to store it. */
	const killDuringRefresh = async () => {
		const answered = simulator.journal.count({ route: REFRESH });
		const isAnswered = () => simulator.journal.count({ route: REFRESH }) > answered;
		// Nobody but the victim can be the one that refreshes.
		survivor.pause();
		simulator.addFault({
			name: 'held',
			match: { path: '/v1/auth/token' },
			times: 1,
			effect: { kind: 'stall', ms: HELD_MS },
		});
		simulator.expireAccessTokens();
		await until(() => simulator.faults().length === 0, 'the refresh');
		// From then on it takes no more of them, so that its own are known for sure.
		await until(() => victim.running().length === CONCURRENCY, 'a full load of the victim');
		await victim.kill();
		lost = victim.running();
		expect(isAnswered()).toBe(false);
		await until(isAnswered, 'the answer to a killed worker');
		survivor.resume();
		// As whatever watches over it would do.
		restarted = victim.start();
	};
	const outcome = await scenario.run(async (time) => {
		if (time === KILLED_AT) await killDuringRefresh();
		else simulator.expireAccessTokens();
	});
	await restarted;
	// The two workers, and the victim's successor.
	const processes = cluster.workers.length + 1;
	show('A worker killed in the middle of a refresh', outcome, processes);
	expectBounds(outcome, processes);
	expect(outcome.failed.filter((id) => !lost.includes(id))).toEqual([]);
	expect(outcome.badAnswers).toHaveLength(outcome.failed.length);
	// That of the Test, and one that must follow; else at most one by the survivor, and one by the victim's successor.
	expect(outcome.signIns).toBeGreaterThan(1);
	expect(outcome.signIns).toBeLessThanOrEqual(1 + 2);
});
