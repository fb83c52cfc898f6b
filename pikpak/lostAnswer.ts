import { PikPakError } from './errors';
import { Refused } from './refusal';

/** The connection was never made. */
const NEVER_SENT = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN)$/;

/** Errors of what comes before a request is sent, or sent again. */
const BEFORE_SENDING = new WeakSet<PikPakError>();

/** Marks an error as no answer to the request that it kept from being done: a session or a captcha token could not be had. */
export function beforeSending(error: PikPakError): PikPakError {
	BEFORE_SENDING.add(error);
	return error;
}

/** @returns whether PikPak may have done what it was asked for, though it did not say so */
export function mayBeDone(error: PikPakError): boolean {
	if (error instanceof Refused || BEFORE_SENDING.has(error)) return false;
	const { reason, httpStatus = 0, said } = error;
	switch (reason) {
		case 'unreachable':
			return !NEVER_SENT.test(said.error ?? '');
		case 'unreadable_answer':
		case 'service_unavailable':
			return true;
		default:
			return reason === 'unknown' && httpStatus >= 500;
	}
}
