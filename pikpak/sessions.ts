import { createHash } from 'node:crypto';
import { PikPakError } from './errors';
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

	/** @param now milliseconds since 1970 */
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

	private newest(key: string, { accessToken, session }: StoredSession): Grant {
		const stored = readSession(session, key);
		const remembered = this.latest.get(key);
		if (remembered !== undefined && remembered.session.issuedAt > (stored?.issuedAt ?? 0)) {
			return remembered;
		}
		return stored === undefined
			? { accessToken: '', session: blank(key) }
			: { accessToken, session: stored };
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
		if (!(tokens instanceof PikPakError)) return this.remember(this.granted(session, tokens));
		if (tokens.reason === 'invalid_grant') this.superseded.set(account, refreshToken);
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
		return this.remember({ accessToken: '', session: { ...session, issuedAt, refusal } });
	}

	private granted({ account, deviceId }: Session, { accessToken, ...tokens }: Tokens): Grant {
		const session = { account, deviceId, ...tokens, issuedAt: this.now(), refusal: undefined };
		return { accessToken, session };
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
