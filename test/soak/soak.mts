import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import type { Fault } from '../../simulator/faults.mjs';
import { Trial } from '../n8n/trial.mjs';
import { startSimulated, stopSimulated, type Simulated } from '../support/simulated.mjs';
import { until } from '../support/until.mjs';
import { Diary, type Story } from './diary.mjs';
import { drawLives, type Deed, type Life } from './lives.mjs';
import { N8nLog, readDatabase, type LogEntry } from './records.mjs';
import { drawTriggers, workflowOf, type Trigger } from './triggers.mjs';
import { judge, mergedRows, type Course, type Kill, type Verdict } from './verdict.mjs';

const USAGE = `npm run test:soak -- [--short] [--seed 1]

Many workflows on a real n8n 2 watch one simulated PikPak that fails often, while n8n is killed twice: none of them may
lose an event, or be told one twice.

  --short  8 workflows and 80 tasks, in 8 minutes; without it, 30 and 500 in about an hour
  --seed   what the workflows, the lives of the tasks and the kills are drawn with`;

interface Extent {
	workflows: number;
	tasks: number;
	/** For the lives of the tasks. */
	minutes: number;
}

const FULL: Extent = { workflows: 30, tasks: 500, minutes: 52 };
const SHORT: Extent = { workflows: 8, tasks: 80, minutes: 5 };

/** Tasks that are there when the workflows are published. */
const HISTORY = 12;
const MINUTE_MS = 60_000;

const OVERLOADED = {
	kind: 'answer',
	body: '<html>Overloaded</html>',
	contentType: 'text/html',
} as const;

/** The first two are repeated at once, the others fail the poll. Together they hit a fifth of the calls: 1 - 0.9 × 0.93 × 0.985 × 0.985 × 0.985. */
const FAULTS: Array<Pick<Fault, 'name' | 'share' | 'effect'>> = [
	{ name: 'unavailable', share: 0.1, effect: { ...OVERLOADED, status: 503 } },
	{ name: 'too many', share: 0.07, effect: { ...OVERLOADED, status: 429 } },
	{ name: 'cut', share: 0.015, effect: { kind: 'truncate', bytes: 40 } },
	{ name: 'dropped', share: 0.015, effect: { kind: 'drop' } },
	{ name: 'another page', share: 0.015, effect: { ...OVERLOADED, status: 200 } },
];

const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const)
	process.once(signal, () => {
		interruption.abort(new Error('Interrupted.'));
	});

async function pause(milliseconds: number): Promise<void> {
	await setTimeout(milliseconds, undefined, { signal: interruption.signal });
}

function say(sentence: string): void {
	console.log(`${new Date().toISOString().slice(11, 19)} ${sentence}`);
}

async function main(): Promise<boolean> {
	const { extent, seed } = readOptions();
	const { workflows, tasks, minutes } = extent;
	console.log(`Seed ${String(seed)}: ${String(workflows)} workflows, ${String(tasks)} tasks.`);
	const pikpak = await startSimulated();
	let trial: Trial | undefined;
	try {
		trial = await Trial.start('2', {
			N8N_LOG_LEVEL: 'debug',
			N8N_LOG_FORMAT: 'json',
			EXECUTIONS_DATA_PRUNE: 'false',
		});
		const soak = new Soak(pikpak, trial, seed);
		const lives = drawLives(seed, tasks);
		soak.furnish(lives.splice(0, HISTORY));
		for (const fault of FAULTS) pikpak.simulator.addFault({ match: { host: 'drive' }, ...fault });
		await soak.publish(workflows);
		await together(soak.live(lives, minutes * MINUTE_MS), soak.killTwice(minutes * MINUTE_MS));
		for (const { name } of FAULTS) pikpak.simulator.removeFault(name);
		return await soak.conclude();
	} finally {
		await trial?.end();
		await stopSimulated();
	}
}

/** If one fails, the other ends, and is waited for: nothing is started any more. */
async function together(...parts: Array<Promise<void>>): Promise<void> {
	await Promise.all(parts).catch(async (error: unknown) => {
		interruption.abort(error);
		await Promise.allSettled(parts);
		throw error;
	});
}

function readOptions(): { extent: Extent; seed: number } {
	try {
		const { values } = parseArgs({
			options: { short: { type: 'boolean', default: false }, seed: { type: 'string' } },
		});
		const seed = Number(values.seed ?? Date.now() % 1_000_000);
		if (!Number.isSafeInteger(seed)) throw new Error('The seed is a whole number.');
		return { extent: values.short ? SHORT : FULL, seed };
	} catch (error) {
		console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
		process.exit(2);
	}
}

class Soak {
	private readonly diary: Diary;
	private readonly log: N8nLog;
	private readonly kills: Kill[] = [];
	private readonly workflows = new Map<string, Trigger>();
	private history: Story[] = [];
	private pending: Array<{ story: Story; deeds: Deed[] }> = [];

	constructor(
		private readonly pikpak: Simulated,
		private readonly trial: Trial,
		private readonly seed: number,
	) {
		this.diary = new Diary(pikpak.simulator);
		this.log = new N8nLog(trial.logFile);
	}

	/** Puts tasks on the drive that were created in the last minutes; every other one has finished. */
	furnish(lives: readonly Life[]): void {
		const now = Date.now();
		for (const [index, life] of lives.entries()) {
			const story = this.diary.begin(life, now - (lives.length - index) * MINUTE_MS);
			const end = life.deeds.findIndex(({ kind }) => kind === 'finish' || kind === 'fail') + 1;
			const done = index % 2 === 0 ? life.deeds.slice(0, end) : [];
			for (const deed of done) this.diary.apply(story, deed);
			this.pending.push({ story, deeds: life.deeds.slice(done.length) });
		}
		this.history = [...this.diary.stories];
	}

	/** Publishes the workflows, and waits until their first polls are over. */
	async publish(count: number): Promise<void> {
		const { simulator, credential } = this.pikpak;
		const { rest } = this.trial;
		const credentialId = await rest.createCredential('PikPak', credential);
		const folderId = simulator.tasks()[0]?.parentId ?? '';
		const since = Date.now() - (HISTORY / 2 + 0.5) * MINUTE_MS;
		for (const trigger of drawTriggers(this.seed, count, { folderId, since })) {
			const id = await rest.createWorkflow(workflowOf(trigger, credentialId));
			this.workflows.set(id, trigger);
			await rest.activate(id);
			const { onActivation, events, maxEvents, filters, toleratedFailures } = trigger;
			say(
				`${trigger.name}: ${events.map((event) => event.slice('task.'.length)).join(', ')}; ${JSON.stringify({ ...onActivation, maxEvents, ...filters, toleratedFailures })}`,
			);
		}
		await until(() => this.everybodyPolledSince(0), 'the first polls');
		await this.quiet();
		say('All are published.');
	}

	/** Lets all tasks live, as if their time went on whatever happens to n8n. */
	async live(lives: readonly Life[], milliseconds: number): Promise<void> {
		const start = Date.now();
		const plan: Array<{ at: number; act: () => void }> = [];
		const perform = (begin: number, deeds: readonly Deed[], storyOf: () => Story) => {
			let at = begin;
			for (const deed of deeds) {
				at += deed.after * 1000;
				plan.push({
					at,
					act: () => {
						this.diary.apply(storyOf(), deed);
					},
				});
			}
		};
		// Not before the first polls have been made up for that have failed: what they found is then as it was.
		for (const { story, deeds } of this.pending)
			perform(start + 1.5 * MINUTE_MS, deeds, () => story);
		for (const life of lives) {
			const length = life.deeds.reduce((sum, { after }) => sum + after * 1000, 0);
			const begin = start + life.begins * Math.max(0, milliseconds - length);
			let story: Story;
			plan.push({
				at: begin,
				act: () => {
					story = this.diary.begin(life);
				},
			});
			perform(begin, life.deeds, () => story);
		}
		const due = plan
			.filter(({ at }) => at < start + milliseconds)
			.sort((one, other) => one.at - other.at);
		say(
			`Tasks live, with ${String(due.length)} things to come in ${String(milliseconds / MINUTE_MS)} minutes.`,
		);
		for (const { at, act } of due) {
			await pause(Math.max(0, at - Date.now()));
			act();
		}
		say('All tasks have come to their ends.');
	}

	/** Kills n8n once when it has just been handed events, and once in the middle of a poll. */
	async killTwice(milliseconds: number): Promise<void> {
		const [handed, polling] = fc.sample(fc.integer({ min: 0, max: 30 }), {
			seed: this.seed,
			numRuns: 2,
		});
		await pause(milliseconds / 3);
		await this.killAfter('emit', handed ?? 0);
		await pause(milliseconds / 3);
		await this.killAfter('poll', 20 * (polling ?? 0));
	}

	private async killAfter(kind: LogEntry['kind'], milliseconds: number): Promise<void> {
		this.log.read();
		let seen: LogEntry | undefined;
		while (seen === undefined) {
			await pause(1);
			seen = this.log.read().find((entry) => entry.kind === kind);
		}
		await pause(milliseconds);
		await this.trial.kill();
		const at = Date.now();
		this.kills.push({ at, database: await readDatabase(this.trial) });
		say(
			`Killed n8n ${String(at - seen.at)} ms after the ${kind} of ${seen.workflow}; starting it again.`,
		);
		await this.trial.start();
	}

	/** Lets n8n find what is left, and judges. */
	async conclude(): Promise<boolean> {
		const { simulator } = this.pikpak;
		const { requests, hit } = this.traffic();
		// The second one is whole when the third begins.
		let since = Date.now();
		const patience = { seconds: 300, everyMs: 100 };
		for (let time = 0; time < 2; time++) {
			await until(() => this.everybodyPolledSince(since), 'the last polls', patience);
			since = Date.now();
		}
		await this.quiet();
		await this.trial.stop();
		this.log.read();
		const database = await readDatabase(this.trial);
		const readings = [...this.kills.map((kill) => kill.database.rows), database.rows];
		const course: Course = {
			history: this.history,
			stories: this.diary.stories,
			log: this.log.entries,
			kills: this.kills,
			database: { ...database, rows: mergedRows(readings) },
		};
		const verdicts = [...this.workflows].map(([id, trigger]) => ({
			trigger,
			verdict: judge(trigger, id, course),
		}));
		const checks = [
			...verdicts.flatMap(({ trigger, verdict }) => checksOf(trigger, verdict)),
			...checksOfAll(
				verdicts.map(({ verdict }) => verdict),
				hit,
			),
			{
				what: 'PikPak was asked for nothing unknown',
				wrong: simulator.journal.refusals().map(({ refused }) => refused ?? ''),
			},
		];
		report(verdicts, checks, { requests, hit });
		return checks.every(({ wrong }) => wrong.length === 0);
	}

	private everybodyPolledSince(time: number): boolean {
		interruption.signal.throwIfAborted();
		this.log.read();
		const polled = new Set(
			this.log.entries
				.filter(({ kind, at }) => kind === 'poll' && at > time)
				.map(({ workflow }) => workflow),
		);
		return polled.size === this.workflows.size;
	}

	/** A poll pauses for two seconds at most between two requests. */
	private async quiet(): Promise<void> {
		const { simulator } = this.pikpak;
		const last = () => simulator.journal.entries().at(-1)?.at ?? 0;
		const patience = { seconds: 600, everyMs: 100 };
		await until(() => simulator.now() - last() > 4000, 'the end of all polls', patience);
	}

	/** All requests, and which part of the newest to the drive was hit by a fault. */
	private traffic(): { requests: number; hit: number } {
		const { journal } = this.pikpak.simulator;
		const drive = journal.entries().filter(({ host }) => host === 'drive');
		const hits = drive.filter(({ fault }) => fault !== undefined);
		return { requests: journal.count(), hit: hits.length / drive.length };
	}
}

interface Check {
	what: string;
	/** Empty if it holds. */
	wrong: string[];
}

function checksOf({ name, toleratedFailures }: Trigger, verdict: Verdict): Check[] {
	const { missing, repeated, unexpected, errors } = verdict;
	const bare = (findings: Verdict['missing']) =>
		findings.filter(({ excuse }) => excuse === undefined).map(({ eventId }) => eventId);
	return [
		{ what: `${name} was told everything`, wrong: bare(missing) },
		{ what: `${name} was told nothing twice`, wrong: bare(repeated) },
		{ what: `${name} was told nothing else`, wrong: unexpected },
		...(toleratedFailures === 1000
			? [
					{
						what: `${name} failed at nothing`,
						wrong: errors === 0 ? [] : [`${String(errors)} executions`],
					},
				]
			: []),
	];
}

/** What makes the others worth something. */
function checksOfAll(verdicts: readonly Verdict[], hit: number): Check[] {
	const found = verdicts.flatMap((verdict) => [...verdict.found]);
	const kinds = ['created', 'completed', 'failed', 'progressed', 'removed'];
	return [
		{
			what: 'each kind of event was told',
			wrong: kinds.filter((kind) => !found.some((id) => id.includes(`:task.${kind}:`))),
		},
		{ what: 'a fifth of the calls was hit', wrong: hit > 0.1 && hit < 0.3 ? [] : [percent(hit)] },
	];
}

function percent(part: number): string {
	return `${(100 * part).toFixed(1)} %`;
}

/** One for each excuse, and one for each finding without. */
function linesOf(what: string, findings: Verdict['missing']): string[] {
	const excuses = new Set(findings.flatMap(({ excuse }) => excuse ?? []));
	return [
		...[...excuses].map((excuse) => {
			const ids = findings.filter((finding) => finding.excuse === excuse);
			return `${what} ${ids.map(({ eventId }) => eventId).join(', ')}: ${excuse}`;
		}),
		...findings
			.filter(({ excuse }) => excuse === undefined)
			.map(({ eventId }) => `${what} ${eventId}`),
	];
}

function report(
	verdicts: ReadonlyArray<{ trigger: Trigger; verdict: Verdict }>,
	checks: readonly Check[],
	{ requests, hit }: { requests: number; hit: number },
): void {
	for (const { trigger, verdict } of verdicts) {
		const { required, found, waiting, missing, repeated, polls, failedPolls, executions, errors } =
			verdict;
		say(
			`${trigger.name}: ${String(required)} events expected, ${String(found.size)} found in ${String(executions)} executions, ${String(waiting.length)} waiting; ${String(polls)} polls, ${String(failedPolls)} failed, ${String(errors)} failed executions`,
		);
		for (const line of [...linesOf('missing', missing), ...linesOf('twice', repeated)])
			say(`  ${line}`);
	}
	const sum = (numberOf: (verdict: Verdict) => number) =>
		String(verdicts.reduce((total, { verdict }) => total + numberOf(verdict), 0));
	const excused = (findings: Verdict['missing']) =>
		findings.filter(({ excuse }) => excuse !== undefined).length;
	const lines = [
		`${sum(({ required }) => required)} events expected; ${sum(({ found }) => found.size)} found, ${sum(({ waiting }) => waiting.length)} waiting for their turn`,
		`${sum(({ missing }) => missing.length)} missing, of which ${sum(({ missing }) => excused(missing))} in n8n's moment between state and execution`,
		`${sum(({ repeated }) => repeated.length)} repeated, of which ${sum(({ repeated }) => excused(repeated))} by a crash`,
		`${sum(({ polls }) => polls)} polls, of which ${sum(({ failedPolls }) => failedPolls)} failed; ${String(requests)} requests, of which faults hit ${percent(hit)}`,
	];
	for (const line of lines) say(line);
	const failed = checks.filter(({ wrong }) => wrong.length > 0);
	for (const { what, wrong } of failed)
		say(`NOT SO: ${what} (${String(wrong.length)}): ${wrong.slice(0, 10).join(', ')}`);
	const [passes, fails, total] = [checks.length - failed.length, failed.length, checks.length].map(
		String,
	);
	console.log(`Tests:       ${passes ?? ''} passed, ${fails ?? ''} failed, ${total ?? ''} total`);
}

await main().then(
	(isGood) => {
		process.exitCode = isGood ? 0 : 1;
	},
	(error: unknown) => {
		console.error(interruption.signal.reason ?? error);
		process.exitCode = 1;
	},
);
