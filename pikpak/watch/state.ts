import { isObject, type JsonObject } from '../wire';

/** What a trigger remembers between two polls. Its size grows with the unfinished tasks, not with history. */
export interface WatchState {
	/** Whose tasks these are. */
	account: string;
	/** Everything created before it is known. */
	watermark: Watermark;
	/** The unfinished tasks by id. */
	unfinished: ReadonlyMap<string, Unfinished>;
}

/** The newest creation time that was seen, and the tasks that were created in that very millisecond. */
export interface Watermark {
	/** Milliseconds since 1970; 0 if no task was ever seen. */
	createdAt: number;
	ids: readonly string[];
}

/** Phase and attempt let a later look tell what became of the task. */
export interface Unfinished {
	phase: 'pending' | 'running' | 'unknown';
	/** Which try it is: see `attemptOf`. */
	attempt: string;
}

const VERSION = 1;
const LETTERS = { pending: 'p', running: 'r', unknown: '?' } as const;

/** @returns the state as one JSON text, with some 60 bytes for an unfinished task */
export function writeState({ account, watermark, unfinished }: WatchState): string {
	return JSON.stringify({
		v: VERSION,
		account,
		createdAt: watermark.createdAt,
		ids: watermark.ids,
		// Pairs, not keys of an object: `__proto__` is an id like any other.
		tasks: [...unfinished].map(([id, { phase, attempt }]) => [id, LETTERS[phase] + attempt]),
	});
}

/** @returns the state, or undefined if there is none or it cannot be read */
export function readState(stored: unknown): WatchState | undefined {
	const json = typeof stored === 'string' ? parse(stored) : undefined;
	if (!isObject(json) || json['v'] !== VERSION) return undefined;
	const { account, createdAt, ids, tasks } = json as JsonObject & {
		account: unknown;
		createdAt: unknown;
		ids: unknown;
		tasks: unknown;
	};
	if (typeof account !== 'string' || typeof createdAt !== 'number') return undefined;
	if (!isTexts(ids) || !Array.isArray(tasks)) return undefined;
	if (!tasks.every((task): task is [string, string] => isTexts(task) && task.length === 2)) {
		return undefined;
	}
	return { account, watermark: { createdAt, ids }, unfinished: new Map(tasks.map(readTask)) };
}

function readTask([id, word]: [string, string]): [string, Unfinished] {
	const phases = Object.entries(LETTERS) as Array<[Unfinished['phase'], string]>;
	const found = phases.find(([, letter]) => word.startsWith(letter));
	return [id, { phase: found?.[0] ?? 'unknown', attempt: word.slice(1) }];
}

function isTexts(value: unknown): value is string[] {
	return Array.isArray(value) && value.every((entry) => typeof entry === 'string');
}

function parse(stored: string): unknown {
	try {
		return JSON.parse(stored);
	} catch {
		return undefined;
	}
}
