import type { Call } from '../call';
import { simplifyFile } from '../files';
import { readTask, referenceOf, type TaskFields, type WireTask } from '../wire';
import { DOWNLOADS, knownSize, taskPages, type TaskQuery } from './tasks';

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
	...DOWNLOADS,
	phases: ['complete'],
	withReferenceResource: true,
};

/** What has finished lately stands on the first page. */
const PAGE_SIZE = 500;

/**
 * Finds complete downloads in the list of tasks, which shows what they have made for nothing; a file that is asked for by its
 * id may count for the account's traffic.
 *
 * The list is read down to the oldest of the tasks, since it comes newest first (assumption 030). If it did not, some might
 * not be found.
 *
 * @returns by their ids those that were found, with their files; without, and failed, if the file has been deleted
 * @throws PikPakError
 */
export async function listedWithFiles(
	call: Call,
	tasks: readonly WireTask[],
): Promise<ReadonlyMap<string, WireTask>> {
	const found = new Map<string, WireTask>();
	const downloads = tasks.map(readTask).filter(({ type }) => type === 'offline');
	const left = new Map(downloads.map(({ id, createdAt = -Infinity }) => [id, createdAt]));
	if (left.size === 0) return found;
	for await (const { items } of taskPages(call, COMPLETE_WITH_FILES, PAGE_SIZE)) {
		for (const task of items) if (left.delete(task.id)) found.set(task.id, task);
		const { createdAt: reached = Infinity } = readTask(items.at(-1) ?? { id: '' });
		if ([...left.values()].every((createdAt) => createdAt > reached)) break;
	}
	return found;
}

/**
 * @param wire a finished task, best as {@link listedWithFiles} shows it; else only what the task itself says is told
 * @returns what it has made; null if there is no file any more
 */
export function fileListedWith(wire: WireTask): MadeFile | null {
	const task = readTask(wire);
	const file = referenceOf(wire);
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
