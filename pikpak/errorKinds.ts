import type { PikPakError, Reason } from './errors';
import { Refused } from './refusal';

/** With this account, whatever is asked for next would get the same. */
const OF_THE_ACCOUNT: ReadonlySet<Reason> = new Set([
	'unauthenticated',
	'invalid_grant',
	'captcha_invalid',
	'too_frequent',
	'person_needed',
	'access_prohibited',
	'invalid_account_or_password',
	'sign_in_unanswered',
	'access_token_ended',
	'refresh_token_ended',
	'session_missing',
	'unreachable',
] as const);

/** The same call for another task or link would get the same, for now. */
const OF_THE_CALL: ReadonlySet<Reason> = new Set([
	'service_unavailable',
	'unreadable_answer',
	'unimplemented',
	'incomplete_credential',
	'foreign_host',
	'task_daily_create_limit',
	'task_run_nums_limit',
	'monthly_download_size_exceeded',
] as const);

/** @returns whether an error says nothing about one task or file, but about the account or the way to PikPak */
export function concernsAccount({ reason, concernsOne }: PikPakError): boolean {
	return !concernsOne && OF_THE_ACCOUNT.has(reason);
}

/** @returns whether the same call would fail for anything else too: then who has a list to work through must stop */
export function concernsAll(error: PikPakError): boolean {
	return concernsAccount(error) || (!error.concernsOne && OF_THE_CALL.has(error.reason));
}

/** @returns whether a task or file that was asked for by its id is gone, in whatever words PikPak says so */
export function isGone({ reason, httpStatus = 0 }: PikPakError): boolean {
	if (reason === 'not_found' || reason === 'file_in_recycle_bin') return true;
	if (reason === 'invalid_argument') return true;
	return reason === 'unknown' && [400, 404, 410].includes(httpStatus);
}

/**
 * @returns whether a gateway is overloaded. What PikPak itself refuses as too frequent has another status, and must not be
 *   repeated
 */
export function isOverloaded({ reason, httpStatus = 0 }: PikPakError): boolean {
	return httpStatus === 429 || (httpStatus >= 500 && reason !== 'unimplemented');
}

const PASSING: ReadonlySet<Reason> = new Set([
	'unreachable',
	'unreadable_answer',
	'page_token_repeated',
] as const);

/** @returns whether something stood in the way that can be gone in a minute, and that no request makes worse */
export function isPassing(error: PikPakError): boolean {
	return !(error instanceof Refused) && (PASSING.has(error.reason) || isOverloaded(error));
}
