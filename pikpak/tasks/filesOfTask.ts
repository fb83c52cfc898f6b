import type { Call } from '../call';
import { asPikPakError, errorFor, PikPakError } from '../errors';
import { getFile, walkFiles, type Found } from '../files';
import { readFile, readTask, referenceOf, type WireFile, type WireTask } from '../wire';
import { notComplete, taskFailure } from './failure';
import { listedWithFiles } from './madeFile';
import { getTask } from './tasks';

/**
 * Lists what a task has made: the file, or all files in the folder and below it, with their paths in the folder.
 *
 * @throws PikPakError `task_unfinished` if it is not complete, the reason if it has failed, `task_file_deleted` if there is
 *   nothing any more
 */
export async function* filesOfTask(call: Call, id: string): AsyncGenerator<Found> {
	const task = await getTask(call, id);
	const { phase } = readTask(task);
	if (phase === 'error') throw taskFailure(task);
	if (phase !== 'complete') throw notComplete(task);
	const file = await madeBy(call, task);
	const { isFolder, name } = readFile(file);
	if (isFolder) yield* walkFiles(call, file.id);
	else yield { file, path: name };
}

/** A folder is asked for by its id: it has no link that could count for the traffic, and may be in the trash. */
async function madeBy(call: Call, task: WireTask): Promise<WireFile> {
	const { fileId, memberCount = 0 } = readTask(task);
	if (fileId === '') throw errorFor('task_file_deleted');
	// Several files are in a folder.
	const listed = memberCount > 1 ? undefined : (await listedWithFiles(call, [task])).get(task.id);
	const embedded = listed && referenceOf(listed);
	if (embedded !== undefined && !readFile(embedded).isFolder) return embedded;
	const file = await getFile(call, fileId).catch(asPikPakError);
	if (!(file instanceof PikPakError)) return file;
	throw file.reason === 'not_found' ? errorFor('task_file_deleted') : file;
}
