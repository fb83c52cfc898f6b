import { accountKey, deviceOf, profileOf, type Account } from './account';
import { PikPakError } from './errors';
import { identityHeaders } from './profile';
import { readRefusal, Refused, type Refusal } from './refusal';
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
	/** When the tokens were given, milliseconds since 1970: of two sessions the later one holds. */
	issuedAt: number;
	/** PikPak's last word, if it refused to sign the account in. Tokens that are at hand nevertheless go on serving. */
	refusal: Refusal | undefined;
	/** A digest of the captcha token that the user pasted last and that has been tried; empty if none. */
	captchaTried: string;
}

/** What n8n stores: both empty at first. */
export interface StoredSession {
	accessToken: string;
	session: string;
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
		captchaTried: text(json, 'captchaTried'),
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

/** When to look whether another process, which has used the refresh token, has stored what it got: milliseconds after the last look. */
export const LOOK_AGAIN_AFTER_MS = [0, 500, 1500, 3000, 5000] as const;

/** How long that may take: ten seconds. */
export const STORED_WITHIN_MS = LOOK_AGAIN_AFTER_MS.reduce<number>((sum, wait) => sum + wait, 0);

/** So long before its end a token is renewed: as long as several clients do (pikpaktui, pikpak-kotlin). */
const AHEAD_MS = 5 * 60_000;

/**
 * @param now milliseconds since 1970
 * @returns whether the access token comes to its end, of those that are known to have one
 */
export function isDue({ expiresAt, issuedAt }: Session, now: number): boolean {
	return expiresAt > 0 && now >= expiresAt - Math.min(AHEAD_MS, (expiresAt - issuedAt) / 2);
}

/** @returns whether PikPak knows the session's tokens from this device; from another one it demands captcha tokens */
export function isOfDevice({ deviceId }: Account, session: Session): boolean {
	return deviceId === '' || deviceId === session.deviceId;
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
	if (session === undefined) return sessionMissing();
	if (stored.accessToken === '')
		return isRefused(session, now) ? new Refused(session.refusal) : sessionMissing();
	if (!isOfDevice(account, session)) return sessionMissing();
	return {
		...identityHeaders(profileOf(account), deviceOf(account, session)),
		Authorization: `Bearer ${stored.accessToken}`,
	};
}

/** @returns the error for a call that needs a session where there is none */
export function sessionMissing(): PikPakError {
	return new PikPakError('session_missing', {
		meaning: 'This credential is not signed in to PikPak yet.',
		advice: 'Test the PikPak credential.',
		retry: 'seconds',
	});
}

function parseJson(stored: string): unknown {
	try {
		return JSON.parse(stored);
	} catch {
		return undefined;
	}
}
