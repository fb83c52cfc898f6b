import type { Call } from '../call';
import { isGone, concernsAccount, isPassing } from '../errorKinds';
import { asPikPakError, PikPakError } from '../errors';
import { readTask, type WireTask } from '../wire';
import { stillUnfinished, taskFailure, taskGone } from './failure';
import { fileListedWith, listedWithFiles, type MadeFile } from './madeFile';
import { DOWNLOADS, getTask, isFinished, listTasks, type TaskQuery } from './tasks';

/** How a wait goes; times in milliseconds. */
export interface WaitOptions {
	/** From the first look to the last, at most. */
	timeoutMs: number;
	/** From the end of a look to the next one, at least. Half of the timeout counts where that is less. */
	intervalMs: number;
	/** Since 1970. */
	now: () => number;
	/** Ends the wait if it throws. */
	sleep: (milliseconds: number) => Promise<void>;
}

/** What has become of a task that was waited for. */
export type Waited =
	| { kind: 'complete'; task: WireTask; file: MadeFile | null }
	/** The error tells why it failed, or how far it has come within the time. */
	| { kind: 'failed' | 'late'; task: WireTask; error: PikPakError }
	/** It is gone, or cannot be looked at. The task is as it was last seen, nothing but its id if it never was. */
	| { kind: 'lost'; task: WireTask; error: PikPakError };

/** After looks that fail for something that passes, the pause doubles from one to the next, up to this. */
const LONGEST_PAUSE_MS = 60_000;

/**
 * Waits until tasks are complete or have failed.
 *
 * It looks at once, and then after each interval. A look is one request for the list of unfinished tasks, and one for each task
 * that is not in it; a single task is asked for by its id. What is wrong with one task does not end the wait for the others, and
 * what passes, such as a gateway that is down, does not end it at all.
 *
 * @param ids without repetition
 * @returns what has become of each
 * @throws whatever `sleep` throws
 */
export async function waitForTasks(
	call: Call,
	ids: readonly string[],
	{ timeoutMs, intervalMs, now, sleep }: WaitOptions,
): Promise<ReadonlyMap<string, Waited>> {
	const wait = new Wait(call, ids);
	const deadline = now() + timeoutMs;
	const everyMs = Math.min(intervalMs, timeoutMs / 2);
	let failedLooks = 0;
	for (;;) {
		await wait.look();
		failedLooks = wait.hasMissed ? failedLooks + 1 : 0;
		const leftMs = deadline - now();
		if (wait.isOver || leftMs < everyMs) return await wait.outcomes(timeoutMs);
		const pauseMs = Math.max(everyMs, Math.min(everyMs * 2 ** failedLooks, LONGEST_PAUSE_MS));
		// The last pause is the longest, so that the last look is at the end of the time.
		await sleep(leftMs < pauseMs + everyMs ? leftMs : pauseMs);
	}
}

const UNFINISHED: TaskQuery = { ...DOWNLOADS, phases: ['pending', 'running'] };

const NONE: ReadonlyMap<string, WireTask> = new Map();

/** What has been seen so far. */
class Wait {
	/** As they were last seen; at first nothing but their ids. */
	private readonly tasks: Map<string, WireTask>;
	/** Why some of them cannot be had. */
	private readonly lost = new Map<string, PikPakError>();
	/** Why the last look did not see some of them, which the next one may. */
	private readonly missed = new Map<string, PikPakError>();

	constructor(
		private readonly call: Call,
		ids: readonly string[],
	) {
		this.tasks = new Map(ids.map((id) => [id, { id }]));
	}

	/** Whether nothing is left to wait for. */
	get isOver(): boolean {
		return this.left().length === 0;
	}

	/** Whether something that passes kept the last look from seeing all that is left. */
	get hasMissed(): boolean {
		return this.missed.size > 0;
	}

	private left(): Array<[id: string, task: WireTask]> {
		return [...this.tasks].filter(
			([id, task]) => !this.lost.has(id) && !isFinished(readTask(task)),
		);
	}

	/** Looks at all that is left, until something concerns them all. */
	async look(): Promise<void> {
		this.missed.clear();
		const left = this.left();
		const listed = left.length > 1 ? await this.unfinished().catch(asPikPakError) : NONE;
		if (listed instanceof PikPakError) {
			this.miss(left, listed);
			return;
		}
		for (const [id, before] of left) {
			const seen = listed.get(id) ?? (await this.ask(id, before));
			if (!(seen instanceof PikPakError)) {
				this.tasks.set(id, seen);
				continue;
			}
			const concernsRest = concernsAccount(seen);
			this.miss(concernsRest ? this.left() : [[id]], seen);
			if (concernsRest) return;
		}
	}

	private miss(tasks: ReadonlyArray<readonly [id: string, ...unknown[]]>, failure: PikPakError) {
		const kept = isPassing(failure) ? this.missed : this.lost;
		for (const [id] of tasks) kept.set(id, failure);
	}

	private async unfinished(): Promise<Map<string, WireTask>> {
		const listed = new Map<string, WireTask>();
		for await (const tasks of listTasks(this.call, UNFINISHED))
			for (const task of tasks) listed.set(task.id, task);
		return listed;
	}

	/** @returns the task, or why it could not be seen */
	private async ask(id: string, before: WireTask): Promise<WireTask | PikPakError> {
		const answer = await getTask(this.call, id).catch(asPikPakError);
		if (!(answer instanceof PikPakError)) return answer;
		const isLost = !isPassing(answer) && isGone(answer);
		return isLost && wasSeen(before) ? taskGone(before) : answer;
	}

	/** @param waitedMs how long was waited for what has not finished */
	async outcomes(waitedMs: number): Promise<ReadonlyMap<string, Waited>> {
		const complete = [...this.tasks.values()].filter((task) => readTask(task).phase === 'complete');
		// What was waited for is told even if PikPak does not tell its file any more.
		const answer = await listedWithFiles(this.call, complete).catch(asPikPakError);
		const listed = answer instanceof PikPakError ? new Map<string, WireTask>() : answer;
		const outcomeOf = (id: string, task: WireTask): Waited => {
			const lost = this.lost.get(id);
			const missed = this.missed.get(id);
			const { phase } = readTask(task);
			if (phase === 'complete')
				return { kind: 'complete', task, file: fileListedWith(listed.get(id) ?? task) };
			if (phase === 'error') return { kind: 'failed', task, error: taskFailure(task) };
			if (lost !== undefined) return { kind: 'lost', task, error: lost };
			if (missed !== undefined && !wasSeen(task)) return { kind: 'lost', task, error: missed };
			return { kind: 'late', task, error: stillUnfinished(task, waitedMs, missed) };
		};
		return new Map([...this.tasks].map(([id, task]) => [id, outcomeOf(id, task)]));
	}
}

function wasSeen(task: WireTask): boolean {
	return readTask(task).phase !== '';
}
