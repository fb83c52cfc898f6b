import { PikPakError, type Reason, type Said } from './errors';
import { isObject, number, object, text } from './wire';

/** PikPak's answer to a sign-in, kept so that nobody asks again before a moment. */
export interface Refusal {
	reason: Reason;
	meaning: string;
	advice: string;
	httpStatus: number | undefined;
	said: Said;
	/** Milliseconds since 1970. */
	until: number;
	/** How many refusals in a row. */
	count: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/**
 * First and longest pause after a refusal; it doubles from one refusal to the next. PikPak's own limits are not known;
 * users report lock-outs of minutes to hours. The link for a person is good for five minutes, so that pause must not grow.
 */
const PAUSES = new Map<Reason, readonly [first: number, longest: number]>([
	['person_needed', [5 * MINUTE, 5 * MINUTE]],
	['too_frequent', [15 * MINUTE, 24 * HOUR]],
	['access_prohibited', [HOUR, 24 * HOUR]],
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
	const { reason, meaning, advice, httpStatus, said } = error;
	const count = (previous?.count ?? 0) + 1;
	const [first, longest] = PAUSES.get(reason) ?? PAUSE;
	const until = now + Math.min(first * 2 ** (count - 1), longest);
	return { reason, meaning, advice, httpStatus, said, until, count };
}

/** A refusal that still holds: it says until when, and there is nothing to recover from. */
export class Refused extends PikPakError {
	constructor({ reason, meaning, advice, httpStatus, said, until }: Refusal) {
		const end = `${new Date(until).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
		super(reason, {
			meaning,
			advice: `${advice} n8n does not ask PikPak again before ${end}, unless you change the credential.`,
			retryable: true,
			httpStatus,
			said,
		});
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
		httpStatus: number(stored, 'httpStatus'),
		said: object(stored, 'said'),
		until,
		count: number(stored, 'count') ?? 1,
	};
}
