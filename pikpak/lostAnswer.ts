import { PikPakError } from './errors';
import { Refused } from './refusal';

/** The connection was never made. */
const NEVER_SENT = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN)$/;

/** @returns whether PikPak may have done what it was asked for, though it did not say so */
export function mayBeDone(error: PikPakError): boolean {
	if (error instanceof Refused) return false;
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
