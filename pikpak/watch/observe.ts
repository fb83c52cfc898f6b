import type { Call } from '../call';
import { PikPakError } from '../errors';
import { DOWNLOADS, listTasks, taskPages, type Phase, type TaskQuery } from '../tasks/tasks';
import { readTask, type WireTask } from '../wire';
import type { TaskFilter } from './filter';
import { lookUp } from './lookUp';
import { isNewIn, type Sight } from './reduce';
import type { WatchState } from './state';

/** Enough for what has ended since the last poll, as a rule. */
export const NEWEST_PAGE = 100;

/** How far back it is searched for tasks to which a chosen event has happened. */
export const SEARCHED_AT_MOST = 1_000;

const FINISHED: readonly Phase[] = ['complete', 'error'];

/** @returns what a watch asks for. Only a file tells its folder; with it, a finished task turns into a failed one when its file is deleted */
export function watchQuery(
	phases: readonly Phase[],
	{ folderId }: Pick<TaskFilter, 'folderId'>,
): TaskQuery {
	const withReferenceResource = folderId !== undefined;
	return { ...DOWNLOADS, phases, withReferenceResource };
}

/** Reads PikPak's lists for a watch. */
export class Observer {
	constructor(
		private readonly call: Call,
		private readonly filter: TaskFilter,
		/** Whether there is time for one more request. */
		private readonly hasTime: () => boolean,
	) {}

	/**
	 * Every unfinished task.
	 *
	 * @throws PikPakError
	 */
	async unfinished(): Promise<WireTask[]> {
		return await this.list(['pending', 'running'], Infinity);
	}

	/**
	 * The newest finished tasks; all of them, if they do not come newest first.
	 *
	 * @param limit the most that are read
	 * @throws PikPakError
	 */
	async newestFinished(limit: number): Promise<WireTask[]> {
		const newest = await this.list(FINISHED, limit);
		if (newest.length < limit || isNewestFirst(newest)) return newest;
		return await this.newestFinished(Infinity);
	}

	/**
	 * Completes what was seen: finished tasks down to the floor, and watched ones that have left the list of unfinished ones.
	 *
	 * A task that PikPak refuses to show stays watched, and keeps nothing else from being seen.
	 *
	 * @param room the most tasks to ask for by their ids
	 * @returns besides, whether the list is in another order than newest first, and why tasks were not shown
	 * @throws PikPakError if a list could not be read, or nothing more can be
	 */
	async observe(
		state: WatchState,
		unfinished: readonly WireTask[],
		room: number,
	): Promise<{ sight: Sight; isDisordered: boolean; refusals: ReadonlySet<string> }> {
		let finished = await this.finishedAbove(state.floor);
		const ids = new Set([...unfinished, ...finished.tasks].map(({ id }) => id));
		const missing = [...state.watched.keys()].filter((id) => !ids.has(id));
		// Of so many, one large page shows most.
		if (missing.length > NEWEST_PAGE)
			finished = after(
				finished,
				await this.readFinished(state.floor, { pages: 1 }),
				finished.isWhole,
			);
		const listed = new Map([...unfinished, ...finished.tasks].map((task) => [task.id, task]));
		const left = missing.filter((id) => !listed.has(id));
		const doubtful = [...listed.values()].filter((task) => this.isDoubtful(task, state));
		const tasks = new Map(listed);
		for (const { id } of doubtful) tasks.delete(id);
		const gone = new Set<string>();
		const refusals = new Set<string>();
		for (const id of [...doubtful.map((task) => task.id), ...left].slice(0, room)) {
			if (!this.hasTime()) break;
			const task = await lookUp(this.call, id, state.watched.get(id));
			if (task instanceof PikPakError) refusals.add(task.meaning);
			else if (task === undefined) gone.add(id);
			else tasks.set(id, task);
		}
		const whole = finished.isWhole && doubtful.every(({ id }) => tasks.has(id) || gone.has(id));
		return { sight: { tasks, gone, whole }, isDisordered: finished.isDisordered, refusals };
	}

	private async list(phases: readonly Phase[], limit: number): Promise<WireTask[]> {
		const tasks: WireTask[] = [];
		const query = watchQuery(phases, this.filter);
		for await (const listed of listTasks(this.call, query, limit))
			for (const task of listed) tasks.push(task);
		return tasks;
	}

	/** Reads one page if it reaches down to the floor, else as far as it takes, and everything if the order is not to be trusted. */
	private async finishedAbove(floor: number): Promise<Finished> {
		const newest = await this.readFinished(floor, { pageSize: NEWEST_PAGE, pages: 1 });
		if (newest.isWhole && !newest.isDisordered) return newest;
		const deep = newest.isDisordered ? newest : after(newest, await this.readFinished(floor));
		return deep.isDisordered ? after(deep, await this.readFinished(-Infinity)) : deep;
	}

	private async readFinished(
		floor: number,
		{ pageSize = Infinity, pages = Infinity } = {},
	): Promise<Finished> {
		const tasks: WireTask[] = [];
		let oldest = Infinity;
		let left = pages;
		let isWhole = false;
		const query = watchQuery(FINISHED, this.filter);
		for await (const { items, nextPageToken } of taskPages(this.call, query, pageSize)) {
			for (const task of items) tasks.push(task);
			oldest = timesOf(items).at(-1) ?? oldest;
			left -= 1;
			isWhole = oldest <= floor || nextPageToken === '';
			if (isWhole || left === 0 || !this.hasTime()) break;
		}
		return { tasks, isWhole, isDisordered: !isNewestFirst(tasks) };
	}

	/** A task that has failed, or whose file was deleted: with the file embedded the list shows both alike. */
	private isDoubtful(wire: WireTask, state: WatchState): boolean {
		if (this.filter.folderId === undefined) return false;
		const task = readTask(wire);
		if (task.phase !== 'error' || task.hasReference) return false;
		return state.watched.has(task.id) || isNewIn(state, task);
	}
}

function isNewestFirst(tasks: readonly WireTask[]): boolean {
	return timesOf(tasks).every((time, index, times) => time <= (times[index - 1] ?? time));
}

/** The creation times that can be read. */
function timesOf(tasks: readonly WireTask[]): number[] {
	return tasks.flatMap((task) => readTask(task).createdAt ?? []);
}

interface Finished {
	tasks: WireTask[];
	/** Whether it was read down to the floor. */
	isWhole: boolean;
	isDisordered: boolean;
}

/** What an earlier read has shown and a later one does not has changed in between: it counts as it was shown. */
function after(earlier: Finished, later: Finished, isWhole = later.isWhole): Finished {
	const isDisordered = earlier.isDisordered || later.isDisordered;
	return { tasks: [...earlier.tasks, ...later.tasks], isWhole, isDisordered };
}
