import type { Call } from '../call';
import { PikPakError } from '../errors';
import { getFile } from '../files';
import { getTask, listTasks, taskPages, type Phase, type TaskQuery } from '../tasks';
import { object, readTask, text, type WireTask } from '../wire';
import type { TaskFilter } from './filter';
import type { Sight } from './reduce';
import type { Watched, WatchState } from './state';

/** Enough for what has ended since the last poll, as a rule. */
export const NEWEST_PAGE = 100;

/** @returns what a watch asks for. Only a file tells its folder; with it, a finished task turns into a failed one when its file is deleted */
export function watchQuery(phases: readonly Phase[], { folderId }: TaskFilter): TaskQuery {
	const withReferenceResource = folderId !== undefined;
	return { phases, type: 'offline', thumbnailSize: 'small', withReferenceResource };
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
		const tasks: WireTask[] = [];
		for await (const { items } of taskPages(
			this.call,
			watchQuery(['pending', 'running'], this.filter),
		))
			tasks.push(...items);
		return tasks;
	}

	/**
	 * The newest finished tasks; all of them, if they do not come newest first.
	 *
	 * @param limit the most that are read
	 * @throws PikPakError
	 */
	async newestFinished(limit: number): Promise<WireTask[]> {
		const newest: WireTask[] = [];
		const query = watchQuery(['complete', 'error'], this.filter);
		for await (const task of listTasks(this.call, query, limit)) newest.push(task);
		if (newest.length < limit || isNewestFirst(newest)) return newest;
		return await this.newestFinished(Infinity);
	}

	/**
	 * Completes what was seen: finished tasks down to the floor, and watched ones that have left the list of unfinished ones.
	 *
	 * @param room the most tasks to ask for by their ids
	 * A task that PikPak refuses to show stays watched, and keeps nothing else from being seen.
	 *
	 * @returns besides, whether the list is in another order than newest first, and sentences on what was refused
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
				await this.readFinished(-Infinity, { pages: 1 }),
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
			const task = await this.lookUp(id, state.watched.get(id)).catch(refusalOfOne);
			if (task instanceof PikPakError) refusals.add(refusalOf(task));
			else if (task === undefined) gone.add(id);
			else tasks.set(id, task);
		}
		const whole = finished.isWhole && doubtful.every(({ id }) => tasks.has(id) || gone.has(id));
		return { sight: { tasks, gone, whole }, isDisordered: finished.isDisordered, refusals };
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
		let isDisordered = false;
		let left = pages;
		const query = watchQuery(['complete', 'error'], this.filter);
		for await (const { items, nextPageToken } of taskPages(this.call, query, pageSize)) {
			for (const task of items) {
				const { createdAt = oldest } = readTask(task);
				isDisordered ||= createdAt > oldest;
				oldest = createdAt;
			}
			tasks.push(...items);
			left -= 1;
			const isWhole = oldest <= floor || nextPageToken === '';
			if (isWhole || left === 0 || !this.hasTime()) return { tasks, isWhole, isDisordered };
		}
		return { tasks, isWhole: true, isDisordered };
	}

	/** A task that has failed, or whose file was deleted: with the file embedded the list shows both alike. */
	private isDoubtful(wire: WireTask, { watched, floor, known }: WatchState): boolean {
		const { id, phase, hasReference, createdAt = floor } = readTask(wire);
		if (this.filter.folderId === undefined || phase !== 'error' || hasReference) return false;
		return watched.has(id) || (createdAt > floor && !known.has(id));
	}

	/** @returns undefined if it is gone, and its file is not there or not complete */
	private async lookUp(id: string, watched: Watched | undefined): Promise<WireTask | undefined> {
		const task = await getTask(this.call, id).catch(goneIfRefused);
		if (task !== undefined || watched === undefined || watched.fileId === '') return task;
		const file = await getFile(this.call, watched.fileId).catch(goneIfRefused);
		if (file === undefined || file['trashed'] === true) return undefined;
		if (file['phase'] !== 'PHASE_TYPE_COMPLETE') return undefined;
		return {
			id,
			name: text(file, 'name'),
			type: 'offline',
			phase: 'PHASE_TYPE_COMPLETE',
			progress: 100,
			file_id: file.id,
			file_name: text(file, 'name'),
			file_size: text(file, 'size'),
			created_time: text(file, 'created_time'),
			updated_time: text(file, 'modified_time'),
			params: { url: text(object(file, 'params'), 'url'), retry_times: String(watched.attempt) },
			reference_resource: file,
		};
	}
}

function isNewestFirst(tasks: readonly WireTask[]): boolean {
	const times = tasks.flatMap((task) => readTask(task).createdAt ?? []);
	return times.every((time, index) => index === 0 || time <= (times[index - 1] ?? time));
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

/** Neither listed nor to be had by its id: then it is gone, in whatever words PikPak says so. */
function goneIfRefused(error: unknown): undefined {
	const { reason, httpStatus = 0 } = error instanceof PikPakError ? error : {};
	if (reason === 'not_found' || reason === 'file_in_recycle_bin') return undefined;
	if (reason === 'invalid_argument') return undefined;
	if (reason === 'unknown' && [400, 404, 410].includes(httpStatus)) return undefined;
	throw error;
}

/** What says nothing about this one task: the others, and the next poll, would get the same. */
const OF_THE_ACCOUNT: ReadonlySet<PikPakError['reason']> = new Set([
	'unauthenticated',
	'invalid_grant',
	'captcha_invalid',
	'too_frequent',
	'person_needed',
	'access_prohibited',
	'invalid_account_or_password',
	'sign_in_unanswered',
	'access_token_ended',
	'refresh_token_ended',
	'session_missing',
	'unreachable',
] as const);

function refusalOfOne(error: unknown): PikPakError {
	if (error instanceof PikPakError && !OF_THE_ACCOUNT.has(error.reason)) return error;
	throw error;
}

function refusalOf({ meaning }: PikPakError): string {
	return `What has become of some downloads cannot be told yet: ${meaning}`;
}
