import type { Call } from '../call';
import { listTasks, type Phase } from '../tasks/tasks';
import { readTask, type WireTask } from '../wire';
import { changeOf, watchedFrom, type WatchOptions } from './change';
import { TASK_EVENTS, type TaskEvent, type WatchEvent } from './event';
import { SEARCHED_AT_MOST, watchQuery } from './observe';

/** In which phases a task shows that an event has happened; none of what leaves no trace. */
const PHASES_OF: Record<TaskEvent, readonly Phase[]> = {
	'task.created': ['pending', 'running', 'complete', 'error'],
	'task.completed': ['complete'],
	'task.failed': ['error'],
	'task.progressed': ['running', 'complete'],
	'task.removed': [],
	'task.stalled': ['pending', 'running'],
};

/**
 * Real events of the past, for somebody who builds a workflow: the newest task that fits, for each chosen event where there is one.
 *
 * @param now milliseconds since 1970, by the clock of n8n
 * @throws PikPakError
 */
export async function samples(
	call: Call,
	options: WatchOptions,
	now: number,
): Promise<WatchEvent[]> {
	const found: WatchEvent[] = [];
	for (const event of TASK_EVENTS.filter((name) => options.events.has(name))) {
		const sample = await sampleOf(call, event, options, now);
		if (sample !== undefined) found.push(sample);
	}
	return found;
}

async function sampleOf(
	call: Call,
	event: TaskEvent,
	options: WatchOptions,
	now: number,
): Promise<WatchEvent | undefined> {
	const phases = PHASES_OF[event];
	if (phases.length === 0) return undefined;
	const alone = { ...options, events: new Set([event]) };
	// A failed task has no file that could tell its folder.
	const query = watchQuery(phases, event === 'task.failed' ? {} : options.filter);
	for await (const tasks of listTasks(call, query, SEARCHED_AT_MOST)) {
		for (const task of tasks) {
			const before = event === 'task.stalled' ? sinceItsLastUpdate(task, alone) : 'new';
			const sample = changeOf(task, before, alone, now).events.at(-1);
			if (sample !== undefined) return sample;
		}
	}
	return undefined;
}

/** As if it had been watched since PikPak last updated it. */
function sinceItsLastUpdate(task: WireTask, options: WatchOptions) {
	const { updatedAt, createdAt = Infinity } = readTask(task);
	return watchedFrom(task, options, updatedAt ?? createdAt);
}
