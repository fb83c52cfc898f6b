import { PikPakError, type Reason, type Said } from './errors';
import type { Retry } from './reasons';
import { isObject, number, object, text } from './wire';

/** PikPak's answer to a sign-in, kept so that nobody asks again before a moment. */
export interface Refusal {
	reason: Reason;
	meaning: string;
	advice: string;
	retry: Retry;
	httpStatus: number | undefined;
	said: Said;
	link: string;
	/** When it was given, and until when it holds; milliseconds since 1970. */
	at: number;
	until: number;
	/** How many refusals in a row. */
	count: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/**
 * First and longest pause after a refusal; it doubles from one refusal to the next. PikPak's own limits are not known;
 * users report lock-outs of minutes to hours. The link for a person is good for five minutes, so that it must not be
 * older; asking for it costs no sign-in.
 */
const PAUSES = new Map<Reason, readonly [first: number, longest: number]>([
	['sign_in_unanswered', [MINUTE / 2, 15 * MINUTE]],
	['person_needed', [MINUTE / 2, 5 * MINUTE]],
	['too_frequent', [15 * MINUTE, 24 * HOUR]],
	['access_prohibited', [HOUR, 24 * HOUR]],
	['invalid_account_or_password', [HOUR, 24 * HOUR]],
]);
const PAUSE = [5 * MINUTE, 24 * HOUR] as const;

/**
 * What to keep of a refused sign-in.
 *
 * @param previous the refusal before it, if there was no success in between
 * @param now milliseconds since 1970
 */
export function refusalAfter(
	error: PikPakError,
	previous: Refusal | undefined,
	now: number,
): Refusal {
	const { reason, meaning, advice, retry, httpStatus, said, link } = error;
	const count = (previous?.count ?? 0) + 1;
	const [first, longest] = PAUSES.get(reason) ?? PAUSE;
	const until = now + Math.min(first * 2 ** (count - 1), longest);
	return { reason, meaning, advice, retry, httpStatus, said, link, at: now, until, count };
}

/** A refusal that still holds: it says until when, and there is nothing to recover from. */
export class Refused extends PikPakError {
	/** Milliseconds since 1970. */
	readonly until: number;

	constructor({ until, advice, ...refusal }: Refusal) {
		// To the full second after it, so that it is over then.
		const end = new Date(Math.ceil(until / 1000) * 1000).toISOString().slice(0, 19);
		const again = ` n8n asks PikPak again after ${end.replace('T', ' ')} UTC, or at once when you have changed the credential.`;
		// One that has been used up is not tried again.
		const isFinal = refusal.reason === 'refresh_token_ended';
		super(refusal.reason, { ...refusal, advice: isFinal ? advice : advice + again });
		this.until = until;
	}
}

/** @returns the refusal in a stored session, or undefined if there is none */
export function readRefusal(stored: unknown): Refusal | undefined {
	if (!isObject(stored)) return undefined;
	const until = number(stored, 'until');
	if (until === undefined) return undefined;
	return {
		reason: text(stored, 'reason') as Reason,
		meaning: text(stored, 'meaning'),
		advice: text(stored, 'advice'),
		retry: text(stored, 'retry') as Retry,
		httpStatus: number(stored, 'httpStatus'),
		said: object(stored, 'said'),
		link: text(stored, 'link'),
		at: number(stored, 'at') ?? 0,
		until,
		count: number(stored, 'count') ?? 1,
	};
}
