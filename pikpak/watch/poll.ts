import type { Call } from '../call';
import { activationKey, begin, type OnActivation } from './begin';
import type { WatchOptions } from './change';
import type { WatchEvent } from './event';
import type { TaskFilter } from './filter';
import { Observer } from './observe';
import { reduce, roomIn } from './reduce';
import type { Stored, Watched, WatchState } from './state';

/** The drive that is polled. */
export interface PolledDrive {
	call: Call;
	/** Whose tasks these are, once a call has been done. */
	accountId: () => Promise<string>;
	/** Milliseconds since 1970, by the clock of n8n. */
	now: () => number;
	/** When the poll must have come to its end, by the same clock: what is left is done in the next one. */
	deadline: number;
}

export interface PollOptions extends WatchOptions {
	onActivation: OnActivation;
}

export interface Polled {
	state: WatchState;
	/** To be emitted, oldest first. */
	events: WatchEvent[];
	/** What somebody should know who reads n8n's log. */
	warnings: string[];
}

/** What is stored, or that it cannot be read; undefined if nothing is. */
export type Remembered = Stored | 'unreadable' | undefined;

/**
 * What is to be stored before the first look, so that it is known where to begin even if that look fails.
 *
 * @returns undefined if a watch has begun already
 */
export function startingPoint(
	remembered: Remembered,
	{ onActivation }: PollOptions,
	now: number,
): { startedAt: number; activation: string } | undefined {
	if (typeof remembered === 'object') return undefined;
	return { startedAt: now, activation: activationKey(remembered ? FROM_NOW : onActivation) };
}

/**
 * Looks at the drive once: asks for everything, then compares. What is stored is the caller's to replace by what comes back.
 *
 * @throws PikPakError if the drive could not be read; then nothing has happened
 */
export async function poll(
	drive: PolledDrive,
	remembered: Remembered,
	options: PollOptions,
): Promise<Polled> {
	const now = drive.now();
	const observer = new Observer(drive.call, options.filter, () => drive.now() < drive.deadline);
	const unfinished = await observer.unfinished();
	const account = await drive.accountId();
	const going = goingOn(remembered, options, account);
	const state =
		'account' in going
			? going
			: await begin(observer, unfinished, { ...options, ...going, account }, now);
	const room = roomIn(state, options.maxEvents);
	const { sight, isDisordered } = await observer.observe(state, unfinished, room);
	const { unwatched, ...reduced } = reduce(state, sight, options, now);
	return {
		...reduced,
		warnings: [
			...(isAfresh(remembered, account) ? [AFRESH] : []),
			...(isDisordered ? [DISORDERED] : []),
			...(unwatched > 0 ? [TOO_MANY] : []),
		],
	};
}

const FROM_NOW: OnActivation = { kind: 'fromNow' };

const AFRESH = 'It starts afresh, from now: its state is of another account or cannot be read.';
const DISORDERED =
	'PikPak does not list the newest download first, as it is known to do. The whole list is read each time.';
const TOO_MANY =
	'There are more unfinished downloads than it can watch. It misses the end of some.';

function isAfresh(remembered: Remembered, account: string): boolean {
	if (typeof remembered !== 'object') return remembered !== undefined;
	return remembered.kind === 'watching' && remembered.state.account !== account;
}

/** @returns the watch that goes on, or how one begins */
function goingOn(
	remembered: Remembered,
	{ onActivation, filter }: PollOptions,
	account: string,
): WatchState | { choice: OnActivation; startedAt?: number } {
	const activation = activationKey(onActivation);
	if (remembered === undefined) return { choice: onActivation };
	if (isAfresh(remembered, account) || remembered === 'unreadable') return { choice: FROM_NOW };
	if (remembered.kind === 'starting') {
		const { startedAt } = remembered;
		return { choice: remembered.activation === activation ? onActivation : FROM_NOW, startedAt };
	}
	const { state } = remembered;
	if (state.activation !== activation && onActivation.kind !== 'fromNow')
		return { choice: onActivation };
	return { ...underFilter(state, filter), activation };
}

/** What was remembered under another filter says nothing about this one. */
function underFilter(state: WatchState, { key }: TaskFilter): WatchState {
	if (state.filter === key) return state;
	const watched = [...state.watched].map(([id, task]): [string, Watched] => [
		id,
		{ ...task, fits: undefined },
	]);
	return { ...state, filter: key, watched: new Map(watched) };
}
