import { isFinished, simplifyTask, type Task } from '../tasks/tasks';
import { readTask, type TaskFields, type WireTask } from '../wire';

export const TASK_EVENTS = [
	'task.created',
	'task.completed',
	'task.failed',
	'task.progressed',
	'task.removed',
	'task.stalled',
] as const;
export type TaskEvent = (typeof TASK_EVENTS)[number];

/** Something that happened to a task. */
export interface WatchEvent {
	event: TaskEvent;
	/** `<task id>:<event>:<attempt>`, with what was reached behind it: the same for the same event, however often it is found. */
	eventId: string;
	/** Milliseconds since 1970: by the clock of the service, or of n8n where the service does not tell. */
	occurredAt: number;
	/** The task as it was then. */
	task: Task;
	/** Of `task.progressed`: the per cent that were reached. */
	milestone?: number;
}

/**
 * Which try of a task this is. A retry keeps the task's id and counts up `retry_times` (measured by a client's author in
 * September 2026). Where the service does not tell, two tries count as one.
 */
export function attemptOf({ retries = 0 }: TaskFields): number {
	return Number.isSafeInteger(retries) ? Math.max(retries, 0) : 0;
}

/** @returns per cent, 0 to 100; a task that is complete has come to its end, whatever it says */
export function progressOf({ phase, progress = 0 }: TaskFields): number {
	return phase === 'complete' ? 100 : Math.min(Math.max(progress, 0), 100);
}

/** A task is created once, in whichever attempt it is first seen. */
export function created(wire: WireTask): WatchEvent {
	const { id, createdAt = 0 } = readTask(wire);
	return {
		event: 'task.created',
		eventId: `${id}:task.created:0`,
		occurredAt: createdAt,
		task: simplifyTask(wire),
	};
}

/** The milestones that lie above one progress, and not above another. */
export function progressed(
	wire: WireTask,
	milestones: readonly number[],
	{ above, upTo }: { above: number; upTo: number },
): WatchEvent[] {
	return milestones
		.filter((milestone) => milestone > above && milestone <= upTo)
		.map((milestone) => ({
			...during(wire, 'task.progressed', String(milestone)),
			milestone,
		}));
}

/** A task that has made no progress until now, in milliseconds since 1970. */
export function stalled(wire: WireTask, now: number): WatchEvent {
	const reached = String(progressOf(readTask(wire)));
	return { ...during(wire, 'task.stalled', reached), occurredAt: now };
}

/** The end of a finished task; none of an unfinished one. */
export function ended(wire: WireTask): WatchEvent[] {
	const task = readTask(wire);
	if (!isFinished(task)) return [];
	return [during(wire, task.phase === 'complete' ? 'task.completed' : 'task.failed')];
}

/** An unfinished task that is gone: nothing is known of it but what was remembered. */
export function removed(
	id: string,
	remembered: { attempt: number; fileId: string; name?: string; progress?: number },
	now: number,
): WatchEvent {
	const { attempt, fileId, name = '', progress = 0 } = remembered;
	return {
		event: 'task.removed',
		eventId: `${id}:task.removed:${String(attempt)}`,
		occurredAt: now,
		task: { ...simplifyTask({ id, name, file_id: fileId, progress }), phase: 'removed' },
	};
}

function during(wire: WireTask, event: TaskEvent, reached?: string): WatchEvent {
	const task = readTask(wire);
	const { id, createdAt = 0, updatedAt = createdAt } = task;
	const parts = [id, event, String(attemptOf(task)), ...(reached === undefined ? [] : [reached])];
	return { event, eventId: parts.join(':'), occurredAt: updatedAt, task: simplifyTask(wire) };
}
