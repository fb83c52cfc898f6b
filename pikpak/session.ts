import { createHash } from 'node:crypto';
import { PikPakError } from './errors';
import { identityHeaders } from './profile';
import { readRefusal, Refused, type Refusal } from './refusal';
import type { Account } from './signIn';
import { isObject, number, text } from './wire';

/** What is kept of a sign-in, besides the access token. Stored as JSON, see {@link writeSession}. */
export interface Session {
	/** Whose it is: see {@link accountKey}. A session of another account is as good as none. */
	account: string;
	deviceId: string;
	userId: string;
	/** Empty if there is none. */
	refreshToken: string;
	/** End of the access token, milliseconds since 1970; for a renewal ahead of time. */
	expiresAt: number;
	/** When this session was made, milliseconds since 1970: of two sessions the later one holds. */
	issuedAt: number;
	/** PikPak's last word, if it refused to sign the account in. */
	refusal: Refusal | undefined;
}

/** What n8n stores: both empty at first. */
export interface StoredSession {
	accessToken: string;
	session: string;
}

/** @returns what tells one account from another: changing the service, the e-mail or the password changes it */
export function accountKey({ hosts, username, password }: Account): string {
	const whole = JSON.stringify([hosts.user, hosts.drive, username, password]);
	return createHash('sha256').update(whole).digest('hex').slice(0, 32);
}

/** @returns the session in n8n's store, or undefined if there is none, it cannot be read or is another account's */
export function readSession(stored: string, account: string): Session | undefined {
	const json = parseJson(stored);
	if (!isObject(json) || json['v'] !== 1 || text(json, 'account') !== account) return undefined;
	return {
		account,
		deviceId: text(json, 'deviceId'),
		userId: text(json, 'userId'),
		refreshToken: text(json, 'refreshToken'),
		expiresAt: number(json, 'expiresAt') ?? 0,
		issuedAt: number(json, 'issuedAt') ?? 0,
		refusal: readRefusal(json['refusal']),
	};
}

/** @returns the JSON text to store */
export function writeSession(session: Session): string {
	return JSON.stringify({ v: 1, ...session });
}

/** @returns whether PikPak must not be asked to sign in yet */
export function isRefused(
	session: Session,
	now: number,
): session is Session & { refusal: Refusal } {
	return session.refusal !== undefined && session.refusal.until > now;
}

/**
 * The headers that sign a request.
 *
 * @param now milliseconds since 1970
 * @returns `session_missing` if a session must be obtained first, or the refusal that still holds
 */
export function signedHeaders(
	account: Account,
	stored: StoredSession,
	now: number,
): Record<string, string> | PikPakError {
	const session = readSession(stored.session, accountKey(account));
	if (session !== undefined && isRefused(session, now)) return new Refused(session.refusal);
	if (session === undefined || stored.accessToken === '') return sessionMissing();
	return {
		...identityHeaders(session.deviceId),
		Authorization: `Bearer ${stored.accessToken}`,
	};
}

/** @returns the error for a call that needs a session where there is none */
export function sessionMissing(): PikPakError {
	return new PikPakError('session_missing', {
		meaning: 'This credential is not signed in to PikPak yet.',
		advice: 'Test the PikPak credential.',
		retryable: true,
	});
}

function parseJson(stored: string): unknown {
	try {
		return JSON.parse(stored);
	} catch {
		return undefined;
	}
}
