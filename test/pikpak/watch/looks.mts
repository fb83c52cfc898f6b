import type { WatchOptions } from '../../../pikpak/watch/change.js';
import { TASK_EVENTS } from '../../../pikpak/watch/event.js';
import { reduce, type Reduced } from '../../../pikpak/watch/reduce.js';
import { readStored, writeStored, type WatchState } from '../../../pikpak/watch/state.js';
import type { WireTask } from '../../../pikpak/wire.js';

/** By the clock of the service; n8n's is {@link NOW}. */
export const START = Date.parse('2026-11-24T10:00:00.000+08:00');
export const NOW = START + 60_000;
export const MINUTE = 60_000;

/** So many milliseconds after the start, as the service writes it. */
export function at(milliseconds: number): string {
	return new Date(START + milliseconds + 8 * 3_600_000).toISOString().replace('Z', '+08:00');
}

/** A task that runs and was created a second after the start. */
export function task(id: string, fields: Record<string, unknown> = {}): WireTask {
	return {
		id,
		name: `${id}.iso`,
		phase: 'PHASE_TYPE_RUNNING',
		file_id: `file-of-${id}`,
		created_time: at(1000),
		updated_time: at(1000),
		...fields,
	};
}

export const COMPLETE = { phase: 'PHASE_TYPE_COMPLETE' };
export const FAILED = { phase: 'PHASE_TYPE_ERROR' };
export const RETRIED = { params: { retry_times: '1' } };

export const ALL: WatchOptions = {
	events: new Set(TASK_EVENTS),
	filter: { key: '' },
	milestones: [],
	stalledAfterMs: Infinity,
	maxEvents: Infinity,
};

/** @returns the state of a watch that has begun at the start, on an empty drive */
export function begun(fields: Partial<WatchState> = {}): WatchState {
	return {
		account: 'someone',
		activation: 'fromNow',
		filter: '',
		floor: START,
		edge: START,
		known: new Map(),
		watched: new Map(),
		queue: [],
		...fields,
	};
}

interface Look {
	gone?: string[];
	whole?: boolean;
	now?: number;
	options?: Partial<WatchOptions>;
}

/** A watch that goes on from look to look, with its state stored in between. */
export class Watch {
	constructor(
		private readonly options: Partial<WatchOptions> = {},
		public state = begun(),
	) {}

	/** @param tasks what the lists hold, newest first */
	look(
		tasks: WireTask[],
		{ gone = [], whole = true, now = NOW, options = {} }: Look = {},
	): Reduced {
		const sight = {
			tasks: new Map(tasks.map((seen) => [seen.id, seen])),
			gone: new Set(gone),
			whole,
		};
		const reduced = reduce(this.state, sight, { ...ALL, ...this.options, ...options }, now);
		const stored = readStored(writeStored({ kind: 'watching', turn: 1, state: reduced.state }));
		if (stored?.kind !== 'watching') throw new Error('The state does not come back.');
		this.state = stored.state;
		return reduced;
	}

	/** What is found, by the ids of the events. */
	found(...look: Parameters<Watch['look']>): string[] {
		return this.look(...look).events.map(({ eventId }) => eventId);
	}
}
