import type { State } from './state.mjs';

const KEPT = 10_000;

const nothing = () => ({
	accessTokens: new Set<string>(),
	refreshTokens: new Set<string>(),
	personalTokens: new Set<string>(),
	captchaTokens: new Set<string>(),
	deviceIds: new Set<string>(),
	accessKeySecrets: new Set<string>(),
	securityTokens: new Set<string>(),
});
type Kind = keyof ReturnType<typeof nothing>;

/**
 * Remembers what a client must not let out: the newest 10,000 tokens of each kind and device ids, whether or not they
 * still work.
 */
export class Secrets {
	#kept = nothing();

	/** @param secret noted once; an empty one is none */
	note(kind: Kind, secret: string): void {
		const kept = this.#kept[kind];
		if (secret === '') return;
		// Taken away first, so that what is seen again is the newest again.
		kept.delete(secret);
		kept.add(secret);
		const [oldest = ''] = kept;
		if (kept.size > KEPT) kept.delete(oldest);
	}

	/** Notes what came with a snapshot. */
	noteAll({ accesses, refreshes, captchas, uploads }: State): void {
		for (const [token, { kind }] of Object.entries(accesses)) {
			this.note(kind === 'personal' ? 'personalTokens' : 'accessTokens', token);
		}
		for (const token of Object.keys(refreshes)) this.note('refreshTokens', token);
		for (const token of Object.keys(captchas)) this.note('captchaTokens', token);
		for (const { accessKeySecret, securityToken } of Object.values(uploads)) {
			this.note('accessKeySecrets', accessKeySecret);
			this.note('securityTokens', securityToken);
		}
		for (const holders of [accesses, refreshes, captchas]) {
			for (const { deviceId } of Object.values(holders)) this.note('deviceIds', deviceId);
		}
	}

	/** @returns those of each kind, the newest last */
	all(): Record<Kind, string[]> {
		const kept = this.#kept;
		return {
			accessTokens: [...kept.accessTokens],
			refreshTokens: [...kept.refreshTokens],
			personalTokens: [...kept.personalTokens],
			captchaTokens: [...kept.captchaTokens],
			deviceIds: [...kept.deviceIds],
			accessKeySecrets: [...kept.accessKeySecrets],
			securityTokens: [...kept.securityTokens],
		};
	}

	clear(): void {
		this.#kept = nothing();
	}
}
