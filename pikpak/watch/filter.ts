import type { Task } from '../tasks/tasks';
import type { WatchEvent } from './event';

export const SOURCES = ['ed2k', 'magnet', 'web', 'other'] as const;
type Source = (typeof SOURCES)[number];

/** Which tasks count. What is left out lets everything through. */
export interface TaskFilter {
	/** Tells one filter from another. */
	key: string;
	name?: (name: string) => boolean;
	/** The folder that the file is saved in; empty for the root of the drive. */
	folderId?: string;
	/** Bytes. */
	minSize?: number;
	maxSize?: number;
	sources?: ReadonlySet<Source>;
	/** By the code of {@link Task.reason}; decides about failures alone. */
	reason?: (code: string) => boolean;
}

/** A task, as far as a filter looks at it. */
export interface Candidate extends Pick<Task, 'name' | 'size' | 'sourceUrl'> {
	/** Undefined if the service does not tell. */
	folderId?: string | undefined;
}

/**
 * What PikPak does not tell excludes nothing: the size before a download runs, the link in the first moment, the folder of a
 * download that has failed.
 *
 * @param before whether it fitted when it was last seen: counts where the folder is not told any more
 */
export function fits(filter: TaskFilter, candidate: Candidate, before?: boolean): boolean {
	const { name = () => true, minSize = 0, maxSize = Infinity, sources } = filter;
	const { size, sourceUrl } = candidate;
	return (
		fitsFolder(filter, candidate, before) &&
		name(candidate.name) &&
		(size === null || (size >= minSize && size <= maxSize)) &&
		(sourceUrl === null || sources === undefined || sources.has(sourceOf(sourceUrl)))
	);
}

function fitsFolder(
	{ folderId }: TaskFilter,
	candidate: Candidate,
	before: boolean | undefined,
): boolean {
	if (folderId === undefined) return true;
	return candidate.folderId === undefined ? before !== false : candidate.folderId === folderId;
}

/** @returns whether an event may pass that belongs to a task that fits */
export function passes({ reason = () => true }: TaskFilter, { event, task }: WatchEvent): boolean {
	return event !== 'task.failed' || reason(task.reason?.code ?? 'unknown');
}

function sourceOf(url: string): Source {
	const scheme = url.toLowerCase().replace(/:.*/s, '');
	if (scheme === 'http' || scheme === 'https') return 'web';
	return scheme === 'magnet' || scheme === 'ed2k' ? scheme : 'other';
}
