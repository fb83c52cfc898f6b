import { createHash } from 'node:crypto';
import { accountKey, deviceOf, profileOf, type Account, type WayIn } from './account';
import { errorFor, PikPakError } from './errors';
import type { Send } from './http';
import { identityHeaders } from './profile';
import { refusalAfter } from './refusal';
import {
	isDue,
	isOfDevice,
	isRefused,
	readSession,
	type Session,
	type StoredSession,
} from './session';
import {
	checkToken,
	enter,
	isRefusal,
	NOT_THE_SERVICE,
	refresh,
	UNWELCOME,
	type Tokens,
} from './tokens';

/** A session with its access token, which is empty after a refusal. */
export interface Grant {
	accessToken: string;
	session: Session;
}

/** How long another process that has used a refresh token may take to store its successor. */
const STORED_WITHIN_MS = 10_000;

/** How long a refresh token that was not taken is remembered. */
const REMEMBERED_MS = 24 * 3_600_000;

/**
 * Keeps the sessions of this process. PikPak punishes frequent sign-ins, refresh tokens work once, and n8n has no lock:
 * so there is one attempt at a time per account, and its outcome serves everybody who asks.
 */
export class SessionKeeper {
	/** Serves n8n's credential dialog, which tests with blank hidden fields, and executions that come late. */
	private readonly latest = new Map<string, Grant>();
	private readonly attempts = new Map<string, Promise<Grant | PikPakError>>();
	/** Refresh tokens that PikPak did not take, and since when, in milliseconds since 1970. */
	private readonly superseded = new Map<string, number>();

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
		const { accessToken, session } = this.known(key, account, stored);
		const wayIn = withUntriedCaptcha(account, session);
		const mayNotAsk = isRefused(session, this.now()) && !hasCaptcha(wayIn);
		// Another process may have been refused while this one has tokens: they go on serving as long as they can.
		if (mayNotAsk && accessToken === '') return this.remember({ accessToken, session });

		const named = sendAs(account, session.deviceId, send);
		const check = await checkToken(named, account.hosts, accessToken);
		if (check instanceof PikPakError) return check;
		const works = check === 'valid' && accessToken !== '';
		if (works && !this.isWanted(session, stored)) return this.remember({ accessToken, session });
		const refreshed = await this.refresh(named, account, session, works);
		if (refreshed !== undefined) return refreshed;
		if (works) return this.remember({ accessToken, session });
		if (mayNotAsk) return this.remember({ accessToken: '', session });
		return await this.enter(named, { ...account, wayIn }, session);
	}

	/** A blank token is how nodes ask for a new one ahead of time; who has it in hand, as a Test has, only asks whether it works. */
	private isWanted(session: Session, { accessToken }: StoredSession): boolean {
		return accessToken === '' && isDue(session, this.now());
	}

	/** The newest tokens of what is stored and what is remembered of an account, with the last refusal since. */
	private known(key: string, account: Account, { accessToken, session }: StoredSession): Grant {
		const stored = readSession(session, key);
		const remembered = this.latest.get(key);
		const grants = [
			// First, since a stored one that is as late has had its token blanked, or is the same.
			...(remembered === undefined ? [] : [remembered]),
			...(stored === undefined ? [] : [{ accessToken, session: stored }]),
		].sort((one, other) => other.session.issuedAt - one.session.issuedAt);
		const held = grants.find(hasTokens) ?? grants[0] ?? blank(key, account);
		const { refusal, captchaTried } = grants
			.map((grant) => grant.session)
			.reduce((one, other) => (refusedAt(other) > refusedAt(one) ? other : one), held.session);
		return {
			accessToken: isOfDevice(account, held.session) ? held.accessToken : '',
			session: {
				...held.session,
				deviceId: deviceOf(account, held.session),
				refusal: (refusal?.at ?? 0) < held.session.issuedAt ? undefined : refusal,
				captchaTried,
			},
		};
	}

	/**
	 * @param works whether the access token at hand does
	 * @returns undefined if there is no refresh token that could still work
	 */
	private async refresh(
		send: Send,
		account: Account,
		session: Session,
		works: boolean,
	): Promise<Grant | PikPakError | undefined> {
		const { refreshToken } = session;
		const profile = profileOf(account);
		if (refreshToken === '' || profile === undefined) return undefined;
		const since = this.superseded.get(refreshToken);
		if (since !== undefined) {
			const mayStillCome = this.now() - since < STORED_WITHIN_MS;
			return mayStillCome ? errorFor('invalid_grant') : undefined;
		}
		const tokens = await refresh(send, account.hosts, profile, refreshToken, this.now);
		if (!(tokens instanceof PikPakError)) return this.remember(this.granted(session, tokens));
		if (isDead(tokens, account)) {
			this.supersede(refreshToken);
			return errorFor('invalid_grant', { said: tokens.said });
		}
		// The refresh token may be good yet: it is kept.
		return isRefusal(tokens) && !works ? this.refuse(session, tokens) : tokens;
	}

	private supersede(refreshToken: string): void {
		const now = this.now();
		for (const [other, since] of this.superseded) {
			if (now - since > REMEMBERED_MS) this.superseded.delete(other);
		}
		this.superseded.set(refreshToken, now);
	}

	private async enter(send: Send, account: Account, before: Session): Promise<Grant | PikPakError> {
		const { wayIn } = account;
		const session = hasCaptcha(wayIn)
			? { ...before, captchaTried: fingerprint(wayIn.captchaToken) }
			: before;
		const tokens = await enter(send, account, session.deviceId, this.now);
		if (!(tokens instanceof PikPakError)) return this.remember(this.granted(session, tokens));
		if (NOT_THE_SERVICE.has(tokens.reason)) return tokens;
		return this.refuse({ ...session, refreshToken: '' }, tokens);
	}

	/** Keeps a refusal, so that nobody asks again before its end. */
	private refuse(session: Session, error: PikPakError): Grant {
		const refusal = refusalAfter(error, session.refusal, this.now());
		return this.remember({ accessToken: '', session: { ...session, refusal } });
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

/** Names program and device in every request. */
function sendAs(account: Account, deviceId: string, send: Send): Send {
	const headers = identityHeaders(profileOf(account), deviceId);
	return async (request) => await send({ ...request, headers: { ...headers, ...request.headers } });
}

type Password = Extract<WayIn, { kind: 'password' }>;

/** A captcha token works once: one that has been tried is as good as none. */
function withUntriedCaptcha({ wayIn }: Account, { captchaTried }: Session): WayIn {
	const isTried = hasCaptcha(wayIn) && fingerprint(wayIn.captchaToken) === captchaTried;
	return isTried ? { ...wayIn, captchaToken: '' } : wayIn;
}

function hasCaptcha(wayIn: WayIn): wayIn is Password {
	return wayIn.kind === 'password' && wayIn.captchaToken !== '';
}

function fingerprint(captchaToken: string): string {
	return createHash('sha256').update(captchaToken).digest('hex').slice(0, 16);
}

/**
 * Whether a refresh token is worth nothing any more. Where a password is at hand any refusal of it leads to a sign-in, in
 * whatever words; a pasted one is all there is.
 */
function isDead(error: PikPakError, { wayIn }: Account): boolean {
	if (UNWELCOME.has(error.reason)) return false;
	return error.reason === 'invalid_grant' || (wayIn.kind === 'password' && isRefusal(error));
}

function hasTokens({ accessToken, session }: Grant): boolean {
	return accessToken !== '' || session.refreshToken !== '';
}

function refusedAt({ refusal }: Session): number {
	return refusal?.at ?? -1;
}

function blank(key: string, { wayIn }: Account): Grant {
	return {
		accessToken: '',
		session: {
			account: key,
			deviceId: '',
			userId: '',
			refreshToken: wayIn.kind === 'refreshToken' ? wayIn.refreshToken : '',
			expiresAt: 0,
			issuedAt: 0,
			refusal: undefined,
			captchaTried: '',
		},
	};
}
