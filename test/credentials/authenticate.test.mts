import 'reflect-metadata';
import { PackageDirectoryLoader } from 'n8n-core';
import type { ICredentialDataDecryptedObject, IHttpRequestOptions } from 'n8n-workflow';
import { accountKey } from '../../pikpak/account.js';
import { WEB } from '../../pikpak/profile.js';
import { writeSession } from '../../pikpak/session.js';

const account = {
	hosts: { user: 'https://user.mypikpak.com', drive: 'https://api-drive.mypikpak.com' },
	wayIn: {
		kind: 'password' as const,
		username: 'name@email.com',
		password: 'a password',
		captchaToken: '',
	},
	deviceId: '',
};
const session = {
	account: accountKey(account),
	deviceId: '0123456789abcdef0123456789abcdef',
	userId: 'XUser',
	refreshToken: 'os.refresh',
	expiresAt: 0,
	issuedAt: 0,
	refusal: undefined,
	captchaTried: '',
};
const credential: ICredentialDataDecryptedObject = {
	authentication: 'password',
	email: account.wayIn.username,
	password: account.wayIn.password,
	service: 'mypikpak.com',
	sessionToken: 'an access token',
	session: writeSession(session),
};

const loader = new PackageDirectoryLoader(process.cwd());

beforeAll(async () => {
	await loader.loadAll();
});

const sign = async (
	options: Partial<IHttpRequestOptions> & { uri?: string },
	data = credential,
) => {
	const { authenticate } = loader.getCredential('pikPakApi').type;
	if (typeof authenticate !== 'function') throw new Error('The credential signs by a function.');
	return await authenticate(data, options as IHttpRequestOptions);
};

test('signs a request to the drive with token, device and client', async () => {
	const url = 'https://api-drive.mypikpak.com/drive/v1/about';
	expect(await sign({ url, headers: { Accept: 'application/json' } })).toEqual({
		url,
		headers: {
			Accept: 'application/json',
			Authorization: 'Bearer an access token',
			'X-Device-Id': session.deviceId,
			'X-Client-Id': 'YNxT9w7GMdWvEOKa',
			'User-Agent': 'ANDROID-com.pikcloud.pikpak/1.53.2',
			'Accept-Language': 'en',
		},
		disableFollowRedirect: true,
	});
});

test('signs as the website with a refresh token of the website', async () => {
	const wayIn = { kind: 'refreshToken' as const, refreshToken: 'os.pasted', profile: WEB };
	const key = accountKey({ ...account, wayIn });
	const data = {
		...credential,
		authentication: 'refreshToken',
		refreshToken: wayIn.refreshToken,
		issuedTo: 'web',
		session: writeSession({ ...session, account: key }),
	};
	const { headers } = await sign({ url: 'https://api-drive.mypikpak.com/drive/v1/about' }, data);
	expect(headers).toMatchObject({
		'X-Client-Id': 'YUMx5nI8ZU8Ap8pm',
		'X-Client-Version': '2.0.0',
		Referer: 'https://mypikpak.com/',
		'User-Agent': expect.stringContaining('Firefox') as string,
	});
});

test('names no program of PikPak with a personal access token', async () => {
	const wayIn = { kind: 'accessToken' as const, accessToken: 'a personal one' };
	const key = accountKey({ ...account, wayIn });
	const data = {
		...credential,
		authentication: 'accessToken',
		accessToken: wayIn.accessToken,
		session: writeSession({ ...session, account: key }),
	};
	const { headers } = await sign({ url: 'https://api-drive.mypikpak.com/drive/v1/about' }, data);
	expect(Object.keys(headers ?? {}).sort()).toEqual([
		'Accept-Language',
		'Authorization',
		'X-Device-Id',
	]);
});

test("a refresh token stays good when another of PikPak's services is chosen", async () => {
	const data = {
		...credential,
		authentication: 'refreshToken',
		refreshToken: 'os.pasted',
		issuedTo: 'web',
	};
	const wayIn = { kind: 'refreshToken' as const, refreshToken: 'os.pasted', profile: WEB };
	const stored = writeSession({ ...session, account: accountKey({ ...account, wayIn }) });
	const moved = { ...data, session: stored, service: 'pikpak.me' };
	const url = 'https://api-drive.pikpak.me/drive/v1/about';
	expect((await sign({ url }, moved)).url).toBe(url);
	const away = {
		...moved,
		service: 'custom',
		userUrl: 'http://127.0.0.1:1',
		driveUrl: 'http://127.0.0.1:1',
	};
	await expect(sign({ url: 'http://127.0.0.1:1/drive/v1/about' }, away)).rejects.toThrow(
		/not signed in/,
	);
});

test.each([
	{ baseURL: 'https://user.mypikpak.com', url: '/v1/user/me' },
	{ baseURL: 'https://user.mypikpak.com/', url: '/v1/user/me' },
	{ baseURL: ' https://user.mypikpak.com ', url: '/v1/user/me' },
	{ baseURL: 'https://example.com', url: 'https://user.mypikpak.com/v1/user/me' },
	{ uri: 'https://user.mypikpak.com/v1/user/me' },
])('sends what it has checked: %j', async (options) => {
	const { url, ...rest } = await sign(options);
	expect(url).toBe('https://user.mypikpak.com/v1/user/me');
	expect(rest).not.toHaveProperty('baseURL');
	expect(rest).not.toHaveProperty('uri');
});

test.each([
	{ url: 'https://example.com/drive/v1/about' },
	{ url: 'http://api-drive.mypikpak.com/drive/v1/about' },
	{ url: 'https://api-drive.mypikpak.com@example.com/' },
	{ url: 'https://api-drive.mypikpak.com.example.com/' },
	{ baseURL: 'https://example.com', url: '/drive/v1/about' },
	{ baseURL: 'https://user.mypikpak.com', url: '@example.com/' },
	{ uri: 'https://example.com/' },
	{ url: '/drive/v1/about' },
	{},
])('signs nothing for another host: %j', async (options) => {
	await expect(sign(options)).rejects.toThrow(/sent to PikPak only/);
});

test('signs nothing with the session of another service', async () => {
	const url = 'https://user.mypikpak.net/v1/user/me';
	const data = { ...credential, service: 'mypikpak.net' };
	await expect(sign({ url }, data)).rejects.toThrow(/not signed in/);
});

test.each([
	['no session', { session: '' }],
	['no token', { sessionToken: '' }],
	['the session of another e-mail', { email: 'other@email.com' }],
	['the session of another password', { password: 'another' }],
	['a session that cannot be read', { session: '{"v":1' }],
])('signs nothing with %s', async (_, change) => {
	const data: ICredentialDataDecryptedObject = { ...credential, ...change };
	const url = 'https://user.mypikpak.com/v1/user/me';
	await expect(sign({ url }, data)).rejects.toThrow(/not signed in/);
});
