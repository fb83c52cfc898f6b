import { callOn, type Call } from '../../../pikpak/call.js';
import { CaptchaTokens } from '../../../pikpak/captchaTokens.js';
import type { Request as DriveRequest } from '../../../pikpak/http.js';
import { createSimulator, type Simulator } from '../../../simulator/simulator.mjs';
import { chosenEvents, Drive, type Act, type Clock, type History } from './history.mjs';
import { Oracle, type Answers, type Settings, type Shown } from './oracle.mjs';

const MILESTONES = [25, 80];
const STALLED_AFTER_MS = 150_000;

/** n8n, as far as a history is concerned. */
export interface Poller<State> {
	/** Polls once: what is emitted, or undefined if the poll failed. */
	poll: () => Promise<string[] | undefined>;
	/** What n8n has in memory, to be stored. */
	state: () => State;
	/** n8n starts with what was stored. */
	start: (state: State) => void;
}

/** What a poller is made for. */
export interface Scene {
	simulator: Simulator;
	settings: Settings;
	history: History;
	/** Milliseconds since 1970, by a clock that both go by. */
	now: () => number;
}

/** How many polls a backlog may take at the end. */
const DRAINED_WITHIN = 500;

/**
 * Lives a history, and holds what n8n emits against the oracle after every poll.
 *
 * @throws Error that says what is wrong
 */
export async function live<State>(
	history: History,
	clock: Clock,
	pollerFor: (scene: Scene) => Promise<Poller<State>> | Poller<State>,
): Promise<void> {
	const tap = new Tap(clock.now, history.pageSize);
	const settings: Settings = {
		events: chosenEvents(history.chosen),
		name: history.name,
		milestones: MILESTONES,
		stalledAfterMs: STALLED_AFTER_MS,
		maxEvents: history.maxEvents,
	};
	const { simulator } = tap;
	const drive = new Drive(simulator, clock);
	const poller = await pollerFor({ simulator, settings, history, now: clock.now });
	let oracle = new Oracle(settings, history.since);
	const saved = [{ state: poller.state(), oracle: oracle.clone() }];
	let isActivating = true;
	let quietPolls = 0;

	// n8n does so when it emits, and when it activates or deactivates.
	const save = () => saved.push({ state: poller.state(), oracle: oracle.clone() });
	const poll = async (meanwhile: Array<{ before: number; act: Act }> = [], failsFrom?: number) => {
		clock.pass(60_000);
		const now = clock.now();
		const before = drive.existing();
		tap.begin((request) => {
			for (const { act } of meanwhile.filter(({ before }) => before === request)) drive.apply(act);
			return failsFrom === undefined || request < failsFrom;
		});
		const emitted = await poller.poll();
		if (emitted === undefined) {
			if (failsFrom === undefined) throw new Error('The poll failed.');
			oracle.fail(now);
		} else {
			const { answers, requests } = tap;
			const existing = drive.existing();
			const isQuiet = meanwhile.length === 0 && failsFrom === undefined;
			oracle.succeed({ now, answers, isQuiet, before }, existing, emitted);
			quietPolls = isQuiet && emitted.length === 0 ? quietPolls + 1 : 0;
			if (quietPolls > 3 && history.pageSize > 100 && requests !== 2)
				throw new Error(`A quiet poll took ${String(requests)} requests.`);
		}
		if (isActivating || (emitted ?? []).length > 0) save();
		isActivating = false;
	};

	for (const step of history.steps) {
		if (step.kind === 'act') {
			drive.apply(step.act);
			quietPolls = 0;
		} else if (step.kind === 'poll') {
			await poll(step.meanwhile, step.failsFrom);
		} else {
			if (step.how === 'stopped') save();
			if (step.how === 'killed while saving' && saved.length > 1) saved.pop();
			const [last] = saved.slice(-1);
			if (last === undefined) throw new Error('Nothing was ever stored.');
			poller.start(last.state);
			oracle = last.oracle.clone();
			isActivating = true;
			quietPolls = 0;
		}
	}
	for (let count = 0; count < 3 || oracle.waiting.length > 0; count += 1) {
		if (count > DRAINED_WITHIN) throw new Error('Events are waiting for ever.');
		await poll();
	}
	checkRefusals(simulator);
	// Nothing here waits for the machine: without a turn of the event loop, Node.js would keep every request until the last history.
	await new Promise(setImmediate);
}

function checkRefusals({ journal }: Simulator): void {
	const refusals = journal.refusals().map(({ route, refused }) => `${route}: ${refused ?? ''}`);
	if (refusals.length > 0) throw new Error(refusals.join('; '));
}

/** A simulator whose answers are noted. */
class Tap {
	readonly simulator: Simulator;
	answers: Answers = { tasks: new Map(), gone: new Map() };
	requests = 0;
	private before: (request: number) => boolean = () => true;
	private lastGone = '';

	constructor(now: () => number, maxPageSize: number) {
		const simulator = createSimulator({ now, maxPageSize });
		const answer = simulator.fetch;
		this.simulator = Object.assign(simulator, {
			fetch: async (...[request, ...rest]: Parameters<Simulator['fetch']>) => {
				const path = new URL(request.url).pathname;
				if (!/\/drive\/v1\/(tasks|files)/.test(path)) return await answer(request, ...rest);
				if (!this.before(this.requests++)) return new Response('<html>Log in</html>');
				const response = await answer(request, ...rest);
				await this.note(path, response.clone());
				return response;
			},
		});
	}

	/** @param before what happens before a request, counted from 0; whether it gets an answer */
	begin(before: (request: number) => boolean): void {
		this.answers = { tasks: new Map(), gone: new Map() };
		this.requests = 0;
		this.before = before;
	}

	private async note(path: string, response: Response): Promise<void> {
		const [, kind = '', id = ''] = /\/drive\/v1\/(tasks|files)(?:\/(.+))?$/.exec(path) ?? [];
		const body = (await response.json()) as Record<string, unknown>;
		if (kind === 'files') this.noteFile(response.ok ? body : undefined);
		else if (kind === '') return;
		else if (id === '')
			(body['tasks'] as Array<Record<string, unknown>>).forEach((task) => {
				this.noteTask(task);
			});
		else if (response.ok) this.noteTask(body);
		else this.noteGone(id);
	}

	private noteTask(task: Record<string, unknown>): void {
		const params = task['params'] as { retry_times?: string };
		const shown: Shown = {
			phase: String(task['phase']).replace('PHASE_TYPE_', '').toLowerCase(),
			attempt: Number(params.retry_times ?? 0),
			progress: Number(task['progress']),
			name: String(task['name']),
			createdAt: Date.parse(String(task['created_time'])),
			fileId: String(task['file_id']),
		};
		const id = String(task['id']);
		this.answers.tasks.set(id, shown);
	}

	private noteGone(id: string): void {
		this.lastGone = id;
		this.answers.gone.set(id, { completeFile: undefined, wasFileAsked: false });
	}

	private noteFile(file: Record<string, unknown> | undefined): void {
		const isComplete = file?.['phase'] === 'PHASE_TYPE_COMPLETE' && file['trashed'] === false;
		const completeFile = isComplete ? String(file['name']) : undefined;
		this.answers.gone.set(this.lastGone, { completeFile, wasFileAsked: true });
	}
}

/** A call to a simulator without a socket, with a token that the user made. */
export function callInProcess(simulator: Simulator, now: () => number): Call {
	const authorization = `Bearer ${simulator.newPersonalToken()}`;
	const send = async ({ method, url, headers }: DriveRequest) => {
		const request = new Request(url, { method, headers: { ...headers, authorization } });
		const response = await simulator.fetch(request);
		const text = await response.text();
		return { kind: 'answered' as const, status: response.status, body: asJson(text) };
	};
	return callOn({
		hosts: {
			user: 'http://127.0.0.1/user.mypikpak.com',
			drive: 'http://127.0.0.1/api-drive.mypikpak.com',
		},
		signed: { send, identity: async () => undefined, sessionChanged: async () => false },
		send,
		captchaTokens: new CaptchaTokens(now),
		now,
		sleep: async () => undefined,
		random: () => 0.5,
	});
}

function asJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}
