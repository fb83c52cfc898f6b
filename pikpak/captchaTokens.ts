import type { CaptchaToken } from './captcha';
import { PikPakError } from './errors';
import { SingleFlight } from './singleFlight';

/** The captcha tokens that an account has in this process: one for each action that PikPak has demanded one for. */
export class CaptchaTokens {
	private readonly tokens = new Map<string, CaptchaToken>();
	private readonly attempts = new SingleFlight<CaptchaToken | PikPakError>();

	/** @param now milliseconds since 1970 */
	constructor(private readonly now: () => number) {}

	/**
	 * @param action method and path, such as `GET:/drive/v1/tasks`
	 * @returns a token that has not ended; empty if PikPak has not demanded one lately
	 */
	get(action: string): string {
		const held = this.tokens.get(action);
		return held !== undefined && held.expiresAt > this.now() ? held.token : '';
	}

	/**
	 * Another token for an action. Calls that are refused at the same time get the same one.
	 *
	 * @param refused the token that PikPak did not take; empty if there was none
	 * @param obtain asks PikPak for one
	 */
	async renew(
		action: string,
		refused: string,
		obtain: () => Promise<CaptchaToken | PikPakError>,
	): Promise<string | PikPakError> {
		const held = this.get(action);
		if (held !== '' && held !== refused) return held;
		const outcome = await this.attempts.run(action, async () => {
			const token = await obtain();
			if (!(token instanceof PikPakError)) this.keep(action, token);
			return token;
		});
		return outcome instanceof PikPakError ? outcome : outcome.token;
	}

	/** Forgets those that have ended: the paths of single tasks and files would pile up. */
	private keep(action: string, token: CaptchaToken): void {
		for (const [other, { expiresAt }] of this.tokens) {
			if (expiresAt <= this.now()) this.tokens.delete(other);
		}
		this.tokens.set(action, token);
	}
}
