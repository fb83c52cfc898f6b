import { accountKey, deviceOf, profileOf, type Account } from './account';
import type { Signed } from './call';
import type { Identity } from './captcha';
import { PikPakError } from './errors';
import type { Answer, Request } from './http';
import {
	isDue,
	LOOK_AGAIN_AFTER_MS,
	readSession,
	sessionMissing,
	type Session,
	type StoredSession,
} from './session';

/** A store that every process of n8n reads and writes, without a lock; and the way to send with what is in it. */
export interface SessionStore<Stored extends StoredSession> {
	/** What is stored by now. */
	read: () => Promise<Stored>;
	/**
	 * Sends a request, signed with what was read. With a blank access token the session is renewed first, and stored.
	 *
	 * @returns the answer, and the session that signed the request; still blank if none could be had
	 */
	send: (
		request: Request,
		stored: Stored,
	) => Promise<{ answer: Answer | PikPakError; signedWith: StoredSession }>;
}

/** The signed requests of one execution: they go on with the session that is stored, and renew it when it ends. */
export class SignedRequests<Stored extends StoredSession> implements Signed {
	private readonly key: string;
	/** What the last request was signed with. */
	private used: StoredSession = { accessToken: '', session: '' };

	/**
	 * @param now milliseconds since 1970
	 * @param sleep waits for so many milliseconds
	 */
	constructor(
		private readonly account: Account,
		private readonly store: SessionStore<Stored>,
		private readonly now: () => number,
		private readonly sleep: (milliseconds: number) => Promise<void>,
	) {
		this.key = accountKey(account);
	}

	/**
	 * Sends a request with the stored session, and renews that some minutes before its end.
	 *
	 * @param renew renews it in any case, unless another execution has done so by now
	 */
	async send(request: Request, renew: boolean): Promise<Answer | PikPakError> {
		const stored = await this.store.read();
		if (renew && stored.accessToken === this.used.accessToken)
			return await this.sendRenewed(request, stored);
		if (this.isDue(stored)) {
			const ahead = await this.sendRenewed(request, stored);
			// It failed, or another process is about to store its own: the token at hand works for some minutes yet.
			if (!(ahead instanceof PikPakError)) return ahead;
		}
		return await this.sendWith(request, stored, stored);
	}

	/** Waits for another process to store its session, and tells whether one did. */
	async sessionChanged(): Promise<boolean> {
		for (const delay of LOOK_AGAIN_AFTER_MS) {
			await this.sleep(delay);
			if ((await this.store.read()).session !== this.used.session) return true;
		}
		return false;
	}

	/** Who the account is, as far as its session tells; undefined if none of PikPak's programs, which alone get captcha tokens. */
	async identity(): Promise<Identity | undefined> {
		const profile = profileOf(this.account);
		if (profile === undefined) return undefined;
		const session = await this.session();
		const deviceId = deviceOf(this.account, session);
		return { profile, deviceId, userId: session?.userId ?? '' };
	}

	/**
	 * PikPak's id of the account, once a call has been done; it stays when password or service change. Where PikPak does
	 * not tell it, as it may of a personal access token, what tells the credential from another.
	 *
	 * @throws PikPakError `session_missing` if it is not known
	 */
	async accountId(): Promise<string> {
		const session = await this.session();
		if (session === undefined) throw sessionMissing();
		return session.userId || this.key;
	}

	private async session(): Promise<Session | undefined> {
		return readSession((await this.store.read()).session, this.key);
	}

	private isDue({ accessToken, session }: StoredSession): boolean {
		const known = readSession(session, this.key);
		return known !== undefined && accessToken !== '' && isDue(known, this.now());
	}

	private async sendRenewed(request: Request, stored: Stored): Promise<Answer | PikPakError> {
		return await this.sendWith(request, { ...stored, accessToken: '' }, stored);
	}

	private async sendWith(
		request: Request,
		signer: Stored,
		{ accessToken, session }: StoredSession,
	): Promise<Answer | PikPakError> {
		const { answer, signedWith } = await this.store.send(request, signer);
		this.used = signedWith.accessToken === '' ? { accessToken, session } : signedWith;
		return answer;
	}
}
