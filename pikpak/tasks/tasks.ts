import type { Call } from '../call';
import { unreadableAnswer } from '../errors';
import { inUtc } from '../isoTime';
import { pages, type Page } from '../pages';
import { taskReasonOf, type TaskReason } from '../reasonOf';
import {
	isTask,
	readTask,
	readTaskPage,
	taskField,
	type TaskFields,
	WIRE_PHASES,
	type WireTask,
} from '../wire';

export const PHASES = ['pending', 'running', 'complete', 'error'] as const;
export type Phase = (typeof PHASES)[number];

export const TYPES = ['offline', 'upload', 'all'] as const;
export const THUMBNAIL_SIZES = ['small', 'large'] as const;

export interface TaskQuery {
	/** None means all. */
	phases: readonly Phase[];
	type: (typeof TYPES)[number];
	thumbnailSize: (typeof THUMBNAIL_SIZES)[number];
	/**
	 * Embeds the file that the task made. The service then shows the file's present state: the task of a
	 * file that was deleted later turns into a failure.
	 */
	withReferenceResource: boolean;
}

/** All downloads, as the list tells them by itself. */
export const DOWNLOADS: TaskQuery = {
	phases: [],
	type: 'offline',
	thumbnailSize: 'small',
	withReferenceResource: false,
};

/** What the official client asks for; working clients get all their tasks with it in one page. */
const PAGE_SIZE = 10_000;

/**
 * Lists tasks in the order of the service: newest first, as far as is known. They come by the page, since a task by itself
 * would cost a turn of the event loop's queue.
 *
 * @param limit the most tasks to yield; `Infinity` for all
 * @throws PikPakError
 */
export async function* listTasks(
	call: Call,
	query: TaskQuery,
	limit = Infinity,
): AsyncGenerator<WireTask[]> {
	let left = limit;
	for await (const { items } of taskPages(call, query, limit)) {
		yield items.slice(0, left);
		left -= items.length;
		if (left <= 0) return;
	}
}

/**
 * The same page by page.
 *
 * @param pageSize the most tasks on a page; the service may send fewer
 * @throws PikPakError
 */
export async function* taskPages(
	call: Call,
	query: TaskQuery,
	pageSize = Infinity,
): AsyncGenerator<Page<WireTask>> {
	// A task that starts while the list is read moves the others one place down, onto the next page.
	const seen = new Set<string>();
	for await (const page of pages((pageToken) => taskPage(call, query, pageSize, pageToken))) {
		const items = page.items.filter(({ id }) => !seen.has(id));
		// After the last page none comes that could repeat a task.
		if (page.nextPageToken !== '') for (const { id } of items) seen.add(id);
		yield { ...page, items };
	}
}

/**
 * One page, for somebody who reads on later.
 *
 * @param pageToken of the page before; empty for the first
 * @throws PikPakError
 */
export async function taskPage(
	call: Call,
	query: TaskQuery,
	pageSize: number,
	pageToken: string,
): Promise<Page<WireTask>> {
	const body = await call({
		method: 'GET',
		path: '/drive/v1/tasks',
		query: {
			...(query.type !== 'all' && { type: query.type }),
			...filtersOf(query.phases),
			limit: String(Math.min(pageSize, PAGE_SIZE)),
			thumbnail_size: query.thumbnailSize === 'small' ? 'SIZE_SMALL' : 'SIZE_LARGE',
			...(query.withReferenceResource && { with: 'reference_resource' }),
			...(pageToken !== '' && { page_token: pageToken }),
		},
	});
	const page = readTaskPage(body);
	if (page === undefined) throw unreadableAnswer(200, body);
	return { items: page.tasks, nextPageToken: page.nextPageToken };
}

/** One phase is sent with `eq`, several with `in`, as the official client of 2022 did. */
function filtersOf(phases: readonly Phase[]): { filters?: string } {
	if (phases.length === 0) return {};
	const values = phases.map((phase) => WIRE_PHASES[phase]).join(',');
	return { filters: JSON.stringify({ phase: { [phases.length === 1 ? 'eq' : 'in']: values } }) };
}

/**
 * Gets one task. It shows the task's own outcome, whatever has become of its file.
 *
 * @throws PikPakError
 */
export async function getTask(call: Call, id: string): Promise<WireTask> {
	const body = await call({ method: 'GET', path: `/drive/v1/tasks/${encodeURIComponent(id)}` });
	if (isTask(body)) return body;
	throw unreadableAnswer(200, body);
}

/** @returns whether a task in this phase has come to its end; a phase that is not known has not */
export function isFinished({ phase }: TaskFields): boolean {
	return phase === 'complete' || phase === 'error';
}

/** A task in the words of this package. */
export interface Task {
	id: string;
	name: string;
	/** One of {@link PHASES}, or an unknown phase in the service's own word. */
	phase: string;
	/** Per cent. */
	progress: number;
	/** Bytes; null while it is not known. */
	size: number | null;
	/** Null while there is none. */
	fileId: string | null;
	/** The link or magnet that was submitted. */
	sourceUrl: string | null;
	/** Why it failed; null if it did not. */
	reason: TaskReason | null;
	/** ISO 8601, UTC. */
	createdAt: string | null;
	updatedAt: string | null;
}

/** @returns the ten fields that most workflows need */
export function simplifyTask(wire: WireTask): Task {
	const phase = taskField.phase(wire);
	return {
		id: wire.id,
		name: taskField.name(wire),
		phase,
		progress: taskField.progress(wire) ?? 0,
		size: knownSize({ size: taskField.size(wire), phase }),
		fileId: taskField.fileId(wire) || null,
		sourceUrl: taskField.sourceUrl(wire) || null,
		reason: failureReason({ phase, message: taskField.message(wire) }),
		createdAt: inUtc(taskField.createdTime(wire)),
		updatedAt: inUtc(taskField.updatedTime(wire)),
	};
}

/** @returns bytes; null while it is not known, for which 0 stands until the task is done */
export function knownSize({ size, phase }: Pick<TaskFields, 'size' | 'phase'>): number | null {
	if (size === undefined || (size === 0 && phase !== 'complete')) return null;
	return size;
}

/** @returns why a task failed; null if it did not */
export function failureReason({
	phase,
	message,
}: Pick<TaskFields, 'phase' | 'message'>): TaskReason | null {
	return phase === 'error' ? taskReasonOf(message) : null;
}

/** A {@link Task} with what only some workflows need. Null where the service does not tell. */
export interface DetailedTask extends Task {
	/** Of the service: `offline`, `upload` and others. */
	type: string | null;
	/** PikPak's own words about the state. */
	message: string | null;
	fileName: string | null;
	iconUrl: string | null;
	/** How often it was retried. */
	retries: number | null;
	mimeType: string | null;
	thumbnailUrl: string | null;
	/** Only told together with the reference resource. */
	parentFolderId: string | null;
}

/** @returns all that this package can name about a task */
export function detailTask(wire: WireTask): DetailedTask {
	const task = readTask(wire);
	return {
		...simplifyTask(wire),
		type: task.type || null,
		message: task.message || null,
		fileName: task.fileName || null,
		iconUrl: task.iconUrl || null,
		retries: task.retries ?? null,
		mimeType: task.mimeType || null,
		thumbnailUrl: task.thumbnailUrl || null,
		parentFolderId: task.parentFolderId || null,
	};
}
