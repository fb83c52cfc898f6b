import { captchaForCall, type Identity } from './captcha';
import type { CaptchaTokens } from './captchaTokens';
import { isOverloaded } from './errorKinds';
import { PikPakError, successOf } from './errors';
import type { Answer, Request, Send } from './http';
import { beforeSending } from './lostAnswer';
import { Refused } from './refusal';
import type { Hosts } from './service';
import type { JsonObject } from './wire';

/** Does a call to the drive and hands out its JSON, empty for a `DELETE` that is answered with nothing; whatever stands in the way is thrown as a `PikPakError`. */
export type Call = (request: DriveRequest) => Promise<JsonObject>;

export interface DriveRequest {
	method: Request['method'];
	/** Such as `/drive/v1/tasks`. */
	path: string;
	/** Names and values, not encoded. */
	query?: Record<string, string>;
	body?: Record<string, unknown>;
}

/** The signed requests of an execution. */
export interface Signed {
	/** Carries a request; with `renew`, after renewing the session. */
	send: (request: Request, renew: boolean) => Promise<Answer | PikPakError>;
	/** Who the account is, as far as its session tells; undefined if it cannot ask for captcha tokens. */
	identity: () => Promise<Identity | undefined>;
	/** Waits for another process to store its session, and tells whether one did. */
	sessionChanged: () => Promise<boolean>;
}

/** What a call needs from the world: n8n in the package, a simulator or a table of answers in a test. */
export interface Connection {
	hosts: Hosts;
	/** Carries requests with the account's signature: see `SignedRequests`. */
	signed: Signed;
	/** Carries a request without it. */
	send: Send;
	/** What the process remembers for all calls of the account. */
	captchaTokens: CaptchaTokens;
	/** Milliseconds since 1970. */
	now: () => number;
	/** Waits for so many milliseconds. */
	sleep: (milliseconds: number) => Promise<void>;
	/** From 0 to below 1. */
	random: () => number;
}

/**
 * Binds {@link Call} to a connection. A call recovers from an expired session, from a refresh token that another
 * process has used, and from a demand for a captcha: from each once, since PikPak locks accounts that insist. One that
 * asks or deletes, which does no harm twice, is repeated where a gateway is overloaded.
 */
export function callOn(connection: Connection): Call {
	return async ({ method, path, query, body }) => {
		const url = `${connection.hosts.drive}${path}${query === undefined ? '' : `?${String(new URLSearchParams(query))}`}`;
		const request: Request = { method, url, ...(body !== undefined && { body }) };
		const action = `${method}:${path}`;
		const left = new Map(ATTEMPTS);
		let captcha = connection.captchaTokens.get(action);
		let renew = false;
		for (;;) {
			const answer = await connection.signed.send(withCaptcha(request, captcha), renew);
			const outcome =
				answer instanceof PikPakError
					? beforeSending(answer)
					: successOf(answer, method === 'DELETE');
			if (!(outcome instanceof PikPakError)) return outcome;
			// What the credential threw is no answer to this request: renewing a session must not be repeated.
			const recovery = recoveryFrom(outcome, outcome !== answer && HARMLESS.has(method));
			const attempts = spend(left, recovery);
			if (attempts === 0) throw outcome;
			renew = false;
			switch (recovery) {
				case 'renew':
					renew = true;
					break;
				case 'wait':
					renew = !(await connection.signed.sessionChanged());
					break;
				case 'captcha':
					captcha = await anotherCaptcha(connection, action, captcha, outcome);
					break;
				case 'repeat':
					await connection.sleep(pauseBefore(attempts, connection.random()));
					break;
			}
		}
	};
}

/** @returns how many attempts there were left */
function spend(left: Map<Recovery, number>, recovery: Recovery): number {
	const attempts = left.get(recovery) ?? 0;
	left.set(recovery, Math.max(0, attempts - 1));
	return attempts;
}

function withCaptcha(request: Request, captcha: string): Request {
	return captcha === '' ? request : { ...request, headers: { 'X-Captcha-Token': captcha } };
}

type Recovery = 'none' | 'renew' | 'wait' | 'captcha' | 'repeat';

/** How often each may be tried in one call. */
const ATTEMPTS: ReadonlyMap<Recovery, number> = new Map([
	['renew', 1],
	['wait', 1],
	['captcha', 1],
	['repeat', 2],
]);

/** What may be done twice. */
const HARMLESS: ReadonlySet<string> = new Set<Request['method']>(['GET', 'DELETE']);

function recoveryFrom(failure: PikPakError, mayRepeat: boolean): Recovery {
	if (failure instanceof Refused) return 'none';
	switch (failure.reason) {
		case 'session_missing':
		case 'unauthenticated':
			return 'renew';
		case 'invalid_grant':
			return 'wait';
		case 'captcha_invalid':
			return 'captcha';
		default:
			return mayRepeat && isOverloaded(failure) ? 'repeat' : 'none';
	}
}

/** Doubles from try to try; at random within half of it, so that those who were refused together do not come back together. */
function pauseBefore(attemptsLeft: number, random: number): number {
	const longest = attemptsLeft === 1 ? 2000 : 1000;
	return longest * (0.5 + random / 2);
}

async function anotherCaptcha(
	connection: Connection,
	action: string,
	refused: string,
	demand: PikPakError,
): Promise<string> {
	const { send, hosts, now, captchaTokens } = connection;
	const identity = await connection.signed.identity();
	if (identity === undefined) throw demand;
	const token = await captchaTokens.renew(
		action,
		refused,
		async () => await captchaForCall(send, hosts, identity, action, now()),
	);
	if (token instanceof PikPakError) throw beforeSending(token);
	return token;
}
