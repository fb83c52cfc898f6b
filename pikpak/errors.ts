import type { Answer } from './http';
import { reasonOf } from './reasonOf';
import { REASONS, type KnownReason, type Retry } from './reasons';
import { isObject, number, text, type JsonObject } from './wire';

/** Reasons that come from PikPak's words, and those that come from this package. */
export type Reason =
	| KnownReason
	| 'unreachable'
	| 'unreadable_answer'
	| 'unknown'
	| 'sign_in_unanswered'
	| 'access_token_ended'
	| 'refresh_token_ended'
	| 'invalid_service'
	| 'incomplete_credential'
	| 'foreign_host'
	| 'session_missing'
	| 'page_token_repeated'
	| 'task_gone'
	| 'task_unfinished'
	| 'invalid_folder';

/** What PikPak itself said, with anything that looks like a token masked. */
export interface Said {
	error?: string;
	error_code?: number;
	error_description?: string;
}

/** Whatever keeps a call from being done, in words for the person who must do something about it. */
export class PikPakError extends Error {
	override readonly name = 'PikPakError';
	/** What happened: one sentence. */
	readonly meaning: string;
	/** What to do about it. */
	readonly advice: string;
	readonly retry: Retry;
	/** Status of the answer, if there was one. Not called `status`: n8n would replace the message by one of its own. */
	readonly httpStatus: number | undefined;
	readonly said: Said;
	/** Whether it says nothing about anything else that is asked for, whatever the reason is. */
	readonly concernsOne: boolean;
	/** Where a person goes on; empty if nowhere. It stands last, since it is long. */
	readonly link: string;

	constructor(
		readonly reason: Reason,
		about: {
			meaning: string;
			advice: string;
			/** Never, if left out. */
			retry?: Retry;
			httpStatus?: number | undefined;
			said?: Said;
			/** False, if left out. */
			concernsOne?: boolean;
			link?: string;
		},
	) {
		super([about.meaning, about.advice, about.link].filter(Boolean).join(' '));
		this.meaning = about.meaning;
		this.advice = about.advice;
		this.retry = about.retry ?? 'never';
		this.httpStatus = about.httpStatus;
		this.said = about.said ?? {};
		this.concernsOne = about.concernsOne ?? false;
		this.link = about.link ?? '';
	}

	/** Whether the same request can work later without a change. */
	get retryable(): boolean {
		return this.retry !== 'never';
	}
}

/**
 * Turns a failure into data, for `.catch`.
 *
 * @throws the same error, if it is none of PikPak's
 */
export function asPikPakError(error: unknown): PikPakError {
	if (error instanceof PikPakError) return error;
	throw error;
}

/**
 * Reads an answer.
 *
 * @param mayBeEmpty whether a success may come without a body: then it is an empty object
 * @returns its JSON object, if it is a success: a 2xx status, and no error in the body; else what went wrong
 */
export function successOf(answer: Answer, mayBeEmpty = false): JsonObject | PikPakError {
	if (answer.kind === 'unreachable') return unreachable(answer.host, answer.code);
	const { status, body } = answer;
	// PikPak's API does not redirect.
	if (status >= 300 && status < 400) return unreadableAnswer(status, '');
	if (mayBeEmpty && isSuccess(status) && (body === '' || body === undefined)) return {};
	return isObject(body) ? (jsonFailure(status, body) ?? body) : gatewayAnswer(status, body);
}

function isSuccess(status: number): boolean {
	return status >= 200 && status < 300;
}

function jsonFailure(status: number, body: JsonObject): PikPakError | undefined {
	const error = text(body, 'error');
	const code = number(body, 'error_code') ?? 0;
	if (isSuccess(status) && error === '' && code === 0) return undefined;
	const words = sentences(body);
	const said = saidOf(error, code, words);
	const reason = reasonOf({ error, code, words, status });
	return reason === undefined
		? unknown(status, said)
		: errorFor(reason, { httpStatus: status, said });
}

function saidOf(error: string, code: number, words: string): Said {
	return {
		...(error !== '' && { error: mask(error) }),
		...(code !== 0 && { error_code: code }),
		...(words !== '' && { error_description: mask(words) }),
	};
}

/** @returns the error of a known reason, with the text of its row */
export function errorFor(
	reason: KnownReason,
	details: {
		httpStatus?: number | undefined;
		said?: Said;
		advice?: string;
		link?: string;
	} = {},
): PikPakError {
	const { meaning, advice, retry } = REASONS[reason];
	return new PikPakError(reason, { meaning, advice, retry, ...details });
}

/** All sentences of an error body: the description, and the messages among the details. */
function sentences(body: JsonObject): string {
	const details = [body['details'], body['error_details']].flatMap((list) =>
		Array.isArray(list) ? list.filter(isObject) : [],
	);
	const words = [
		text(body, 'error_description'),
		...details.flatMap((item) => [
			text(item, 'message'),
			text(item, 'detail'),
			text(item, 'reason'),
		]),
	];
	return [...new Set(words.filter((word) => word !== ''))].join(BETWEEN_SENTENCES);
}

const BETWEEN_SENTENCES = ' | ';

/** @returns the sentences of PikPak's that were put together */
export function sentencesOf({ error_description = '' }: Said): string[] {
	return error_description.split(BETWEEN_SENTENCES);
}

const KEPT_CHARACTERS = 500;

/**
 * PikPak quotes tokens in some of its sentences: masks every long run that has the looks of one, with digits and letters,
 * or long and in mixed case.
 */
function mask(words: string): string {
	const looksLikeToken = (run: string) =>
		(/\d/.test(run) && /[a-z]/i.test(run)) || /^(?=.*[a-z])(?=.*[A-Z]).{24}/.test(run);
	return words
		.replace(/[\w.+/=-]{16,}/g, (run) => (looksLikeToken(run) ? '…' : run))
		.slice(0, KEPT_CHARACTERS);
}

function unreachable(host: string, code: string): PikPakError {
	return new PikPakError('unreachable', {
		meaning: `n8n could not get an answer from ${host}: ${CAUSES.find(([codes]) => codes.test(code))?.[1] ?? 'the connection broke off'}.`,
		advice:
			'Check the network, DNS and proxy of n8n, or choose another service in the PikPak credential.',
		retry: 'minutes',
		said: { error: code },
	});
}

/** Codes of Node.js and axios. They must not stand in a message: n8n would replace it. */
const CAUSES: ReadonlyArray<readonly [codes: RegExp, cause: string]> = [
	[/^(ENOTFOUND|EAI_AGAIN)$/, 'its name could not be resolved'],
	[/^ECONNREFUSED$/, 'it refused the connection'],
	[/^(ECONNABORTED|ETIMEDOUT|ESOCKETTIMEDOUT)$/, 'it did not answer in time'],
	[/^(EHOSTUNREACH|ENETUNREACH)$/, 'there is no way to it'],
	[/CERT|SIGNATURE|TLS|SSL|EPROTO/, 'its certificate or encryption was not accepted'],
];

function unknown(status: number, said: Said): PikPakError {
	return new PikPakError('unknown', {
		meaning: `PikPak refused the call for a reason that this package does not know (HTTP ${String(status)}).`,
		advice:
			"Look at PikPak's own words in the details, and please report them on the issues page of the package.",
		retry: status >= 500 ? 'minutes' : 'never',
		httpStatus: status,
		said,
	});
}

/** An answer that is no JSON: of a gateway that is overloaded, or of something that is not PikPak. */
function gatewayAnswer(status: number, body: unknown): PikPakError {
	const overloaded = status === 429 || status >= 500;
	const reason = overloaded ? reasonOf({ error: '', code: 0, words: '', status }) : undefined;
	return reason === undefined
		? unreadableAnswer(status, body)
		: errorFor(reason, { httpStatus: status });
}

/** @returns the error for an answer that cannot be what the service answers to this call */
export function unreadableAnswer(status: number, body: unknown): PikPakError {
	// Of a cut answer nothing is shown, since it may hold a token; the beginning of a web page tells whose it is.
	const page = typeof body === 'string' && body.trimStart().startsWith('<') ? body : '';
	return new PikPakError('unreadable_answer', {
		meaning: `The answer is not one that PikPak gives (HTTP ${String(status)}): it may be cut off, or come from a proxy or a login page.`,
		advice:
			'Try again. If it stays, check the proxy of n8n and the service in the PikPak credential.',
		retry: 'minutes',
		httpStatus: status,
		said: page === '' ? {} : { error_description: mask(page) },
		// PikPak itself has answered, and may know more about another thing.
		concernsOne: isObject(body),
	});
}
