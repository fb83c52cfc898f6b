import { isFinished } from '../tasks';
import { readTask, type TaskFields, type WireTask } from '../wire';
import type { Unfinished, WatchState, Watermark } from './state';

export const TASK_EVENTS = ['task.created', 'task.completed', 'task.failed'] as const;
export type TaskEvent = (typeof TASK_EVENTS)[number];

/** Something that happened to a task. */
export interface WatchEvent {
	event: TaskEvent;
	/** `<task id>:<event>:<attempt>`: the same for the same event, however often it is found. */
	eventId: string;
	/** Milliseconds since 1970, by the clock of the service. */
	occurredAt: number;
	/** The task as it was seen. */
	task: WireTask;
}

export interface Reduced {
	state: WatchState;
	/** Oldest first; a task is created before it is anything else. */
	events: WatchEvent[];
}

/**
 * Compares what was known with what is seen. States are compared, not clocks: the only time that counts is the
 * creation time that the service gives each task.
 *
 * - A task above the watermark is new: `task.created`, and its end as well if it has come to it.
 * - An unfinished task that has come to its end is `task.completed` or `task.failed`.
 * - An unfinished task below the watermark that was not known is an old one that somebody retried: it is
 *   watched from now on, and not created.
 * - Everything else below the watermark is history.
 *
 * @param state undefined on the first look: then everything seen is taken as known
 * @param seen every task that the service lists, in any order; an unfinished task of the state that is missing here
 *   is gone and forgotten
 */
export function reduce(
	state: WatchState | undefined,
	seen: readonly WireTask[],
	options: { account: string; events: ReadonlySet<TaskEvent> },
): Reduced {
	const events: WatchEvent[] = [];
	const unfinished = new Map<string, Unfinished>();
	// The service lists the newest first: of two events at the same moment, the later entry is the older one.
	for (const wire of [...seen].reverse()) {
		const task = readTask(wire);
		if (!isFinished(task)) unfinished.set(task.id, unfinishedOf(task));
		if (state === undefined) continue;
		if (state.unfinished.has(task.id)) {
			if (isFinished(task)) events.push(ended(task, wire));
		} else if (isAbove(state.watermark, task)) {
			events.push(...eventsOf(wire));
		}
	}
	return {
		state: {
			account: options.account,
			watermark: raise(state?.watermark ?? { createdAt: 0, ids: [] }, seen.map(readTask)),
			unfinished,
		},
		events: events
			.filter(({ event }) => options.events.has(event))
			.sort((one, other) => one.occurredAt - other.occurredAt),
	};
}

/**
 * Real events of the past, for somebody who builds a workflow: the first task that fits each chosen event.
 *
 * @param tasks newest first
 */
export async function sampleOf(
	tasks: AsyncIterable<WireTask>,
	chosen: ReadonlySet<TaskEvent>,
): Promise<WatchEvent[]> {
	const samples = new Map<TaskEvent, WatchEvent>();
	for await (const task of tasks) {
		for (const event of eventsOf(task)) {
			if (chosen.has(event.event) && !samples.has(event.event)) samples.set(event.event, event);
		}
		if (samples.size === chosen.size) break;
	}
	return [...samples.values()];
}

/**
 * Which try of a task this is. A retry keeps the task's id, counts up `retry_times`, and changes the file id
 * (measured by a client's author in September 2026).
 */
function attemptOf({ retries, fileId }: TaskFields): string {
	return retries === undefined ? fileId || '0' : String(retries);
}

function unfinishedOf(task: TaskFields): Unfinished {
	const { phase } = task;
	const known = phase === 'pending' || phase === 'running' ? phase : 'unknown';
	return { phase: known, attempt: attemptOf(task) };
}

/** Everything that has happened to a task, as far as its present state tells. */
function eventsOf(wire: WireTask): WatchEvent[] {
	const task = readTask(wire);
	const created = happened('task.created', wire, task.createdAt ?? 0, '0');
	return isFinished(task) ? [created, ended(task, wire)] : [created];
}

function ended(task: TaskFields, wire: WireTask): WatchEvent {
	const event = task.phase === 'complete' ? 'task.completed' : 'task.failed';
	// Not before its creation, whatever the service says, so that the order of a task's events holds.
	const at = Math.max(task.updatedAt ?? 0, task.createdAt ?? 0);
	return happened(event, wire, at, attemptOf(task));
}

function happened(event: TaskEvent, task: WireTask, occurredAt: number, attempt: string) {
	return { event, eventId: `${task.id}:${event}:${attempt}`, occurredAt, task };
}

/** A task whose creation time cannot be read is above nothing: it is never new. */
function isAbove({ createdAt: edge, ids }: Watermark, { id, createdAt = 0 }: TaskFields): boolean {
	return createdAt > edge || (createdAt === edge && createdAt > 0 && !ids.includes(id));
}

function raise(watermark: Watermark, seen: readonly TaskFields[]): Watermark {
	const edge = seen.reduce(
		(newest, { createdAt = 0 }) => Math.max(newest, createdAt),
		watermark.createdAt,
	);
	const known = edge === watermark.createdAt ? watermark.ids : [];
	const reached = seen.filter(({ createdAt }) => createdAt === edge).map(({ id }) => id);
	return { createdAt: edge, ids: [...new Set([...known, ...reached])] };
}
