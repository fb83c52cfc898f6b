import type { Call } from '../call';
import { isGone, concernsAccount, isPassing } from '../errorKinds';
import { asPikPakError, PikPakError } from '../errors';
import { readTask, type WireTask } from '../wire';
import { stillUnfinished, taskFailure, taskGone } from './failure';
import { fileListedWith, listedWithFiles, type MadeFile } from './madeFile';
import { getTask, isFinished, listTasks, type TaskQuery } from './tasks';

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

/** Looks in a row that may fail for something that passes. */
const FAILED_LOOKS = 6;

/** The pause doubles from one of them to the next, up to this. */
const LONGEST_PAUSE_MS = 60_000;

/**
 * Waits until tasks are complete or have failed.
 *
 * It looks at once, and then after each interval. A look is one request for the list of unfinished tasks, and one for each task
 * that is not in it; a single task is asked for by its id. What is wrong with one task does not end the wait for the others.
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
		const failure = await wait.look().then(() => undefined, asPikPakError);
		failedLooks = failure === undefined ? 0 : failedLooks + 1;
		const leftMs = deadline - now();
		const isHopeless =
			failure !== undefined && (!isPassing(failure) || failedLooks === FAILED_LOOKS);
		if (wait.isOver || isHopeless || leftMs < everyMs)
			return await wait.outcomes(failure, timeoutMs);
		const pauseMs = Math.max(everyMs, Math.min(everyMs * 2 ** failedLooks, LONGEST_PAUSE_MS));
		// The last pause is the longest, so that the last look is at the end of the time.
		await sleep(leftMs < pauseMs + everyMs ? leftMs : pauseMs);
	}
}

const UNFINISHED: TaskQuery = {
	phases: ['pending', 'running'],
	type: 'offline',
	thumbnailSize: 'small',
	withReferenceResource: false,
};

/** What has been seen so far. */
class Wait {
	/** As they were last seen; at first nothing but their ids. */
	private readonly tasks: Map<string, WireTask>;
	/** Why some of them cannot be had. */
	private readonly lost = new Map<string, PikPakError>();

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

	private left(): Array<[id: string, task: WireTask]> {
		return [...this.tasks].filter(
			([id, task]) => !this.lost.has(id) && !isFinished(readTask(task)),
		);
	}

	/** @throws PikPakError if it could not look at all that is left; what it has seen until then counts */
	async look(): Promise<void> {
		const left = this.left();
		const listed = left.length > 1 ? await this.unfinished() : new Map<string, WireTask>();
		for (const [id, before] of left) {
			const seen = listed.get(id) ?? (await this.ask(id, before));
			if (seen instanceof PikPakError) this.lost.set(id, seen);
			else this.tasks.set(id, seen);
		}
	}

	private async unfinished(): Promise<Map<string, WireTask>> {
		const listed = new Map<string, WireTask>();
		for await (const task of listTasks(this.call, UNFINISHED)) listed.set(task.id, task);
		return listed;
	}

	/** @returns the task, or why it cannot be had if that concerns it alone */
	private async ask(id: string, before: WireTask): Promise<WireTask | PikPakError> {
		const answer = await getTask(this.call, id).catch(asPikPakError);
		if (!(answer instanceof PikPakError)) return answer;
		if (concernsAccount(answer) || isPassing(answer)) throw answer;
		const wasSeen = readTask(before).phase !== '';
		return wasSeen && isGone(answer) ? taskGone(before) : answer;
	}

	/**
	 * @param failure why the last look did not see all, if it did not
	 * @param waitedMs how long was waited for what has not finished
	 */
	async outcomes(
		failure: PikPakError | undefined,
		waitedMs: number,
	): Promise<ReadonlyMap<string, Waited>> {
		const complete = [...this.tasks.values()].filter((task) => readTask(task).phase === 'complete');
		// What was waited for is told even if PikPak does not tell its file any more.
		const answer = await listedWithFiles(this.call, complete).catch(asPikPakError);
		const listed = answer instanceof PikPakError ? new Map<string, WireTask>() : answer;
		const outcomeOf = (id: string, task: WireTask): Waited => {
			const error = this.lost.get(id) ?? failure;
			const { phase } = readTask(task);
			if (phase === 'complete')
				return { kind: 'complete', task, file: fileListedWith(listed.get(id) ?? task) };
			if (phase === 'error') return { kind: 'failed', task, error: taskFailure(task) };
			if (error !== undefined) return { kind: 'lost', task, error };
			return { kind: 'late', task, error: stillUnfinished(task, waitedMs) };
		};
		return new Map([...this.tasks].map(([id, task]) => [id, outcomeOf(id, task)]));
	}
}
