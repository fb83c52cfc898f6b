import { createHash } from 'node:crypto';
import { accountKey, profileOf, type Account, type PasswordWayIn, type WayIn } from './account';
import { errorFor, PikPakError } from './errors';
import { grantOf, type Grant } from './grant';
import type { Send } from './http';
import { identityHeaders } from './profile';
import { refusalAfter } from './refusal';
import { isDue, isRefused, STORED_WITHIN_MS, type Session, type StoredSession } from './session';
import { SingleFlight } from './singleFlight';
import {
	checkToken,
	enter,
	isRefusal,
	NOT_THE_SERVICE,
	refresh,
	UNWELCOME,
	type Tokens,
} from './tokens';

/** When to try again to renew tokens that still work. */
const AHEAD_AGAIN_MS = 60_000;

/** How long a refresh token that was not taken is remembered. */
const REMEMBERED_MS = 24 * 3_600_000;

/**
 * Keeps the sessions of this process. PikPak punishes frequent sign-ins, refresh tokens work once, and n8n has no lock:
 * so there is one attempt at a time per account, and its outcome serves everybody who asks.
 */
export class SessionKeeper {
	/** Serves n8n's credential dialog, which tests with blank hidden fields, and executions that come late. */
	private readonly latest = new Map<string, Grant>();
	private readonly attempts = new SingleFlight<Grant | PikPakError>();
	/** Refresh tokens that PikPak did not take, and since when, in milliseconds since 1970. */
	private readonly superseded = new Map<string, number>();
	/** Renewals ahead of time that have failed; milliseconds since 1970. */
	private readonly failedAhead = new Map<string, { error: PikPakError; until: number }>();

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
		return await this.attempts.run(key, async () => await this.renew(send, account, key, stored));
	}

	private async renew(
		send: Send,
		account: Account,
		key: string,
		stored: StoredSession,
	): Promise<Grant | PikPakError> {
		const { accessToken, session } = grantOf(account, stored, this.latest.get(key));
		const wayIn = withUntriedCaptcha(account, session);
		const mayNotAsk = isRefused(session, this.now()) && !hasCaptcha(wayIn);
		// Another process may have been refused while this one has tokens: they go on serving as long as they can.
		if (mayNotAsk && accessToken === '') return this.remember({ accessToken, session });

		const named = sendAs(account, session.deviceId, send);
		const check = await checkToken(named, account.hosts, accessToken);
		if (check instanceof PikPakError) return check;
		const works = check === 'valid' && accessToken !== '';
		if (works) {
			return this.isWanted(session, stored)
				? await this.renewAhead(named, account, session)
				: this.remember({ accessToken, session });
		}
		const refreshed = await this.refresh(named, account, session);
		// The refresh token may be good yet: it is kept.
		if (isPassing(refreshed)) return this.refuse(session, refreshed);
		if (refreshed !== undefined) return refreshed;
		if (mayNotAsk) return this.remember({ accessToken: '', session });
		return await this.enter(named, { ...account, wayIn }, session);
	}

	/** A blank token is how nodes ask for a new one ahead of time; who has it in hand, as a Test has, only asks whether it works. */
	private isWanted(session: Session, { accessToken }: StoredSession): boolean {
		return accessToken === '' && isDue(session, this.now());
	}

	/**
	 * Renews tokens that still work.
	 *
	 * @returns an error if they cannot be renewed now: nothing is to be stored then, since another process may be about to
	 *   store what it has got
	 */
	private async renewAhead(
		send: Send,
		account: Account,
		session: Session,
	): Promise<Grant | PikPakError> {
		const failed = this.failedAhead.get(session.account);
		if (failed !== undefined && this.now() < failed.until) return failed.error;
		const refreshed = (await this.refresh(send, account, session)) ?? errorFor('invalid_grant');
		if (refreshed instanceof PikPakError) {
			const until = this.now() + AHEAD_AGAIN_MS;
			this.failedAhead.set(session.account, { error: refreshed, until });
		}
		return refreshed;
	}

	/** @returns undefined if there is no refresh token that could still work */
	private async refresh(
		send: Send,
		account: Account,
		session: Session,
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
		if (!isDead(tokens, account)) return tokens;
		this.supersede(refreshToken);
		const { httpStatus, said } = tokens;
		return errorFor('invalid_grant', { httpStatus, said });
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

/** A captcha token works once: one that has been tried is as good as none. */
function withUntriedCaptcha({ wayIn }: Account, { captchaTried }: Session): WayIn {
	const isTried = hasCaptcha(wayIn) && fingerprint(wayIn.captchaToken) === captchaTried;
	return isTried ? { ...wayIn, captchaToken: '' } : wayIn;
}

function hasCaptcha(wayIn: WayIn): wayIn is PasswordWayIn {
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

/** A refusal that says nothing against the refresh token. */
function isPassing(outcome: Grant | PikPakError | undefined): outcome is PikPakError {
	return outcome instanceof PikPakError && outcome.reason !== 'invalid_grant' && isRefusal(outcome);
}
