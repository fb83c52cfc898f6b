import type { Call } from '../call';
import { readTask, type TaskFields, type WireTask } from '../wire';
import { failureReason, knownSize, listTasks, type TaskQuery } from './tasks';

/** Which tasks are wanted. What is left out lets everything through. */
export interface TaskCriteria {
	name?: (name: string) => boolean;
	/** The folder that the file is saved in; empty for the root. It is told only together with the reference resource. */
	folderId?: string;
	/** Bytes. */
	minSize?: number;
	/** Milliseconds since 1970; this moment or later. */
	createdFrom?: number;
	/** Earlier than this moment. */
	createdBefore?: number;
	/** By the code of the reason; only failed tasks have one. */
	reason?: (code: string) => boolean;
}

/**
 * Lists tasks that meet criteria, as `listTasks` does. PikPak itself filters by the phase alone, so the list is read
 * until there are enough. It is not left at the first task that is too old: that it comes newest first is only an assumption
 * (009).
 *
 * @param limit the most tasks to yield; `Infinity` for all
 * @throws PikPakError
 */
export async function* listTasksThat(
	call: Call,
	query: TaskQuery,
	criteria: TaskCriteria,
	limit: number,
): AsyncGenerator<WireTask[]> {
	const withReferenceResource = query.withReferenceResource || criteria.folderId !== undefined;
	let left = limit;
	for await (const tasks of listTasks(call, { ...query, withReferenceResource })) {
		const found = tasks.filter((task) => meets(criteria, task)).slice(0, left);
		yield found;
		left -= found.length;
		if (left <= 0) return;
	}
}

/** What PikPak does not tell of a task meets no criterion. */
function meets(criteria: TaskCriteria, wire: WireTask): boolean {
	const { name = () => true, minSize = 0 } = criteria;
	const task = readTask(wire);
	return (
		name(task.name) &&
		(knownSize(task) ?? 0) >= minSize &&
		hasReason(criteria, task) &&
		isInFolder(criteria, task) &&
		isInTime(criteria, task)
	);
}

function hasReason({ reason }: TaskCriteria, task: TaskFields): boolean {
	if (reason === undefined) return true;
	const failure = failureReason(task);
	return failure !== null && reason(failure.code);
}

function isInFolder({ folderId }: TaskCriteria, task: TaskFields): boolean {
	if (folderId === undefined) return true;
	return task.hasReference && task.parentFolderId === folderId;
}

function isInTime({ createdFrom, createdBefore }: TaskCriteria, task: TaskFields): boolean {
	const { createdAt = NaN } = task;
	return (
		(createdFrom === undefined || createdAt >= createdFrom) &&
		(createdBefore === undefined || createdAt < createdBefore)
	);
}
