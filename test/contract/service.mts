import axios, { type AxiosInstance } from 'axios';
import { createHash } from 'node:crypto';
import { captchaSign } from '../../pikpak/captcha.js';
import { ANDROID } from '../../pikpak/profile.js';

export interface ServiceAddress {
	userUrl: string;
	driveUrl: string;
	email: string;
	password: string;
}

export interface Reply {
	status: number;
	// What a service sends can have any shape: each assumption says which one it expects.
	body: Record<string, unknown>;
}

/**
 * A plain client of PikPak, real or simulated. It shares nothing with the package but the constants of the Android app, so
 * that an assumption is tested on the service and not on our own code. It signs in once.
 */
export class Service {
	private readonly http: AxiosInstance;
	private readonly deviceId: string;
	private session: Promise<Reply> | undefined;

	constructor(private readonly address: ServiceAddress) {
		const seed = `n8n-nodes-pikpak contract ${address.email}`;
		this.deviceId = createHash('md5').update(seed).digest('hex');
		this.http = axios.create({
			timeout: 30_000,
			validateStatus: () => true,
			headers: {
				...ANDROID.headers,
				'X-Device-Id': this.deviceId,
				'Accept-Language': 'en',
			},
		});
	}

	/** Signs in with a fresh captcha token; `changes` replace fields of the 2022 request. */
	async signIn(changes: Record<string, unknown> = {}): Promise<Reply> {
		const { email: username, password } = this.address;
		const captcha = await this.signInCaptcha();
		return await this.user('POST', '/v1/auth/signin', {
			captcha_token: captcha.body['captcha_token'],
			client_id: ANDROID.clientId,
			client_secret: ANDROID.clientSecret,
			username,
			password,
			...changes,
		});
	}

	/** The answer of the one sign-in that all assumptions share. */
	async tokens(): Promise<Reply> {
		this.session ??= this.signIn();
		return await this.session;
	}

	/** Trades a refresh token; `changes` replace fields of the request. */
	async refresh(refreshToken: unknown, changes: Record<string, unknown> = {}): Promise<Reply> {
		return await this.user('POST', '/v1/auth/token', {
			client_id: ANDROID.clientId,
			client_secret: ANDROID.clientSecret,
			grant_type: 'refresh_token',
			refresh_token: refreshToken,
			...changes,
		});
	}

	/** A captcha token for signing in. */
	async signInCaptcha(): Promise<Reply> {
		return await this.captchaInit('POST:/v1/auth/signin', { username: this.address.email });
	}

	private async captchaInit(action: string, meta: Record<string, string>): Promise<Reply> {
		return await this.user('POST', '/v1/shield/captcha/init', {
			client_id: ANDROID.clientId,
			action,
			device_id: this.deviceId,
			captcha_token: '',
			meta,
		});
	}

	/** A captcha token for a drive call. */
	async driveCaptcha(action: string): Promise<Reply> {
		const timestamp = String(Date.now());
		return await this.captchaInit(action, {
			captcha_sign: captchaSign(ANDROID, this.deviceId, timestamp),
			client_version: ANDROID.clientVersion,
			package_name: ANDROID.packageName,
			user_id: String((await this.tokens()).body['sub']),
			timestamp,
		});
	}

	/** A call to the account host, without a signature. */
	private async user(method: string, path: string, data?: unknown): Promise<Reply> {
		return await this.request(method, this.address.userUrl + path, {}, data);
	}

	/** A call to the account host as the account. */
	async me(): Promise<Reply> {
		return await this.request('GET', `${this.address.userUrl}/v1/user/me`, await this.signature());
	}

	/** A call to the drive host as the account. It recovers from a demand for a captcha once. */
	async drive(
		method: string,
		path: string,
		query: Record<string, string> | Array<[string, string]> = {},
		data?: unknown,
	): Promise<Reply> {
		const url = `${this.address.driveUrl}${path}?${String(new URLSearchParams(query))}`;
		const signature = await this.signature();
		const reply = await this.request(method, url, signature, data);
		if (reply.body['error'] !== 'captcha_invalid') return reply;
		const captcha = await this.driveCaptcha(`${method}:${path}`);
		const token = String(captcha.body['captcha_token']);
		return await this.request(method, url, { ...signature, 'X-Captcha-Token': token }, data);
	}

	/** A call to the drive host by nobody. */
	async driveUnsigned(path: string): Promise<Reply> {
		return await this.request('GET', this.address.driveUrl + path, {});
	}

	/** Starts a download. */
	async create(url: string): Promise<Reply> {
		return await this.drive(
			'POST',
			'/drive/v1/files',
			{},
			{
				kind: 'drive#file',
				upload_type: 'UPLOAD_TYPE_URL',
				folder_type: 'DOWNLOAD',
				url: { url },
			},
		);
	}

	/** What a link leads to, without a download. */
	async preview(
		url: string,
	): Promise<{ status: number; resources: Array<Record<string, unknown>> }> {
		const asked = { urls: url, page_size: 500, thumbnail_type: 'FROM_HASH' };
		const { status, body } = await this.drive('POST', '/drive/v1/resource/list', {}, asked);
		const { resources } = (body['list'] ?? {}) as Record<string, unknown>;
		return { status, resources: (resources ?? []) as Array<Record<string, unknown>> };
	}

	async retryTask({ id }: Record<string, unknown>): Promise<Record<string, unknown>> {
		const retry = { type: 'offline', create_type: 'RETRY', id };
		const { body } = await this.drive('POST', '/drive/v1/task', {}, retry);
		return body['task'] as Record<string, unknown>;
	}

	/** Whether this is PikPak itself. */
	get isReal(): boolean {
		return this.address.driveUrl.startsWith('https://api-drive.');
	}

	/** The HTTP status of a drive call with the account's token on another root. */
	async statusOnRoot(root: string, path: string): Promise<number> {
		const url = `https://api-drive.${root}${path}`;
		return (await this.request('GET', url, await this.signature())).status;
	}

	/** The tasks of a list call. */
	async tasks(query: Record<string, string> = {}): Promise<Array<Record<string, unknown>>> {
		const { body } = await this.drive('GET', '/drive/v1/tasks', {
			type: 'offline',
			thumbnail_size: 'SIZE_SMALL',
			limit: '100',
			...query,
		});
		return (body['tasks'] ?? []) as Array<Record<string, unknown>>;
	}

	private async signature(): Promise<Record<string, string>> {
		const { status, body } = await this.tokens();
		if (typeof body['access_token'] !== 'string') {
			throw new Error(`The sign-in was refused: HTTP ${String(status)} ${JSON.stringify(body)}`);
		}
		return { Authorization: `Bearer ${body['access_token']}` };
	}

	private async request(
		method: string,
		url: string,
		headers: Record<string, string>,
		data?: unknown,
	): Promise<Reply> {
		const { status, data: body } = await this.http.request<Record<string, unknown>>({
			method,
			url,
			headers,
			...(data !== undefined && { data }),
		});
		return { status, body };
	}
}
