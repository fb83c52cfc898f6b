import { isObject, type JsonObject } from '../wire';
import { TASK_EVENTS, type WatchEvent } from './event';

/** What a trigger remembers between two polls. Its size grows with the unfinished tasks, not with history. */
export interface WatchState {
	/** Whose tasks these are. */
	account: string;
	/** What `onActivation` said when the watch began, see `begin`. */
	activation: string;
	/** The filter that the verdicts below are of. */
	filter: string;
	/** Milliseconds since 1970: what was created until then is history, unless it is watched. */
	floor: number;
	/** The newest creation time that was seen. The floor rises to it once a second poll has found nothing new below it. */
	edge: number;
	/** What was created above the floor, has been dealt with, and is not watched: creation times by id. */
	known: ReadonlyMap<string, number>;
	/** The unfinished tasks by id. */
	watched: ReadonlyMap<string, Watched>;
	/** Events that wait for their turn, oldest first. */
	queue: readonly WatchEvent[];
}

/** What lets a later look tell what became of an unfinished task. */
export interface Watched {
	/** Which try it is: see `attemptOf`. */
	attempt: number;
	/** Empty if there is none. */
	fileId: string;
	/** Whether it fitted the filter when it was last seen; undefined under another filter. */
	fits: boolean | undefined;
	/** Only with events that need it. */
	course?: Course;
}

/** How far an unfinished task has come. */
export interface Course {
	/** The most per cent of this attempt. */
	progress: number;
	/** Milliseconds since 1970, by the clock of n8n: when it was first seen so far. */
	since: number;
	/** Whether it has been reported as stalled there. */
	stalled: boolean;
	/** Shortened. */
	name: string;
}

/** What is stored: a watch, or the moment in which one was to begin whose first look failed. */
export type Stored =
	| { kind: 'watching'; turn: number; state: WatchState }
	/** `isAfresh`: from then on whatever is chosen, since what was stored could not be read. */
	| { kind: 'starting'; turn: number; startedAt: number; isAfresh: boolean };

const VERSION = 2;

/** @returns one JSON text with at most 64 bytes for an unfinished task, 256 with its course, if ids have the usual 26 characters */
export function writeStored(stored: Stored): string {
	const { turn } = stored;
	if (stored.kind === 'starting') {
		const { startedAt, isAfresh } = stored;
		return JSON.stringify({ v: VERSION, turn, startedAt, isAfresh });
	}
	const { account, activation, filter, floor, edge, known, watched, queue } = stored.state;
	return JSON.stringify({
		v: VERSION,
		turn,
		account,
		activation,
		filter,
		floor,
		edge,
		// Pairs, not keys of an object: `__proto__` is an id like any other.
		known: [...known],
		tasks: [...watched].map(([id, task]) => [id, ...writeWatched(task)]),
		queue,
	});
}

/** @returns what is stored, or undefined if there is nothing or it cannot be read */
export function readStored(text: unknown): Stored | undefined {
	const json = typeof text === 'string' ? parse(text) : undefined;
	if (!isObject(json) || json['v'] !== VERSION || !isCount(json['turn'])) return undefined;
	const { turn, startedAt, isAfresh } = json;
	if (isTime(startedAt)) return { kind: 'starting', turn, startedAt, isAfresh: isAfresh === true };
	const state = readState(json);
	return state && { kind: 'watching', turn, state };
}

function readState(json: JsonObject): WatchState | undefined {
	const { account, activation, filter, floor, edge } = json;
	const known = listOf(json['known'], readKnown);
	const watched = listOf(json['tasks'], readWatched);
	const queue = listOf(json['queue'], readEvent);
	if (typeof account !== 'string' || typeof activation !== 'string') return undefined;
	if (typeof filter !== 'string') return undefined;
	if (!isTime(floor) || !isTime(edge)) return undefined;
	if (known === undefined || watched === undefined || queue === undefined) return undefined;
	return {
		account,
		activation,
		filter,
		floor,
		edge,
		known: new Map(known),
		watched: new Map(watched),
		queue,
	};
}

function readKnown(value: unknown): [string, number] | undefined {
	if (!Array.isArray(value)) return undefined;
	const [id, createdAt] = value as unknown[];
	return typeof id === 'string' && isTime(createdAt) ? [id, createdAt] : undefined;
}

/** How it fits, in one character. */
const VERDICTS = new Map<string, boolean | undefined>([
	['/', true],
	['-', false],
	['?', undefined],
]);

function writeWatched({ attempt, fileId, fits, course }: Watched): unknown[] {
	const verdict = [...VERDICTS].find(([, value]) => value === fits)?.[0] ?? '?';
	const word = `${String(attempt)}${verdict}${fileId}`;
	if (course === undefined) return [word];
	const { progress, since, stalled, name } = course;
	return [word, progress, since, stalled ? 1 : 0, name];
}

function readWatched(value: unknown): [string, Watched] | undefined {
	if (!Array.isArray(value)) return undefined;
	const [id, word, ...rest] = value as unknown[];
	const match = typeof word === 'string' ? /^(\d{1,16})([/?-])(.*)$/s.exec(word) : null;
	if (typeof id !== 'string' || match === null) return undefined;
	const [, attempt = '', verdict = '', fileId = ''] = match;
	const watched = { attempt: Number(attempt), fileId, fits: VERDICTS.get(verdict) };
	if (rest.length === 0) return [id, watched];
	const [progress, since, stalled, name] = rest;
	if (!isTime(progress) || !isTime(since) || typeof name !== 'string') return undefined;
	return [id, { ...watched, course: { progress, since, stalled: stalled === 1, name } }];
}

function readEvent(value: unknown): WatchEvent | undefined {
	if (!isObject(value) || !isObject(value['task'])) return undefined;
	const { event, eventId, occurredAt, task } = value;
	const isKnown = TASK_EVENTS.some((name) => name === event);
	if (!isKnown || typeof eventId !== 'string' || !isTime(occurredAt)) return undefined;
	return typeof task['id'] === 'string' && typeof task['name'] === 'string'
		? (value as unknown as WatchEvent)
		: undefined;
}

/** @returns undefined unless every entry can be read */
function listOf<Item>(
	value: unknown,
	read: (entry: unknown) => Item | undefined,
): Item[] | undefined {
	if (!Array.isArray(value)) return undefined;
	const items = value.map(read);
	return items.every((item) => item !== undefined) ? items : undefined;
}

/** What a date can hold. */
function isTime(value: unknown): value is number {
	return typeof value === 'number' && Math.abs(value) <= 8.64e15;
}

function isCount(value: unknown): value is number {
	return Number.isSafeInteger(value) && Number(value) >= 0;
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
