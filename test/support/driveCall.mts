import { callOn, type Call } from '../../pikpak/call.js';
import { CaptchaTokens } from '../../pikpak/captchaTokens.js';
import type { Answer, Request as DriveRequest } from '../../pikpak/http.js';
import { HOSTS } from '../../simulator/hosts.mjs';
import type { Simulator } from '../../simulator/simulator.mjs';

/**
 * A way to the drive of a simulated PikPak: the shipped one, with a personal access token.
 *
 * @param driveUrl of a simulator on a socket; without one the requests stay in the process, which is quicker
 */
export function callTo(simulator: Simulator, driveUrl?: string): Call {
	const bearer = `Bearer ${simulator.newPersonalToken()}`;
	const send = async ({ method, url, body }: DriveRequest): Promise<Answer> => {
		const request = new Request(url, {
			method,
			headers: { Authorization: bearer, 'Content-Type': 'application/json' },
			...(body !== undefined && { body: JSON.stringify(body) }),
		});
		const response = await (driveUrl === undefined ? simulator.fetch(request) : fetch(request));
		const text = await response.text();
		return { kind: 'answered', status: response.status, body: text && JSON.parse(text) };
	};
	const drive = driveUrl ?? `http://pikpak.example${HOSTS.drive}`;
	return callOn({
		hosts: { user: drive, drive },
		signed: { send, identity: async () => undefined, sessionChanged: async () => false },
		send,
		captchaTokens: new CaptchaTokens(Date.now),
		now: Date.now,
		sleep: async () => undefined,
		random: Math.random,
	});
}
