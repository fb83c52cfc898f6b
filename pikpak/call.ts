import { captchaForCall, type Identity } from './captcha';
import { failureOf, PikPakError, type Reason } from './errors';
import type { Answer, Request, Send } from './http';
import { Refused } from './refusal';
import type { Hosts } from './service';
import { isObject, type JsonObject } from './wire';

/** Does a call to the drive and hands out its JSON; whatever stands in the way is thrown as a `PikPakError`. */
export type Call = (request: DriveRequest) => Promise<JsonObject>;

export interface DriveRequest {
	method: Request['method'];
	/** Such as `/drive/v1/tasks`. */
	path: string;
	/** Names and values, not encoded. */
	query?: Record<string, string>;
	body?: Record<string, unknown>;
}

/** What a call needs from the world: n8n in the package, a simulator or a table of answers in a test. */
export interface Connection {
	hosts: Hosts;
	/** Carries a request with the account's signature; with `renew`, after renewing the session. */
	sendSigned: (request: Request, renew: boolean) => Promise<Answer | PikPakError>;
	/** Carries a request without it. */
	send: Send;
	/** Who the account is, as far as its session tells. */
	identity: () => Promise<Identity>;
	/** Waits for another process to store its session, and tells whether one did. */
	sessionChanged: () => Promise<boolean>;
	/** Milliseconds since 1970. */
	now: () => number;
}

/**
 * Binds {@link Call} to a connection. A call recovers from an expired session, from a refresh token that another
 * process has used, and from a demand for a captcha: from each once, since PikPak locks accounts that insist.
 */
export function callOn(connection: Connection): Call {
	return async ({ method, path, query, body }) => {
		const url = `${connection.hosts.drive}${path}${query === undefined ? '' : `?${String(new URLSearchParams(query))}`}`;
		const request: Request = { method, url, ...(body !== undefined && { body }) };
		const spent = new Set<Recovery>();
		let renew = false;
		for (;;) {
			const answer = await connection.sendSigned(request, renew);
			const failure = answer instanceof PikPakError ? answer : failureOf(answer);
			if (failure === undefined) return bodyOf(answer);
			const recovery = failure instanceof Refused ? undefined : RECOVERIES.get(failure.reason);
			if (recovery === undefined || spent.has(recovery)) throw failure;
			spent.add(recovery);
			if (recovery === 'captcha') {
				request.headers = {
					'X-Captcha-Token': await captchaToken(connection, `${method}:${path}`),
				};
			}
			renew = recovery === 'renew' || (recovery === 'wait' && !(await connection.sessionChanged()));
		}
	};
}

type Recovery = 'renew' | 'wait' | 'captcha';

const RECOVERIES = new Map<Reason, Recovery>([
	['session_missing', 'renew'],
	['unauthenticated', 'renew'],
	['invalid_grant', 'wait'],
	['captcha_invalid', 'captcha'],
]);

async function captchaToken(connection: Connection, action: string): Promise<string> {
	const { send, hosts, now } = connection;
	const identity = await connection.identity();
	const token = await captchaForCall(send, hosts, identity, action, now());
	if (token instanceof PikPakError) throw token;
	return token;
}

function bodyOf(answer: Answer | PikPakError): JsonObject {
	return 'body' in answer && isObject(answer.body) ? answer.body : {};
}
