import type { ClientRequest } from 'node:http';
import { Agent } from 'node:http';
import axios from 'axios';
import type { Call } from '../../pikpak/call.js';
import type { Answer, Request } from '../../pikpak/http.js';
import { callOn, CaptchaTokens } from './shipped.mjs';

/** What a client has asked for, and what has come over the wire for it, headers included. */
export interface Traffic {
	requests: number;
	bytes: number;
}

/** As n8n sends requests: by axios, each over a connection of its own. */
const settings = {
	httpAgent: new Agent(),
	maxRedirects: 0,
	proxy: false,
	validateStatus: null,
} as const;

/**
 * The shipped way to call the drive, over a socket.
 *
 * @param traffic is counted up
 */
export function meteredCall(drive: string, bearer: string, traffic: Traffic): Call {
	const send = async ({ method, url, headers, body }: Request): Promise<Answer> => {
		const answer = await axios.request<unknown>({
			...settings,
			method,
			url,
			headers: { ...headers, Authorization: `Bearer ${bearer}` },
			data: body,
		});
		traffic.requests += 1;
		traffic.bytes += (answer.request as ClientRequest).socket?.bytesRead ?? NaN;
		return { kind: 'answered', status: answer.status, body: answer.data };
	};
	return callOn({
		hosts: { user: drive, drive },
		signed: { send, identity: async () => undefined, sessionChanged: async () => false },
		send,
		captchaTokens: new CaptchaTokens(Date.now),
		now: Date.now,
		// Nothing is repeated on a drive that answers.
		sleep: async () => undefined,
		random: Math.random,
	});
}
