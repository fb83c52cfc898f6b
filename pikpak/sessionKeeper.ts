import { createHash } from 'node:crypto';
import { errorFor, PikPakError } from './errors';
import type { Send } from './http';
import { identityHeaders } from './profile';
import { refusalAfter } from './refusal';
import { accountKey, isRefused, readSession, type Session, type StoredSession } from './session';
import { checkToken, NOT_THE_SERVICE, refresh, signIn, type Account, type Tokens } from './signIn';

/** A session with its access token, which is empty after a refusal. */
export interface Grant {
	accessToken: string;
	session: Session;
}

/** A refresh token that PikPak did not take, since `at` (milliseconds since 1970). */
interface Superseded {
	refreshToken: string;
	at: number;
}

/** How long another process that has used a refresh token may take to store its successor. */
const STORED_WITHIN_MS = 10_000;

/**
 * Keeps the sessions of this process. PikPak punishes frequent sign-ins, refresh tokens work once, and n8n has no lock:
 * so there is one attempt at a time per account, and its outcome serves everybody who asks.
 */
export class SessionKeeper {
	/** Serves n8n's credential dialog, which tests with blank hidden fields, and executions that come late. */
	private readonly latest = new Map<string, Grant>();
	private readonly attempts = new Map<string, Promise<Grant | PikPakError>>();
	private readonly superseded = new Map<string, Superseded>();

	/** @param now milliseconds since 1970 */
	constructor(private readonly now: () => number) {}

	/**
	 * A session that works: the one at hand if the drive takes its token, else a refreshed one, else a new one.
	 *
	 * @param send carries requests without signing them
	 * @param stored what n8n has; a blank token beside a session says that the session's token has expired
	 * @returns a grant with an empty token if PikPak has refused to sign in; `invalid_grant` for ten seconds after
	 *   a refresh token was not taken, since another process may have used it and be about to store its successor
	 */
	async obtain(send: Send, account: Account, stored: StoredSession): Promise<Grant | PikPakError> {
		const key = accountKey(account);
		const running = this.attempts.get(key);
		if (running !== undefined) return await running;
		const attempt = this.renew(send, account, key, stored).finally(() => {
			this.attempts.delete(key);
		});
		this.attempts.set(key, attempt);
		return await attempt;
	}

	private async renew(
		send: Send,
		account: Account,
		key: string,
		stored: StoredSession,
	): Promise<Grant | PikPakError> {
		const known = this.knownGrants(key, stored);
		const newest = known[0] ?? { accessToken: '', session: blank(key) };
		const held = known.find(({ session }) => session.refusal === undefined) ?? newest;
		const isRefusal = isRefused(newest.session, this.now());
		// Another process may have been refused while this one has a session: that goes on as long as it can.
		if (isRefusal && held === newest) return newest;

		const deviceId = held.session.deviceId || deviceIdOf(account);
		const session = { ...held.session, deviceId, refusal: newest.session.refusal };
		const named: Send = async (request) =>
			await send({ ...request, headers: { ...identityHeaders(deviceId), ...request.headers } });
		const check = await checkToken(named, account.hosts, held.accessToken);
		if (check instanceof PikPakError) return check;
		if (check === 'valid' && held.accessToken !== '') return this.remember(held);
		const refreshed = await this.refresh(named, account, session);
		if (refreshed !== undefined) return refreshed;
		return isRefusal ? this.remember(newest) : await this.signIn(named, account, session);
	}

	/** What is stored and what is remembered of an account, the latest first. */
	private knownGrants(key: string, { accessToken, session }: StoredSession): Grant[] {
		const stored = readSession(session, key);
		const remembered = this.latest.get(key);
		return [
			// First, since a stored one that is as late has had its token blanked, or is the same.
			...(remembered === undefined ? [] : [remembered]),
			...(stored === undefined ? [] : [{ accessToken, session: stored }]),
		].sort((one, other) => other.session.issuedAt - one.session.issuedAt);
	}

	/** @returns undefined if there is no refresh token that could still work */
	private async refresh(
		send: Send,
		{ hosts }: Account,
		session: Session,
	): Promise<Grant | PikPakError | undefined> {
		const { account, refreshToken } = session;
		if (refreshToken === '') return undefined;
		const superseded = this.superseded.get(account);
		if (superseded?.refreshToken === refreshToken) {
			const mayStillCome = this.now() - superseded.at < STORED_WITHIN_MS;
			return mayStillCome ? errorFor('invalid_grant') : undefined;
		}
		const tokens = await refresh(send, hosts, refreshToken, this.now);
		if (!(tokens instanceof PikPakError)) return this.remember(this.granted(session, tokens));
		if (tokens.reason === 'invalid_grant') {
			this.superseded.set(account, { refreshToken, at: this.now() });
		}
		return tokens;
	}

	private async signIn(
		send: Send,
		account: Account,
		session: Session,
	): Promise<Grant | PikPakError> {
		const tokens = await signIn(send, account, session.deviceId, this.now);
		if (!(tokens instanceof PikPakError)) return this.remember(this.granted(session, tokens));
		if (NOT_THE_SERVICE.has(tokens.reason)) return tokens;
		const issuedAt = this.now();
		const refusal = refusalAfter(tokens, session.refusal, issuedAt);
		const refusedSession = { ...session, refreshToken: '', issuedAt, refusal };
		return this.remember({ accessToken: '', session: refusedSession });
	}

	private granted(session: Session, { accessToken, userId, ...tokens }: Tokens): Grant {
		return {
			accessToken,
			session: {
				...session,
				...tokens,
				userId: userId || session.userId,
				issuedAt: this.now(),
				refusal: undefined,
			},
		};
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
	return {
		account,
		deviceId: '',
		userId: '',
		refreshToken: '',
		expiresAt: 0,
		issuedAt: 0,
		refusal: undefined,
	};
}
