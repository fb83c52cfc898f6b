import type { Call } from '../call';
import { activationKey, begin, type Beginning, type OnActivation } from './begin';
import type { WatchOptions } from './change';
import type { WatchEvent } from './event';
import { fits, passes, type TaskFilter } from './filter';
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
	now: number,
): { startedAt: number; isAfresh: boolean } | undefined {
	if (typeof remembered === 'object') return undefined;
	return { startedAt: now, isAfresh: remembered === 'unreadable' };
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
	const { sight, isDisordered, refusals } = await observer.observe(state, unfinished, room);
	const { unwatched, ...reduced } = reduce(state, sight, options, now);
	return {
		...reduced,
		warnings: [
			...(isAfresh(remembered, account) ? [AFRESH] : []),
			...(isDisordered ? [DISORDERED] : []),
			...(unwatched > 0 ? [TOO_MANY] : []),
			...[...refusals].map(
				(meaning) => `What has become of some downloads cannot be told yet: ${meaning}`,
			),
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
	return remembered === 'unreadable' || isOfAnother(remembered, account);
}

function isOfAnother(remembered: Stored | undefined, account: string): boolean {
	return remembered?.kind === 'watching' && remembered.state.account !== account;
}

/** @returns the watch that goes on, or how one begins */
function goingOn(
	remembered: Remembered,
	{ onActivation, filter }: PollOptions,
	account: string,
): WatchState | Pick<Beginning, 'choice' | 'startedAt' | 'before'> {
	const activation = activationKey(onActivation);
	if (remembered === undefined) return { choice: onActivation };
	if (remembered === 'unreadable' || isOfAnother(remembered, account)) return { choice: FROM_NOW };
	if (remembered.kind === 'starting') {
		const { startedAt, isAfresh } = remembered;
		return { choice: isAfresh ? FROM_NOW : onActivation, startedAt };
	}
	const state = underFilter(remembered.state, filter);
	if (state.activation !== activation && onActivation.kind !== 'fromNow')
		return { choice: onActivation, before: state };
	return { ...state, activation };
}

/** What was remembered under another filter says nothing about this one; what waits is judged anew, as far as it is known. */
function underFilter(state: WatchState, filter: TaskFilter): WatchState {
	if (state.filter === filter.key) return state;
	const queue = state.queue.filter(
		(event) =>
			event.event === 'task.removed' || (fits(filter, event.task) && passes(filter, event)),
	);
	const watched = [...state.watched].map(([id, task]): [string, Watched] => [
		id,
		{ ...task, fits: undefined },
	]);
	return { ...state, filter: filter.key, watched: new Map(watched), queue };
}
