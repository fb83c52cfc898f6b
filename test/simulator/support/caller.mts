import { serve, type ServedSimulator } from '../../../simulator/serve.mjs';
import {
	createSimulator,
	type Simulator,
	type SimulatorOptions,
} from '../../../simulator/simulator.mjs';

export const DEVICE = '0123456789abcdef0123456789abcdef';
export const OTHER_DEVICE = 'fedcba9876543210fedcba9876543210';

export const ANDROID = 'YNxT9w7GMdWvEOKa';
export const WEB = 'YUMx5nI8ZU8Ap8pm';

/** The vectors of both programs for {@link DEVICE} at 1700000000000, computed apart from this code, in Python. */
export const SIGNED = {
	[ANDROID]: {
		captcha_sign: '1.aa511a2a9d7fc2f10c3f0e694b44a288',
		client_version: '1.53.2',
		package_name: 'com.pikcloud.pikpak',
	},
	[WEB]: {
		captcha_sign: '1.81abef7a2a707b5e3bcb06b976d800c3',
		client_version: '2.0.0',
		package_name: 'mypikpak.com',
	},
};

export type Json = Record<string, unknown>;

export interface Reply {
	status: number;
	body: Json;
}

interface CallOptions {
	query?: Record<string, string> | Array<[string, string]>;
	headers?: Record<string, string>;
	/** Sent as JSON, or as it is if it is a text. */
	body?: unknown;
	type?: string;
}

/** A caller of a simulator over its socket, which does what it is told and nothing more. */
export class Caller {
	accessToken = '';

	refreshToken = '';

	constructor(
		readonly simulator: Simulator,
		readonly served: ServedSimulator,
	) {}

	async user(method: string, path: string, options: CallOptions = {}): Promise<Reply> {
		return await send(method, this.served.userUrl + path, options);
	}

	/** With the access token, unless other headers are given. */
	async drive(method: string, path: string, options: CallOptions = {}): Promise<Reply> {
		const headers = { Authorization: `Bearer ${this.accessToken}` };
		return await send(method, this.served.driveUrl + path, { headers, ...options });
	}

	/** The tasks of a list; with the given query. */
	async tasks(query: Record<string, string> = {}): Promise<Json[]> {
		return (await this.drive('GET', '/drive/v1/tasks', { query })).body['tasks'] as Json[];
	}

	/** Asks for a captcha token for a sign-in, unless other fields are given. */
	async captcha(fields: Json = {}): Promise<Reply> {
		return await this.user('POST', '/v1/shield/captcha/init', {
			body: {
				client_id: ANDROID,
				action: 'POST:/v1/auth/signin',
				device_id: DEVICE,
				captcha_token: '',
				meta: { username: this.simulator.account().email },
				...fields,
			},
		});
	}

	/** Asks for a captcha token for a drive call, signed as the vectors are. */
	async driveCaptcha(fields: Json = {}, meta: Json = {}): Promise<Reply> {
		return await this.captcha({
			action: 'GET:/drive/v1/tasks',
			meta: {
				...SIGNED[ANDROID],
				user_id: this.simulator.account().userId,
				timestamp: '1700000000000',
				...meta,
			},
			...fields,
		});
	}

	/** One attempt, with whatever captcha token is given. */
	async attempt(fields: Json = {}, headers: Record<string, string> = {}): Promise<Reply> {
		const { email, password } = this.simulator.account();
		return await this.user('POST', '/v1/auth/signin', {
			headers,
			body: { client_id: ANDROID, username: email, password, captcha_token: '', ...fields },
		});
	}

	/** The whole way: a captcha token, a sign-in; the tokens are kept. */
	async signIn(headers: Record<string, string> = {}): Promise<Reply> {
		const { captcha_token } = (await this.captcha()).body;
		const reply = await this.attempt({ captcha_token }, headers);
		this.accessToken = String(reply.body['access_token']);
		this.refreshToken = String(reply.body['refresh_token']);
		return reply;
	}

	async refresh(fields: Json = {}): Promise<Reply> {
		return await this.user('POST', '/v1/auth/token', {
			body: {
				client_id: ANDROID,
				grant_type: 'refresh_token',
				refresh_token: this.refreshToken,
				...fields,
			},
		});
	}

	/** Creates an offline task as the clients do. */
	async download(url: string, fields: Json = { folder_type: 'DOWNLOAD' }): Promise<Reply> {
		return await this.drive('POST', '/drive/v1/files', {
			body: { kind: 'drive#file', upload_type: 'UPLOAD_TYPE_URL', url: { url }, ...fields },
		});
	}
}

async function send(method: string, url: string, options: CallOptions): Promise<Reply> {
	const { query, headers, body, type = 'application/json' } = options;
	const response = await fetch(
		query === undefined ? url : `${url}?${String(new URLSearchParams(query))}`,
		{
			method,
			headers: { ...headers, ...(body !== undefined && { 'Content-Type': type }) },
			...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
		},
	);
	const text = await response.text();
	return { status: response.status, body: text === '' ? {} : (JSON.parse(text) as Json) };
}

const running: ServedSimulator[] = [];

/** Noon in UTC+8: no test crosses midnight by chance. */
export const NOON = Date.parse('2026-11-24T12:00:00.000+08:00');

/** A simulator on a socket, whose clock stands still until it is advanced, and a caller who has not signed in. */
export async function start(options: SimulatorOptions = {}): Promise<Caller> {
	const simulator = createSimulator({ now: () => NOON, ...options });
	const served = await serve(simulator);
	running.push(served);
	return new Caller(simulator, served);
}

/** A simulator on a socket, and a caller who has. */
export async function signedIn(options: SimulatorOptions = {}): Promise<Caller> {
	const caller = await start(options);
	await caller.signIn();
	return caller;
}

/** Ends what a test has started. */
export async function stop(): Promise<void> {
	await Promise.all(
		running.splice(0).map(async ({ close }) => {
			await close();
		}),
	);
}
