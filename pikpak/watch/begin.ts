import { readTask, type WireTask } from '../wire';
import { changeOf, watchedFrom, type WatchOptions } from './change';
import { NEWEST_PAGE, SEARCHED_AT_MOST, type Observer } from './observe';
import { isBelievable } from './reduce';
import type { WatchState } from './state';

/** What is emitted of the time before a watch begins. */
export type OnActivation =
	| { kind: 'fromNow' }
	/** What has become of so many of the newest tasks to which a chosen event has happened. */
	| { kind: 'newest'; count: number }
	/** What has become of every task created after a time, in milliseconds since 1970; `typed` is what the user calls it. */
	| { kind: 'since'; time: number; typed: string };

/** @returns the same text for the same choice */
export function activationKey(choice: OnActivation): string {
	switch (choice.kind) {
		case 'fromNow':
			return 'fromNow';
		case 'newest':
			return `newest ${String(choice.count)}`;
		case 'since':
			return `since ${choice.typed}`;
	}
}

/**
 * Begins a watch: everything above its floor counts as new, everything else as history. What is unfinished below it is
 * watched, and not reported as new.
 *
 * @param unfinished every unfinished task
 * @param now milliseconds since 1970, by the clock of n8n
 * @throws PikPakError
 */
export async function begin(
	observer: Observer,
	unfinished: readonly WireTask[],
	options: Beginning,
	now: number,
): Promise<WatchState> {
	const { account, onActivation, filter, choice, startedAt = Infinity, before } = options;
	const limit = choice.kind === 'newest' ? SEARCHED_AT_MOST : NEWEST_PAGE;
	const finished = await observer.newestFinished(limit);
	const seen = [...unfinished, ...finished].filter((task) => createdAtOf(task) > 0);
	const last = Math.min(lastOfHistory(seen, options, now), startedAt);
	const isNew = (task: WireTask) => createdAtOf(task) > last;
	// With a creation time that is not believed.
	const odd = choice.kind === 'fromNow' && startedAt === Infinity ? seen.filter(isNew) : [];
	const history = unfinished.filter((task) => !isNew(task) || odd.includes(task));
	const { floor, known } = lastMoment(seen, finished, { last, limit });
	const watched = new Map(before?.watched);
	for (const { id } of unfinished) watched.delete(id);
	for (const task of history) watched.set(task.id, watchedFrom(task, options, now));
	return {
		account,
		activation: activationKey(onActivation),
		filter: filter.key,
		floor,
		edge: floor,
		known: new Map([...odd, ...known].map((task) => [task.id, createdAtOf(task)])),
		watched,
		queue: before?.queue ?? [],
	};
}

/** One more task of the last moment can still come: those that are there are told from it if all of them have been read. */
function lastMoment(
	seen: readonly WireTask[],
	finished: readonly WireTask[],
	{ last, limit }: { last: number; limit: number },
): { floor: number; known: WireTask[] } {
	const isRead = finished.length < limit || finished.some((task) => createdAtOf(task) < last);
	if (!isRead) return { floor: last, known: [] };
	return { floor: last - 1, known: seen.filter((task) => createdAtOf(task) === last) };
}

export interface Beginning extends WatchOptions {
	account: string;
	/** What was chosen by now, and what counts for this beginning. */
	onActivation: OnActivation;
	choice: OnActivation;
	/** When the watch was to begin, by the clock of n8n, if looks since then have failed. */
	startedAt?: number;
	/** The watch until now, if another beginning was chosen: what waits and what ends is not forgotten. */
	before?: WatchState;
}

/** @returns the creation time up to which tasks are history */
function lastOfHistory(seen: readonly WireTask[], options: Beginning, now: number): number {
	const { choice, startedAt = Infinity } = options;
	if (choice.kind === 'since') return choice.time;
	const newestFirst = seen
		.filter((task) => isBelievable(createdAtOf(task), now))
		.sort((one, other) => createdAtOf(other) - createdAtOf(one));
	const newest = newestFirst.map(createdAtOf)[0] ?? 0;
	if (choice.kind === 'fromNow') return newest;
	// What has come since it was to begin is new in any case, and takes no place of what was there.
	const telling = newestFirst.filter(
		(task) =>
			createdAtOf(task) <= startedAt && changeOf(task, 'new', options, now).events.length > 0,
	);
	const oldest = telling.slice(0, choice.count).at(-1);
	return oldest === undefined ? newest : createdAtOf(oldest) - 1;
}

/** @returns 0 if it cannot be read: then a task is never new */
function createdAtOf(task: WireTask): number {
	return readTask(task).createdAt ?? 0;
}
