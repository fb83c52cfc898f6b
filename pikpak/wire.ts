/**
 * What the service sends, in its own spelling, and readers that trust nothing: a field that is missing or
 * of another type is read as empty. Fields that are not listed pass through untouched.
 */

import { readTime } from './isoTime';

export type JsonObject = Record<string, unknown>;

/** The phases seen on the wire. */
export const WIRE_PHASES = {
	pending: 'PHASE_TYPE_PENDING',
	running: 'PHASE_TYPE_RUNNING',
	complete: 'PHASE_TYPE_COMPLETE',
	error: 'PHASE_TYPE_ERROR',
} as const;

/** What there is on a drive. */
export const KINDS = { file: 'drive#file', folder: 'drive#folder' } as const;

/** A task as the service sends it. Everything but the id may be missing. */
export type WireTask = JsonObject & { id: string };

/** A task that has been read. Texts are empty and numbers undefined where the service does not tell. */
export interface TaskFields {
	id: string;
	name: string;
	/** The service's word without its prefix, in lower case. */
	phase: string;
	message: string;
	/** Per cent. */
	progress: number | undefined;
	/** Bytes; 0 while it is not known. */
	size: number | undefined;
	fileId: string;
	/** The link or magnet that was submitted. */
	sourceUrl: string;
	/** Milliseconds since 1970; undefined if the time cannot be read. */
	createdAt: number | undefined;
	updatedAt: number | undefined;
	/** `offline`, `upload` and others. */
	type: string;
	fileName: string;
	iconUrl: string;
	/** How often it was retried. */
	retries: number | undefined;
	/** How many files it downloads. */
	memberCount: number | undefined;
	mimeType: string;
	thumbnailUrl: string;
	/** Whether the service embedded the file, as reference resource. */
	hasReference: boolean;
	/** Of the reference resource; empty for the root of the drive. */
	parentFolderId: string;
}

/**
 * Reads a field of a task. A long list is told with these: to read all fields of each task, into an object of their own, took
 * as long as the rest. Source of the names: the record of 2022, rclone's types, and answers recorded in October 2024.
 */
export const taskField = {
	name: (task: WireTask) => text(task, 'name'),
	phase,
	message: (task: WireTask) => text(task, 'message'),
	progress: (task: WireTask) => number(task, 'progress'),
	size: (task: WireTask) => number(task, 'file_size'),
	fileId: (task: WireTask) => text(task, 'file_id'),
	sourceUrl: (task: WireTask) => text(object(task, 'params'), 'url'),
	/** As the service writes it, as is the next. */
	createdTime: (task: WireTask) => text(task, 'created_time'),
	updatedTime: (task: WireTask) => text(task, 'updated_time'),
};

/** Reads a task. Source of the names: as above. */
export function readTask(task: WireTask): TaskFields {
	const params = object(task, 'params');
	const file = object(task, 'reference_resource');
	return {
		id: task.id,
		name: taskField.name(task),
		phase: taskField.phase(task),
		message: taskField.message(task),
		progress: taskField.progress(task),
		size: taskField.size(task),
		fileId: taskField.fileId(task),
		sourceUrl: taskField.sourceUrl(task),
		createdAt: readTime(taskField.createdTime(task)),
		updatedAt: readTime(taskField.updatedTime(task)),
		type: text(task, 'type'),
		fileName: text(task, 'file_name'),
		iconUrl: text(task, 'icon_link'),
		retries: number(params, 'retry_times'),
		memberCount: number(task, 'status_size'),
		mimeType: text(file, 'mime_type') || text(params, 'mime_type'),
		thumbnailUrl: text(file, 'thumbnail_link') || text(params, 'thumbnail_link'),
		hasReference: text(file, 'id') !== '',
		parentFolderId: text(file, 'parent_id'),
	};
}

/** @returns the file that the service has embedded in a task, as reference resource; undefined if it has none */
export function referenceOf(task: WireTask): WireFile | undefined {
	const file = object(task, 'reference_resource');
	return isFile(file) ? file : undefined;
}

/** @returns whether the value can be taken for a task: an object with an id */
export function isTask(value: unknown): value is WireTask {
	return hasId(value);
}

export interface WireTaskPage {
	tasks: WireTask[];
	/** Empty on the last page. */
	nextPageToken: string;
}

/** @returns the page, or undefined if the body is not a page of tasks */
export function readTaskPage(body: JsonObject): WireTaskPage | undefined {
	const { tasks } = body;
	if (!Array.isArray(tasks) || !tasks.every(isTask)) return undefined;
	return { tasks, nextPageToken: text(body, 'next_page_token') };
}

/** The state of one file of a task as the service sends it. */
export type WireMember = JsonObject;

/** @returns the states, or undefined if the body is no list of them */
export function readMembers(body: JsonObject): WireMember[] | undefined {
	const { statuses } = body;
	return Array.isArray(statuses) && statuses.every(isObject) ? statuses : undefined;
}

/** Reads the state of one file of a task: its bytes, and its phase as of a task. */
export function readMember(member: WireMember): { size: number | undefined; phase: string } {
	return { size: number(member, 'file_size'), phase: phase(member) };
}

/** A file or folder as the service sends it. Everything but the id may be missing. */
export type WireFile = JsonObject & { id: string };

/** @returns whether the value can be taken for a file: an object with an id */
export function isFile(value: unknown): value is WireFile {
	return hasId(value);
}

/** A file or folder that has been read. Texts are empty and numbers undefined where the service does not tell. */
export interface FileFields {
	id: string;
	name: string;
	isFolder: boolean;
	/** Bytes; a folder has none of its own. */
	size: number | undefined;
	mimeType: string;
	/** Empty for the root of the drive. */
	parentFolderId: string;
	isInTrash: boolean;
	/** Of the content: PikPak's own, 40 hexadecimal digits. */
	hash: string;
	/** The service's word without its prefix, in lower case; that of a task which is still at it. */
	phase: string;
	/** To the content; told of a file that is asked for by its id, never in a list. */
	link: string;
	/** Milliseconds since 1970; undefined if the time cannot be read. */
	createdAt: number | undefined;
	modifiedAt: number | undefined;
}

/** Reads a file or folder. Source of the names: rclone's types, and answers recorded in October 2024. */
export function readFile(file: WireFile): FileFields {
	return {
		id: file.id,
		name: text(file, 'name'),
		isFolder: text(file, 'kind') === KINDS.folder,
		size: number(file, 'size'),
		mimeType: text(file, 'mime_type'),
		parentFolderId: text(file, 'parent_id'),
		isInTrash: file['trashed'] === true,
		hash: text(file, 'hash'),
		phase: phase(file),
		link:
			text(file, 'web_content_link') ||
			text(object(object(file, 'links'), 'application/octet-stream'), 'url'),
		createdAt: readTime(text(file, 'created_time')),
		modifiedAt: readTime(text(file, 'modified_time')),
	};
}

export interface WireFilePage {
	files: WireFile[];
	/** Empty on the last page. */
	nextPageToken: string;
}

/** @returns the page, or undefined if the body is not a page of files */
export function readFilePage(body: JsonObject): WireFilePage | undefined {
	const { files } = body;
	if (!Array.isArray(files) || !files.every(isFile)) return undefined;
	return { files, nextPageToken: text(body, 'next_page_token') };
}

function hasId(value: unknown): value is JsonObject & { id: string } {
	return isObject(value) && text(value, 'id') !== '';
}

/** A list of what a link leads to. Entries that cannot be read are left out. */
export interface WireResourceList {
	resources: JsonObject[];
	/** Empty on the last page. */
	nextPageToken: string;
}

/** @returns the list behind a key, or undefined if there is none */
export function readResourceList(parent: JsonObject, key: string): WireResourceList | undefined {
	const list = object(parent, key);
	const { resources } = list;
	if (!Array.isArray(resources)) return undefined;
	return { resources: resources.filter(isObject), nextPageToken: text(list, 'next_page_token') };
}

/** A file or folder that a link leads to, before it is on the drive. */
export interface ResourceFields {
	name: string;
	/** Bytes. */
	size: number | undefined;
	isFolder: boolean;
	/** The service's own hash of the content; empty if the service does not have the content. */
	hash: string;
	mimeType: string;
	/** The place among the files of a torrent, counted from 0. */
	index: number | undefined;
	/** What is in a folder; undefined if the service does not tell. */
	content: WireResourceList | undefined;
}

/** Reads what a link leads to. Source of the names: three clients that ask, of 2026. */
export function readResource(resource: JsonObject): ResourceFields {
	const meta = object(resource, 'meta');
	return {
		name: text(resource, 'name'),
		size: number(resource, 'file_size'),
		isFolder: resource['is_dir'] === true,
		hash: text(meta, 'hash'),
		mimeType: text(meta, 'mime_type'),
		index: number(resource, 'file_index'),
		content: readResourceList(resource, 'dir'),
	};
}

/** @returns whether the value is a JSON object, neither null nor an array */
export function isObject(value: unknown): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @returns the text behind a key, or `''` if there is none or it is not a text */
export function text(parent: JsonObject, key: string): string {
	const value = parent[key];
	return typeof value === 'string' ? value : '';
}

/** @returns the number behind a key; the service writes most numbers as decimal texts */
export function number(parent: JsonObject, key: string): number | undefined {
	const value = parent[key];
	if (typeof value === 'number') return value;
	if (typeof value === 'string' && /^\d+$/.test(value)) return Number(value);
	return undefined;
}

/** @returns the object behind a key, or an empty one */
export function object(parent: JsonObject, key: string): JsonObject {
	const value = parent[key];
	return isObject(value) ? value : {};
}

/** Known phases by the service's word. */
const PHASE_WORDS: ReadonlyMap<string, string> = new Map(
	Object.entries(WIRE_PHASES).map(([word, wire]) => [wire, word]),
);

function phase(parent: JsonObject): string {
	const wire = text(parent, 'phase');
	return PHASE_WORDS.get(wire) ?? wire.replace(/^PHASE_TYPE_/, '').toLowerCase();
}
