import type { Call } from '../call';
import { simplifyFile } from '../files';
import { readTask, referenceOf, type TaskFields, type WireTask } from '../wire';
import { knownSize, taskPages, type TaskQuery } from './tasks';

/** The file or folder that a finished task has made. */
export interface MadeFile {
	id: string;
	name: string;
	/** Null if PikPak has not told. */
	kind: 'file' | 'folder' | null;
	/** Bytes; of a folder, of all that was downloaded into it. */
	size: number | null;
	mimeType: string | null;
	/** `root` for the top of the drive; null if PikPak has not told. */
	parentFolderId: string | null;
}

const COMPLETE_WITH_FILES: TaskQuery = {
	phases: ['complete'],
	type: 'offline',
	thumbnailSize: 'small',
	withReferenceResource: true,
};

/** What has finished lately stands on the first page. */
const PAGE_SIZE = 500;

/**
 * Tells what finished tasks have made. It is read from the list of tasks, where it costs nothing, whereas a file that is asked
 * for by its id may count for the account's traffic.
 *
 * The list is read down to the oldest of the tasks, since it comes newest first (assumption 030). If it did not, some might
 * not be found; of these, and of uploads, which are not in the list, only what the task itself says is told.
 *
 * @returns by the task's id; null if there is no file, or if it has been deleted
 * @throws PikPakError
 */
export async function madeFiles(
	call: Call,
	tasks: readonly WireTask[],
): Promise<ReadonlyMap<string, MadeFile | null>> {
	const files = filesToldBy(tasks);
	const downloads = tasks.map(readTask).filter(({ type }) => type === 'offline');
	const left = new Map(downloads.map(({ id, createdAt = -Infinity }) => [id, createdAt]));
	if (left.size === 0) return files;
	for await (const { items } of taskPages(call, COMPLETE_WITH_FILES, PAGE_SIZE)) {
		for (const task of items) if (left.delete(task.id)) files.set(task.id, fileListedWith(task));
		const reached = readTask(items.at(-1) ?? NO_TASK).createdAt ?? Infinity;
		if ([...left.values()].every((createdAt) => createdAt > reached)) break;
	}
	return files;
}

/** @returns the same as far as the tasks themselves tell it, without a request */
export function filesToldBy(tasks: readonly WireTask[]): Map<string, MadeFile | null> {
	return new Map(tasks.map((task) => [task.id, fileToldBy(readTask(task))]));
}

const NO_TASK: WireTask = { id: '' };

/** @returns what a task has made, from the file that is embedded in it if there is one */
export function fileListedWith(wire: WireTask): MadeFile | null {
	const task = readTask(wire);
	const file = referenceOf(wire);
	// Of a file that has been deleted, the list makes a failure.
	if (file === undefined) return task.phase === 'complete' ? fileToldBy(task) : null;
	const { id, name, kind, mimeType, parentFolderId } = simplifyFile(file);
	return { id, name, kind, size: knownSize(task), mimeType, parentFolderId };
}

function fileToldBy(task: TaskFields): MadeFile | null {
	if (task.fileId === '') return null;
	return {
		id: task.fileId,
		name: task.fileName || task.name,
		kind: null,
		size: knownSize(task),
		mimeType: task.mimeType || null,
		parentFolderId: null,
	};
}
