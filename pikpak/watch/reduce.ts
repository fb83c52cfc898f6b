import { isFinished } from '../tasks/tasks';
import { readTask, type TaskFields, type WireTask } from '../wire';
import { changeOf, vanished, type Change, type WatchOptions } from './change';
import type { WatchEvent } from './event';
import type { Watched, WatchState } from './state';

/** What a poll has seen. */
export interface Sight {
	/** Unfinished tasks, and finished ones above the floor or watched, newest first where they come from a list. */
	tasks: ReadonlyMap<string, WireTask>;
	/** Watched tasks that are gone without a finished file. */
	gone: ReadonlySet<string>;
	/** Whether the lists were read down to the floor. */
	whole: boolean;
}

export interface Reduced {
	state: WatchState;
	/** To be emitted now. Oldest first; a task is created before it is anything else. */
	events: WatchEvent[];
	/** Unfinished tasks that could not be watched, since there are too many. */
	unwatched: number;
}

/** What waits for its turn, and what is emitted at once: more of it is left on PikPak's side until there is room. */
const QUEUE_AT_MOST = 250;
const EMITTED_AT_MOST = 10_000;

const WATCHED_AT_MOST = 10_000;

const AHEAD_AT_MOST_MS = 86_400_000;

/** @returns whether a creation time can be: after one that lies far ahead, nothing would ever be new again */
export function isBelievable(createdAt: number, now: number): boolean {
	return createdAt <= now + AHEAD_AT_MOST_MS;
}

/** @returns whether a task that is not watched has not been there before */
export function isNewIn({ floor, known }: WatchState, { id, createdAt }: TaskFields): boolean {
	return createdAt !== undefined && createdAt > floor && !known.has(id);
}

/** @returns how many more events this state can take in one poll */
export function roomIn({ queue }: WatchState, maxEvents: number): number {
	return Math.min(maxEvents, EMITTED_AT_MOST) + QUEUE_AT_MOST - queue.length;
}

/**
 * Compares what was known with what is seen. States are compared, not clocks: the only time that decides what is new is the
 * creation time that the service gives each task.
 *
 * - A task above the floor that is not known is new: `task.created`, and whatever it has come to.
 * - A watched task has come on, or to its end, or is gone.
 * - An unfinished task that is neither new nor watched is an old one that somebody retried: it is watched from now on, and not
 *   created.
 * - Everything else is history.
 *
 * A task whose events find no room is left as it was, so that the next poll finds them again.
 *
 * @param now milliseconds since 1970, by the clock of n8n
 */
export function reduce(
	state: WatchState,
	sight: Sight,
	options: WatchOptions,
	now: number,
): Reduced {
	const changes = changesIn(state, sight, options, now);
	const taken = withinRoom(changes, roomIn(state, options.maxEvents));
	const { watched, unwatched } = watchedAfter(state, taken);
	const waiting = state.queue.filter(({ event }) => options.events.has(event));
	const found = taken.flatMap(({ events }) => events).sort(byTime);
	const due = [...waiting, ...found];
	const count = Math.min(options.maxEvents, EMITTED_AT_MOST);
	const floor = floorAfter(state, sight, changes);
	return {
		state: {
			...state,
			floor,
			edge: edgeAfter(state, sight, now),
			known: knownAfter(state, taken, watched, floor),
			watched,
			queue: due.slice(count),
		},
		events: due.slice(0, count),
		unwatched,
	};
}

function changesIn(
	state: WatchState,
	{ tasks, gone }: Sight,
	options: WatchOptions,
	now: number,
): Change[] {
	const seen = [...tasks.values()].reverse().flatMap((wire): Change[] => {
		const task = readTask(wire);
		const before = state.watched.get(task.id);
		if (before !== undefined) return [changeOf(wire, before, options, now)];
		if (isNewIn(state, task)) return [changeOf(wire, 'new', options, now)];
		if (isFinished(task)) return [];
		const retried = changeOf(wire, 'retried', options, now);
		// What cannot be watched would tell the same again in each poll.
		return [state.watched.size < WATCHED_AT_MOST ? retried : { ...retried, events: [] }];
	});
	const left = [...gone].flatMap((id): Change[] => {
		const before = state.watched.get(id);
		return before === undefined ? [] : [vanished(id, before, options, now)];
	});
	return [...seen, ...left];
}

function byTime(one: WatchEvent, other: WatchEvent): number {
	return one.occurredAt - other.occurredAt;
}

/** The oldest first, so that the floor can rise; a task's events stay together. */
function withinRoom(changes: readonly Change[], room: number): Change[] {
	const silent = changes.filter(({ events }) => events.length === 0);
	const telling = changes
		.filter(({ events }) => events.length > 0)
		.sort((one, other) => beginningOf(one) - beginningOf(other));
	let left = room;
	const last = telling.findIndex(({ events }) => (left -= events.length) < 0);
	return [...silent, ...(last < 0 ? telling : telling.slice(0, last))];
}

function beginningOf({ isNew, createdAt = 0, events: [first] }: Change): number {
	return isNew ? createdAt : (first?.occurredAt ?? 0);
}

function watchedAfter(
	state: WatchState,
	taken: readonly Change[],
): Pick<Reduced, 'unwatched'> & { watched: Map<string, Watched> } {
	const watched = new Map(state.watched);
	let unwatched = 0;
	for (const { id, next } of taken) {
		if (next === undefined) watched.delete(id);
		else if (watched.size < WATCHED_AT_MOST || watched.has(id)) watched.set(id, next);
		else unwatched += 1;
	}
	return { watched, unwatched };
}

/**
 * A list that changes while it is read can hide a task. So the floor rises only to what was the edge before this poll, and no
 * further than to just below the oldest new task that this poll has found: everything there has been read twice.
 */
function floorAfter(
	{ floor, edge }: WatchState,
	{ whole }: Sight,
	changes: readonly Change[],
): number {
	if (!whole) return floor;
	const found = changes.flatMap(({ isNew, createdAt }) =>
		isNew && createdAt !== undefined ? [createdAt - 1] : [],
	);
	return Math.max(
		floor,
		found.reduce((one, other) => Math.min(one, other), edge),
	);
}

function edgeAfter({ edge }: WatchState, { tasks }: Sight, now: number): number {
	const times = [...tasks.values()].map((wire) => readTask(wire).createdAt ?? 0);
	return times
		.filter((time) => isBelievable(time, now))
		.reduce((one, other) => Math.max(one, other), edge);
}

/** What is watched need not be known besides. */
function knownAfter(
	{ known }: WatchState,
	taken: readonly Change[],
	watched: ReadonlyMap<string, Watched>,
	floor: number,
): Map<string, number> {
	const dealtWith = taken.map(({ id, createdAt = 0 }): [string, number] => [id, createdAt]);
	return new Map(
		[...known, ...dealtWith].filter(([id, createdAt]) => createdAt > floor && !watched.has(id)),
	);
}
