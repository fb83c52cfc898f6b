import {
	NodeApiError,
	NodeOperationError,
	type Failure,
	type IDataObject,
	type INode,
} from 'n8n-workflow';
import { PikPakError, type Reason } from '../../pikpak/errors';
import { Refused } from '../../pikpak/refusal';
import { textOf } from './parameters';

/** What n8n 2.38 and later can make use of, for instance to poll less often. */
const CAUSES = new Map<Reason, Failure['cause']>([
	['too_frequent', 'rate-limited'],
	['task_daily_create_limit', 'quota-exhausted'],
	['file_space_not_enough', 'quota-exhausted'],
	['monthly_download_size_exceeded', 'quota-exhausted'],
	['upload_quota', 'quota-exhausted'],
	['task_run_nums_limit', 'rate-limited'],
	['captcha_invalid', 'temporarily-unavailable'],
	['invalid_grant', 'temporarily-unavailable'],
	['unreachable', 'temporarily-unavailable'],
	['unreadable_answer', 'temporarily-unavailable'],
	['service_unavailable', 'temporarily-unavailable'],
	['sign_in_unanswered', 'temporarily-unavailable'],
	['page_token_repeated', 'temporarily-unavailable'],
	['invalid_account_or_password', 'credential-invalid'],
	['access_prohibited', 'credential-invalid'],
	['access_token_ended', 'credential-invalid'],
	['refresh_token_ended', 'credential-invalid'],
	['person_needed', 'credential-invalid'],
	['unauthenticated', 'credential-invalid'],
	['invalid_service', 'configuration-invalid'],
	['incomplete_credential', 'configuration-invalid'],
	['invalid_folder', 'configuration-invalid'],
	['space_folder_not_exist', 'configuration-invalid'],
	['unimplemented', 'node-defect'],
]);

/** n8n wants a node with an error; what the credential throws belongs to whichever node uses it. */
const CREDENTIAL_NODE: INode = {
	id: '',
	name: 'PikPak API',
	type: 'n8n-nodes-pikpak.pikPak',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

/**
 * What the credential throws. n8n hands its own kind of error through as it is, and shows its message after a Test; of any
 * other, n8n 1 keeps nothing but the message.
 */
export class CredentialError extends NodeApiError {
	constructor(readonly pikPakError: PikPakError) {
		const { message } = pikPakError;
		super(CREDENTIAL_NODE, { message }, { message });
	}
}

/**
 * Whatever an operation threw, as n8n shows it: the meaning as message, the advice with PikPak's own words below it.
 *
 * @param itemIndex the input item that it belongs to, if there is one
 */
export function toNodeError(
	node: INode,
	error: unknown,
	itemIndex?: number,
): NodeApiError | NodeOperationError {
	const item = itemIndex === undefined ? {} : { itemIndex };
	if (error instanceof PikPakError) return apiError(node, error, item);
	if (error instanceof NodeApiError || error instanceof NodeOperationError) {
		if (itemIndex !== undefined) error.context['itemIndex'] = itemIndex;
		return error;
	}
	return new NodeOperationError(node, error instanceof Error ? error : String(error), item);
}

const NAMED_AT_MOST = 20;

/**
 * Tells in an error what it is about, and what was done all the same, so that nobody does it twice.
 *
 * @param about what the failed thing is, with an `id`, a `name` or a `sourceUrl`
 * @param done what went out for what was done
 * @param failures how many more have failed
 */
export function addRest(
	error: NodeApiError | NodeOperationError,
	about: IDataObject,
	done: readonly IDataObject[],
	failures: number,
): void {
	const which = wordsFor(about);
	const names = done.map(({ id, name }) => textOf(id) || textOf(name)).filter(Boolean);
	const named = names.slice(0, NAMED_AT_MOST).join(', ') || String(done.length);
	const more =
		names.length > NAMED_AT_MOST ? ` and ${String(done.length - NAMED_AT_MOST)} more` : '';
	error.description = [
		error.description ?? '',
		...(which === '' ? [] : [`This is about: ${which}.`]),
		...(done.length > 0 ? [`Done all the same: ${named}${more}.`] : []),
		...(failures > 0 ? [`Failed as well: ${String(failures)}.`] : []),
	]
		.filter((line) => line !== '')
		.join('\n');
}

function wordsFor({ name, path, id, sourceUrl }: IDataObject): string {
	const words = textOf(path) || textOf(name);
	const key = textOf(id) || textOf(sourceUrl);
	return words === '' || key === '' ? words || key : `${words} (${key})`;
}

/** @returns for an output item: what went wrong by a stable name, whether the same can work later, and from when on if that is known */
export function factsOf(error: unknown): {
	code?: string;
	retryable?: boolean;
	retryAfter?: string;
} {
	if (error instanceof NodeOperationError) return { code: 'invalid_parameter', retryable: false };
	if (!(error instanceof PikPakError)) return {};
	const { resetsAtEpochMs } = waitOf(error);
	return {
		code: error.reason,
		retryable: error.retryable,
		...(resetsAtEpochMs !== undefined && { retryAfter: new Date(resetsAtEpochMs).toISOString() }),
	};
}

/** Since n8n 2.38 a poller waits until then. */
function waitOf(error: PikPakError): { resetsAtEpochMs?: number; retryAfterMs?: number } {
	if (error instanceof Refused) return { resetsAtEpochMs: error.until };
	switch (error.retry) {
		case 'never':
			return {};
		case 'seconds':
			return { retryAfterMs: 10_000 };
		case 'minutes':
			return { retryAfterMs: 5 * 60_000 };
		case 'tomorrow':
			return { resetsAtEpochMs: nextMidnight(Date.now()) };
	}
}

const DAY_MS = 86_400_000;
/** PikPak counts days in UTC+8. */
const OFFSET_MS = 8 * 3_600_000;

function nextMidnight(now: number): number {
	return (Math.floor((now + OFFSET_MS) / DAY_MS) + 1) * DAY_MS - OFFSET_MS;
}

function apiError(node: INode, error: PikPakError, item: { itemIndex?: number }): NodeApiError {
	const said = Object.entries(error.said).map(([key, value]) => `${key}: ${String(value)}`);
	const cause = CAUSES.get(error.reason);
	return new NodeApiError(
		node,
		{ ...error.said, reason: error.reason, retryable: error.retryable },
		{
			message: error.meaning,
			description: [
				error.advice,
				...(error.link === '' ? [] : [error.link]),
				...(said.length > 0 ? [`Details: ${said.join(', ')}`] : []),
			].join('\n'),
			...(error.httpStatus !== undefined && { httpCode: String(error.httpStatus) }),
			...(cause !== undefined && { failure: { cause, ...waitOf(error) } }),
			...item,
		},
	);
}
