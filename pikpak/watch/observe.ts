import type { Call } from '../call';
import { PikPakError } from '../errors';
import { getTask, listTasks, type TaskQuery } from '../tasks';
import type { WireTask } from '../wire';
import type { WatchState } from './state';

/** Without the reference resource: with it, a finished task turns into a failed one when its file is deleted. */
const EVERY_TASK: TaskQuery = {
	phases: [],
	type: 'offline',
	thumbnailSize: 'small',
	withReferenceResource: false,
};

/**
 * The tasks that a trigger looks at, newest first.
 *
 * @throws PikPakError
 */
export function watchedTasks(call: Call): AsyncGenerator<WireTask> {
	return listTasks(call, EVERY_TASK);
}

/**
 * Looks at every task of the drive.
 *
 * @throws PikPakError if a part of the list could not be read
 */
export async function observe(call: Call): Promise<WireTask[]> {
	const seen: WireTask[] = [];
	for await (const task of watchedTasks(call)) seen.push(task);
	return seen;
}

/**
 * Asks for each unfinished task of the state that was not seen: a list that is read while it changes can miss one.
 *
 * @returns those that still exist
 * @throws PikPakError if one of them could not be asked for
 */
export async function lookForMissing(
	call: Call,
	state: WatchState | undefined,
	seen: readonly WireTask[],
): Promise<WireTask[]> {
	const listed = new Set(seen.map(({ id }) => id));
	const found: WireTask[] = [];
	for (const id of state?.unfinished.keys() ?? []) {
		const task = listed.has(id) ? undefined : await getTask(call, id).catch(goneIfRefused);
		if (task !== undefined) found.push(task);
	}
	return found;
}

/** Neither listed nor to be had by its id: then it is gone, in whatever words PikPak says so. */
function goneIfRefused(error: unknown): undefined {
	const refusals: Array<PikPakError['reason']> = ['not_found', 'invalid_argument', 'unknown'];
	const { reason, httpStatus = 0 } = error instanceof PikPakError ? error : {};
	if (reason !== undefined && refusals.includes(reason) && httpStatus < 500) return undefined;
	throw error;
}
