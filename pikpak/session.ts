import { createHash } from 'node:crypto';
import { PikPakError, type Reason, type Said } from './errors';
import type { Send } from './http';
import { identityHeaders } from './profile';
import { checkToken, NOT_THE_SERVICE, refresh, signIn, type Account, type Tokens } from './signIn';
import { isObject, number, object, text } from './wire';

/** What is kept of a sign-in, besides the access token. Stored as JSON, see {@link writeSession}. */
export interface Session {
	/** Whose it is: see {@link accountKey}. A session of another account is as good as none. */
	account: string;
	deviceId: string;
	userId: string;
	/** Empty if there is none. */
	refreshToken: string;
	/** End of the access token, milliseconds since 1970. */
	expiresAt: number;
	/** When this session was made, milliseconds since 1970: of two sessions the later one holds. */
	issuedAt: number;
	/** PikPak's last word, if it refused to sign the account in. */
	refusal?: Refusal;
}

/** Until a moment, nobody asks PikPak again. */
export interface Refusal {
	reason: Reason;
	meaning: string;
	advice: string;
	said: Said;
	/** Milliseconds since 1970. */
	until: number;
	/** How many refusals in a row. */
	count: number;
}

/** A session with its access token, which is empty after a refusal. */
export interface Grant {
	accessToken: string;
	session: Session;
}

/** What n8n stores: both empty at first. */
export interface StoredSession {
	accessToken: string;
	session: string;
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

/** @returns what tells one account from another: changing the service, the e-mail or the password changes it */
export function accountKey({ hosts, username, password }: Account): string {
	const whole = JSON.stringify([hosts.user, hosts.drive, username, password]);
	return createHash('sha256').update(whole).digest('hex').slice(0, 32);
}

/** @returns the session in n8n's store, or undefined if there is none, it cannot be read or is another account's */
export function readSession(stored: string, account: string): Session | undefined {
	const json = parseJson(stored);
	if (!isObject(json) || json['v'] !== 1 || text(json, 'account') !== account) return undefined;
	const refusal = object(json, 'refusal');
	const until = number(refusal, 'until');
	return {
		account,
		deviceId: text(json, 'deviceId'),
		userId: text(json, 'userId'),
		refreshToken: text(json, 'refreshToken'),
		expiresAt: number(json, 'expiresAt') ?? 0,
		issuedAt: number(json, 'issuedAt') ?? 0,
		...(until !== undefined && {
			refusal: {
				reason: text(refusal, 'reason') as Reason,
				meaning: text(refusal, 'meaning'),
				advice: text(refusal, 'advice'),
				said: object(refusal, 'said'),
				until,
				count: number(refusal, 'count') ?? 1,
			},
		}),
	};
}

/** @returns the JSON text to store */
export function writeSession(session: Session): string {
	return JSON.stringify({ v: 1, ...session });
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
	if (session !== undefined && isRefused(session, now)) return refused(session.refusal);
	if (session === undefined || stored.accessToken === '') return sessionMissing();
	return {
		...identityHeaders(session.deviceId),
		Authorization: `Bearer ${stored.accessToken}`,
	};
}

/**
 * The sessions of this process. PikPak punishes frequent sign-ins, refresh tokens work once, and n8n has no lock:
 * so there is one attempt at a time per account, and its outcome serves everybody who asks.
 */
export class Sessions {
	/** Serves n8n's credential dialog, which tests with blank hidden fields. */
	private readonly latest = new Map<string, Grant>();
	private readonly attempts = new Map<string, Promise<Grant | PikPakError>>();
	/** The last refresh token of an account that PikPak did not take. */
	private readonly superseded = new Map<string, string>();

	constructor(private readonly now: () => number) {}

	/**
	 * A session that works: the one at hand if the drive takes its token, else a refreshed one, else a new one.
	 *
	 * @param send carries requests without signing them
	 * @param stored what n8n has; a blank token beside a session says that the session's token has expired
	 * @returns a grant with an empty token if PikPak refused to sign in; `invalid_grant` the first time that
	 *   a refresh token is not taken, since another process may have used it and stored its successor
	 */
	async obtain(send: Send, account: Account, stored: StoredSession): Promise<Grant | PikPakError> {
		const key = accountKey(account);
		const running = this.attempts.get(key);
		if (running !== undefined) return await running;
		const attempt = this.renew(send, account, this.newest(key, stored)).finally(() => {
			this.attempts.delete(key);
		});
		this.attempts.set(key, attempt);
		return await attempt;
	}

	private newest(key: string, stored: StoredSession): Grant {
		const session = readSession(stored.session, key);
		const remembered = this.latest.get(key);
		if (remembered !== undefined && remembered.session.issuedAt > (session?.issuedAt ?? 0)) {
			return remembered;
		}
		return {
			accessToken: session === undefined ? '' : stored.accessToken,
			session: session ?? blank(key),
		};
	}

	private async renew(send: Send, account: Account, held: Grant): Promise<Grant | PikPakError> {
		const session = { ...held.session, deviceId: held.session.deviceId || deviceIdOf(account) };
		if (isRefused(session, this.now())) return held;
		const named: Send = async (request) =>
			await send({
				...request,
				headers: { ...identityHeaders(session.deviceId), ...request.headers },
			});
		const check = await checkToken(named, account.hosts, held.accessToken);
		if (check instanceof PikPakError) return check;
		if (check === 'valid' && held.accessToken !== '') return this.remember(held);
		const refreshed = await this.refresh(named, account, session);
		return refreshed ?? (await this.signIn(named, account, session));
	}

	/** @returns undefined if there is no refresh token that could still work */
	private async refresh(
		send: Send,
		{ hosts }: Account,
		session: Session,
	): Promise<Grant | PikPakError | undefined> {
		const { account, refreshToken } = session;
		if (refreshToken === '' || this.superseded.get(account) === refreshToken) return undefined;
		const tokens = await refresh(send, hosts, refreshToken, this.now);
		if (!(tokens instanceof PikPakError))
			return this.remember(grantOf(session, tokens, this.now()));
		if (tokens.reason === 'invalid_grant') this.superseded.set(account, refreshToken);
		return tokens;
	}

	private async signIn(
		send: Send,
		account: Account,
		session: Session,
	): Promise<Grant | PikPakError> {
		const tokens = await signIn(send, account, session.deviceId, this.now);
		if (!(tokens instanceof PikPakError))
			return this.remember(grantOf(session, tokens, this.now()));
		if (NOT_THE_SERVICE.has(tokens.reason)) return tokens;
		return this.remember(refusalOf(session, tokens, this.now()));
	}

	private remember(grant: Grant): Grant {
		this.latest.set(grant.session.account, grant);
		return grant;
	}
}

/** Stable per account, so that PikPak sees one device however often n8n loses what it stored. */
function deviceIdOf({ username }: Account): string {
	return createHash('md5').update(`n8n-nodes-pikpak ${username.toLowerCase()}`).digest('hex');
}

function blank(account: string): Session {
	return { account, deviceId: '', userId: '', refreshToken: '', expiresAt: 0, issuedAt: 0 };
}

function grantOf({ account, deviceId }: Session, tokens: Tokens, now: number): Grant {
	const { accessToken, refreshToken, expiresAt, userId } = tokens;
	return {
		accessToken,
		session: { account, deviceId, userId, refreshToken, expiresAt, issuedAt: now },
	};
}

function refusalOf(session: Session, error: PikPakError, now: number): Grant {
	const { reason, meaning, advice, said } = error;
	const count = (session.refusal?.count ?? 0) + 1;
	const [first, longest] = PAUSES.get(reason) ?? PAUSE;
	const until = now + Math.min(first * 2 ** (count - 1), longest);
	return {
		accessToken: '',
		session: {
			...session,
			issuedAt: now,
			refusal: { reason, meaning, advice, said, until, count },
		},
	};
}

function isRefused(session: Session, now: number): session is Session & { refusal: Refusal } {
	return session.refusal !== undefined && session.refusal.until > now;
}

function refused({ reason, meaning, advice, said, until }: Refusal): PikPakError {
	const end = `${new Date(until).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
	return new PikPakError(reason, {
		meaning,
		advice: `${advice} n8n does not ask PikPak again before ${end}, unless you change the credential.`,
		retryable: true,
		said,
	});
}

function sessionMissing(): PikPakError {
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
