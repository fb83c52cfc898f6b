import fc from 'fast-check';
import type { Account } from '../../pikpak/account.js';
import { callOn } from '../../pikpak/call.js';
import { CaptchaTokens } from '../../pikpak/captchaTokens.js';
import { PikPakError } from '../../pikpak/errors.js';
import type { Answer, Request, Send } from '../../pikpak/http.js';
import { WEB } from '../../pikpak/profile.js';
import { Refused } from '../../pikpak/refusal.js';
import { signedHeaders, writeSession, type StoredSession } from '../../pikpak/session.js';
import { SessionKeeper } from '../../pikpak/sessionKeeper.js';
import { SignedRequests, type SessionStore } from '../../pikpak/signedRequests.js';
import { createSimulator, type Simulator } from '../../simulator/simulator.mjs';

const SIGN_IN = '/v1/auth/signin';
const REFRESH = '/v1/auth/token';
const HOUR = 3_600_000;
const BASE = 'http://pikpak.test';
const HOSTS = { user: `${BASE}/user.mypikpak.com`, drive: `${BASE}/api-drive.mypikpak.com` };

const sleep = async (milliseconds: number) => {
	await new Promise((resolve) => setTimeout(resolve, milliseconds));
};
const never = new Promise<never>(() => undefined);

/** One row of n8n's database, which all processes share without a lock. */
interface Row {
	stored: StoredSession;
}

/** One process of n8n, as far as sessions go: it renews when it is handed a blank token, and stores what it gets. */
class Process {
	alive = true;
	readonly sent: Request[] = [];
	private readonly keeper = new SessionKeeper(Date.now);
	private readonly captchaTokens = new CaptchaTokens(Date.now);
	private renewing = 0;

	constructor(
		private readonly simulator: Simulator,
		private readonly account: Account,
		private readonly row: Row,
		private readonly latency: () => number,
	) {}

	count(path: string): number {
		return this.sent.filter(({ url }) => url.endsWith(path)).length;
	}

	async call(): Promise<unknown> {
		const call = callOn({
			hosts: HOSTS,
			signed: new SignedRequests(this.account, this.store, Date.now, sleep),
			send: this.send,
			captchaTokens: this.captchaTokens,
			now: Date.now,
			sleep,
			random: () => 0.5,
		});
		return await call({ method: 'GET', path: '/drive/v1/about' });
	}

	private readonly send: Send = async (request): Promise<Answer> => {
		await this.wait();
		this.sent.push(request);
		const { method, url, headers, body } = request;
		const response = await this.simulator.fetch(
			new Request(url, {
				method,
				headers: { ...headers, 'Content-Type': 'application/json' },
				...(body !== undefined && { body: JSON.stringify(body) }),
			}),
		);
		const answer = {
			kind: 'answered',
			status: response.status,
			body: await response.json(),
		} as const;
		await this.wait();
		return answer;
	};

	private readonly store: SessionStore<StoredSession> = {
		read: async () => {
			await this.wait();
			return { ...this.row.stored };
		},
		send: async (request, stored) => {
			const signer = stored.accessToken === '' ? await this.renewed(stored) : stored;
			if (signer instanceof PikPakError) return { answer: signer, signedWith: stored };
			const headers = signedHeaders(this.account, signer, Date.now());
			if (headers instanceof PikPakError) return { answer: headers, signedWith: signer };
			const signed = { ...request, headers: { ...request.headers, ...headers } };
			return { answer: await this.send(signed), signedWith: signer };
		},
	};

	private async renewed(stored: StoredSession): Promise<StoredSession | PikPakError> {
		const mayNotSignIn =
			this.renewing === 0 && signedHeaders(this.account, stored, Date.now()) instanceof Refused;
		const before = this.count(SIGN_IN);
		this.renewing++;
		const grant = await this.keeper.obtain(this.send, this.account, stored);
		this.renewing--;
		if (mayNotSignIn) expect(this.count(SIGN_IN)).toBe(before);
		if (grant instanceof PikPakError) return grant;
		const renewed = { accessToken: grant.accessToken, session: writeSession(grant.session) };
		await this.wait();
		this.row.stored = renewed;
		return renewed;
	}

	/** Time passes; a process that is killed meanwhile never goes on. */
	private async wait(): Promise<void> {
		await sleep(this.latency());
		if (!this.alive) await never;
	}
}

type Happening =
	| { kind: 'call' | 'crash'; process: number }
	| { kind: 'rush' | 'expire' | 'revoke' | 'tooFrequent' | 'welcome' };

interface Scenario {
	processes: number;
	/** Milliseconds that whatever takes time takes, in turn. */
	latencies: number[];
	/** Each some milliseconds after the one before. */
	happenings: Array<{ after: number; happening: Happening }>;
}

const call = fc.record({ kind: fc.constant('call' as const), process: fc.nat(2) });
const crash = fc.record({ kind: fc.constant('crash' as const), process: fc.nat(2) });
const to = (kind: Exclude<Happening['kind'], 'call' | 'crash'>) => fc.constant({ kind });
const scenarios = (...rest: Array<fc.Arbitrary<Happening>>): fc.Arbitrary<Scenario> =>
	fc.record({
		processes: fc.integer({ min: 1, max: 3 }),
		latencies: fc.array(fc.integer({ min: 0, max: 2500 }), { minLength: 1, maxLength: 20 }),
		happenings: fc.array(
			fc.record({
				after: fc.oneof(
					{ arbitrary: fc.integer({ min: 0, max: 3000 }), weight: 6 },
					{ arbitrary: fc.integer({ min: 3000, max: 2 * HOUR }), weight: 1 },
					// Some minutes before a new token ends.
					{ arbitrary: fc.constant(2 * HOUR - 200_000), weight: 1 },
				),
				happening: fc.oneof(
					{ arbitrary: call, weight: 6 },
					{ arbitrary: to('rush'), weight: 3 },
					...rest.map((arbitrary) => ({ arbitrary, weight: 1 })),
				),
			}),
			{ minLength: 1, maxLength: 40 },
		),
	});

/** Plays a scenario to its end, and lets another day pass. */
async function play(
	{ processes, latencies, happenings }: Scenario,
	way: 'password' | 'refreshToken',
) {
	const simulator = createSimulator({ limits: { signIns: 1000 } });
	const { email: username, password } = simulator.account();
	const account: Account = {
		hosts: HOSTS,
		wayIn:
			way === 'password'
				? { kind: 'password', username, password, captchaToken: '' }
				: {
						kind: 'refreshToken',
						refreshToken: simulator.newRefreshToken({ client: 'web' }),
						profile: WEB,
					},
		deviceId: '',
	};
	let turn = 0;
	const latency = () => latencies[turn++ % latencies.length] ?? 0;
	const row: Row = { stored: { accessToken: '', session: '' } };
	const born: Process[] = [];
	const start = () => {
		const process = new Process(simulator, account, row, latency);
		born.push(process);
		return process;
	};
	const settled: Array<{ process: Process; outcome: unknown }> = [];
	const begin = (process: Process) => {
		const note = (outcome: unknown) => settled.push({ process, outcome });
		begun.push(process);
		void process.call().then(() => note('done'), note);
	};
	const begun: Process[] = [];
	const running = Array.from({ length: processes }, start);
	const at = (number: number) => {
		const process = running[number % processes];
		if (process === undefined) throw new Error('There is no such process.');
		return process;
	};

	// The credential is tested once before anything else.
	begin(at(0));
	await jest.advanceTimersByTimeAsync(60_000);
	for (const { after, happening } of happenings) {
		await jest.advanceTimersByTimeAsync(after);
		switch (happening.kind) {
			case 'call':
				begin(at(happening.process));
				break;
			case 'rush':
				for (const process of [...running, ...running]) begin(process);
				break;
			case 'crash': {
				const index = happening.process % processes;
				at(index).alive = false;
				running[index] = start();
				break;
			}
			case 'expire':
				// Twice within one call is more than a call recovers from; real tokens live for hours.
				await jest.advanceTimersByTimeAsync(30_000);
				simulator.expireAccessTokens();
				break;
			case 'revoke':
				simulator.expireAccessTokens();
				simulator.revokeRefreshTokens();
				break;
			case 'tooFrequent':
				simulator.addFault({
					name: 'no',
					match: { path: SIGN_IN },
					effect: { kind: 'tooFrequent' },
				});
				break;
			case 'welcome':
				simulator.removeFault('no');
		}
	}
	await jest.advanceTimersByTimeAsync(120_000);
	const outcomes = settled.filter(({ process }) => process.alive).map(({ outcome }) => outcome);
	const unsettled = begun.filter(({ alive }) => alive).length - outcomes.length;
	return { simulator, born, running, outcomes, unsettled, begin, settled };
}

const tokensSentBy = ({ sent }: Process) =>
	sent
		.filter(({ url }) => url.endsWith(REFRESH))
		.map(({ body }) => (body as { refresh_token: string }).refresh_token);

/** What holds in every case. */
function expectCourtesy({
	born,
	unsettled,
	outcomes,
	simulator,
}: Awaited<ReturnType<typeof play>>) {
	expect(unsettled).toBe(0);
	for (const outcome of outcomes)
		if (!(outcome instanceof PikPakError)) expect(outcome).toBe('done');
	for (const process of born) {
		// At most one refresh by a process for each end of a token: it tries no refresh token twice.
		const tokens = tokensSentBy(process);
		expect(new Set(tokens).size).toBe(tokens.length);
	}
	expect(simulator.journal.refusals()).toEqual([]);
}

beforeEach(() => {
	jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate', 'performance'] });
});

afterEach(() => {
	jest.useRealTimers();
});

describe.each(['password', 'refreshToken'] as const)('with a %s', (way) => {
	test('whoever renews when, tokens that end cost no second sign-in and no execution', async () => {
		await fc.assert(
			fc.asyncProperty(scenarios(to('expire')), async (scenario) => {
				const played = await play(scenario, way);
				expectCourtesy(played);
				const signIns = played.born.reduce((sum, process) => sum + process.count(SIGN_IN), 0);
				expect(signIns).toBe(way === 'password' ? 1 : 0);
				expect(played.outcomes.filter((outcome) => outcome !== 'done')).toEqual([]);
			}),
			{ numRuns: 1000 },
		);
	});
});

test('processes that die cost each survivor one sign-in at most, and no execution but their own', async () => {
	await fc.assert(
		fc.asyncProperty(scenarios(to('expire'), crash), async (scenario) => {
			const played = await play(scenario, 'password');
			expectCourtesy(played);
			const crashes = scenario.happenings.filter(({ happening }) => happening.kind === 'crash');
			for (const process of played.born)
				expect(process.count(SIGN_IN)).toBeLessThanOrEqual(1 + crashes.length);
			expect(played.outcomes.filter((outcome) => outcome !== 'done')).toEqual([]);
		}),
		{ numRuns: 100 },
	);
});

test('whatever happens, nobody insists, and everybody gets in again when PikPak lets them', async () => {
	await fc.assert(
		fc.asyncProperty(
			scenarios(to('expire'), to('revoke'), to('tooFrequent'), to('welcome'), crash),
			async (scenario) => {
				const played = await play(scenario, 'password');
				expectCourtesy(played);
				const ends = scenario.happenings.filter(({ happening: { kind } }) =>
					['revoke', 'crash', 'tooFrequent', 'welcome'].includes(kind),
				);
				for (const process of played.born)
					expect(process.count(SIGN_IN)).toBeLessThanOrEqual(1 + 2 * ends.length);

				played.simulator.removeFault('no');
				// The longest pause.
				await jest.advanceTimersByTimeAsync(24 * HOUR);
				const before = played.settled.length;
				for (const process of played.running) {
					played.begin(process);
					await jest.advanceTimersByTimeAsync(60_000);
				}
				const last = played.settled.slice(before).map(({ outcome }) => outcome);
				expect(last).toEqual(played.running.map(() => 'done'));
			},
		),
		{ numRuns: 100 },
	);
});
