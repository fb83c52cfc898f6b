/**
 * What the service sends, in the service's own spelling, and readers that trust nothing.
 * Fields that are not listed pass through untouched.
 */

export type JsonObject = Record<string, unknown>;

/** The phases seen on the wire. An unknown one is treated as unfinished. */
export type WirePhase =
	'PHASE_TYPE_PENDING' | 'PHASE_TYPE_RUNNING' | 'PHASE_TYPE_COMPLETE' | 'PHASE_TYPE_ERROR';

/** A task as `GET /drive/v1/tasks` lists it. Everything but the id may be missing. */
export type WireTask = JsonObject & { id: string };

export interface WireTaskPage {
	tasks: WireTask[];
	/** Empty on the last page. */
	nextPageToken: string;
}

/** @returns whether the value is a JSON object, neither null nor an array */
export function isObject(value: unknown): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @returns the text behind a key, or `''` if there is none or it is not a text */
export function text(object: JsonObject, key: string): string {
	const value = object[key];
	return typeof value === 'string' ? value : '';
}

/** @returns the number behind a key; the service writes most numbers as decimal texts */
export function number(object: JsonObject, key: string): number | undefined {
	const value = object[key];
	if (typeof value === 'number') return value;
	if (typeof value === 'string' && /^\d+$/.test(value)) return Number(value);
	return undefined;
}

/** @returns the object behind a key, or an empty one */
export function object(parent: JsonObject, key: string): JsonObject {
	const value = parent[key];
	return isObject(value) ? value : {};
}

/** @returns whether the value can be taken for a task: an object with an id */
export function isTask(value: unknown): value is WireTask {
	return isObject(value) && text(value, 'id') !== '';
}

/** @returns the page, or undefined if the body is not a page of tasks */
export function readTaskPage(body: JsonObject): WireTaskPage | undefined {
	const { tasks } = body;
	if (!Array.isArray(tasks) || !tasks.every(isTask)) return undefined;
	return { tasks, nextPageToken: text(body, 'next_page_token') };
}
