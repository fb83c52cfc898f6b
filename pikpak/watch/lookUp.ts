import type { Call } from '../call';
import { concernsAccount, isGone } from '../errorKinds';
import { PikPakError } from '../errors';
import { getFile } from '../files';
import { taskOfFile } from '../tasks/taskOfFile';
import { getTask } from '../tasks/tasks';
import { object, readFile, type WireTask } from '../wire';
import type { Watched } from './state';

/**
 * Asks for a task by its id, and for its file if it is gone.
 *
 * @param watched what is remembered of it
 * @returns the task, which is complete if it is gone and its file is; undefined if both are gone; why PikPak does not show it,
 *   if that says nothing about others
 * @throws PikPakError if nothing else could be asked for either
 */
export async function lookUp(
	call: Call,
	id: string,
	watched: Watched | undefined,
): Promise<WireTask | undefined | PikPakError> {
	return await whatIsLeft(call, id, watched).catch(refusalOfOne);
}

async function whatIsLeft(
	call: Call,
	id: string,
	watched: Watched | undefined,
): Promise<WireTask | undefined> {
	const task = await getTask(call, id).catch(goneIfRefused);
	if (task !== undefined || watched === undefined || watched.fileId === '') return task;
	const file = await getFile(call, watched.fileId).catch(goneIfRefused);
	if (file === undefined) return undefined;
	const { phase, isInTrash } = readFile(file);
	if (isInTrash || phase !== 'complete') return undefined;
	const made = taskOfFile(file);
	const params = { ...object(made, 'params'), retry_times: String(watched.attempt) };
	return { ...made, id, params };
}

/** Neither listed nor to be had by its id. */
function goneIfRefused(error: unknown): undefined {
	if (error instanceof PikPakError && isGone(error)) return undefined;
	throw error;
}

function refusalOfOne(error: unknown): PikPakError {
	if (error instanceof PikPakError && !concernsAccount(error)) return error;
	throw error;
}
