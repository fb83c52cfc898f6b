import type { Call } from '../call';
import { simplifyFile } from '../files';
import { readTask, referenceOf, type WireFile, type WireTask } from '../wire';
import { knownSize, taskPages, type TaskQuery } from './tasks';

const COMPLETE_WITH_FILES: TaskQuery = {
	phases: ['complete'],
	type: 'offline',
	thumbnailSize: 'small',
	withReferenceResource: true,
};

/** What has finished lately stands on the first page. */
const PAGE_SIZE = 500;

/**
 * Finds what finished downloads have made in the list of tasks, where it costs nothing; a file that is asked for by its id may
 * count for the account's traffic.
 *
 * The list is read down to the oldest of the tasks, since it comes newest first (assumption 030). If it did not, some might
 * not be found.
 *
 * @returns by the task's id; null if it has been deleted, and nothing for what was not found
 * @throws PikPakError
 */
export async function embeddedFiles(
	call: Call,
	tasks: readonly WireTask[],
): Promise<ReadonlyMap<string, WireFile | null>> {
	const found = new Map<string, WireFile | null>();
	const downloads = tasks.map(readTask).filter(({ type }) => type === 'offline');
	const left = new Map(downloads.map(({ id, createdAt = -Infinity }) => [id, createdAt]));
	if (left.size === 0) return found;
	for await (const { items } of taskPages(call, COMPLETE_WITH_FILES, PAGE_SIZE)) {
		for (const task of items) {
			const file = fileIn(task);
			if (left.delete(task.id) && file !== undefined) found.set(task.id, file);
		}
		const { createdAt: reached = Infinity } = readTask(items.at(-1) ?? { id: '' });
		if ([...left.values()].every((createdAt) => createdAt > reached)) break;
	}
	return found;
}

/** @returns null if it has been deleted: the list makes a failure of the task then */
function fileIn(task: WireTask): WireFile | null | undefined {
	return referenceOf(task) ?? (readTask(task).phase === 'error' ? null : undefined);
}

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

/**
 * @param embedded as {@link embeddedFiles} tells it; for undefined, what the task itself says is told
 * @returns null if there is no file
 */
export function madeFile(wire: WireTask, embedded: WireFile | null | undefined): MadeFile | null {
	const task = readTask(wire);
	const size = knownSize(task);
	if (embedded === null || task.fileId === '') return null;
	if (embedded !== undefined) {
		const { id, name, kind, mimeType, parentFolderId } = simplifyFile(embedded);
		return { id, name, kind, size, mimeType, parentFolderId };
	}
	return {
		id: task.fileId,
		name: task.fileName || task.name,
		kind: null,
		size,
		mimeType: task.mimeType || null,
		parentFolderId: null,
	};
}
