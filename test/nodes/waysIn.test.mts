import { CredentialDatabase } from '../support/credentialsHelper.mjs';
import { bootN8n, type N8nProcess, type StaticData } from '../support/n8n.mjs';
import { CAPTCHA, LIST, REFRESH, SIGN_IN } from '../support/routes.mjs';
import { startSimulated, stopSimulated, type Simulated } from '../support/simulated.mjs';

const credentialId = 'credential-1';

let pikpak: Simulated;
let database: CredentialDatabase;
let n8n: N8nProcess;

beforeEach(async () => {
	pikpak = await startSimulated({ seed: 'demo' });
	database = new CredentialDatabase();
	n8n = await bootN8n(database);
});

afterEach(async () => {
	expect(await stopSimulated()).toEqual([]);
});

/** Fills the credential in, as a person does who has chosen a way in. */
const fillIn = (fields: Record<string, string>) => {
	database.create(credentialId, { ...pikpak.credential, email: '', password: '', ...fields });
};

const list = async (process = n8n) =>
	await process.execute({ credentialId, parameters: { resource: 'task', operation: 'list' } });

const count = (route: string, status?: number) => pikpak.simulator.journal.count({ route, status });

const poll = async (staticData: StaticData) =>
	await n8n.poll({
		credentialId,
		staticData,
		parameters: { events: ['task.created'] },
	});

describe.each(['android', 'web'] as const)('a refresh token of the %s client', (client) => {
	const paste = (refreshToken: string) => {
		fillIn({ authentication: 'refreshToken', refreshToken, issuedTo: client });
	};

	test('gets in without a sign-in, and its successors keep the session', async () => {
		const refreshToken = pikpak.simulator.newRefreshToken({ client });
		paste(`  ${refreshToken}\n`);
		expect(await n8n.test(credentialId)).toBeUndefined();
		await list();
		for (let time = 0; time < 3; time++) {
			pikpak.simulator.expireAccessTokens();
			await list(await bootN8n(database));
		}
		expect([count(SIGN_IN), count(REFRESH, 200), count(REFRESH, 400)]).toEqual([0, 4, 0]);
		expect(database.read(credentialId)).toMatchObject({ refreshToken: `  ${refreshToken}\n` });
	});

	test('a new one begins afresh', async () => {
		paste(pikpak.simulator.newRefreshToken({ client }));
		await list();
		pikpak.simulator.expireAccessTokens();
		pikpak.simulator.revokeRefreshTokens();
		database.edit(credentialId, { refreshToken: pikpak.simulator.newRefreshToken({ client }) });
		await list();
		expect([count(SIGN_IN), count(REFRESH, 200)]).toEqual([0, 2]);
	});

	test('a demand for a captcha is met as that client', async () => {
		paste(pikpak.simulator.newRefreshToken({ client }));
		await list();
		pikpak.simulator.risk({ on: true, status: 403 });
		await list();
		expect([count(LIST, 403), count(LIST, 200), count(CAPTCHA)]).toEqual([1, 2, 1]);
	});

	test('that has been used elsewhere is told, and not tried again and again', async () => {
		paste(pikpak.simulator.newRefreshToken({ client }));
		pikpak.simulator.revokeRefreshTokens();
		// The process that used it may be one of this n8n, and about to store what followed.
		expect(await n8n.test(credentialId)).toMatch(/Try again in ten seconds/);
		await expect(list()).rejects.toMatchObject({
			message: 'PikPak does not accept the refresh token of the credential any more.',
			description: expect.stringMatching(/Paste a new one/) as string,
		});
		const before = pikpak.simulator.journal.count();
		await expect(list()).rejects.toThrow(/does not accept the refresh token/);
		await expect(list(await bootN8n(database))).rejects.toThrow(
			/does not accept the refresh token/,
		);
		expect(pikpak.simulator.journal.count()).toBe(before);
		expect([count(SIGN_IN), count(REFRESH)]).toEqual([0, 1]);
	});
});

test('a refresh token of another client than was chosen is refused in words', async () => {
	const refreshToken = pikpak.simulator.newRefreshToken({ client: 'web' });
	fillIn({ authentication: 'refreshToken', refreshToken, issuedTo: 'android' });
	await expect(list()).rejects.toMatchObject({
		description: expect.stringContaining('Issued To names another program') as string,
	});
});

describe('a personal access token', () => {
	const paste = (accessToken: string) => {
		fillIn({ authentication: 'accessToken', accessToken });
	};

	test('is used as it is, for the node, the trigger and the Test', async () => {
		const accessToken = pikpak.simulator.newPersonalToken();
		paste(`Bearer ${accessToken}`);
		expect(await n8n.test(credentialId)).toBeUndefined();
		expect((await list()).length).toBeGreaterThan(0);
		const staticData = { node: {}, global: {} };
		expect(await poll(staticData)).toBeNull();
		pikpak.simulator.addTask({ name: 'new.iso' });
		expect(await poll(staticData)).toHaveLength(1);
		pikpak.simulator.expireAccessTokens();
		await list();
		expect([count(SIGN_IN), count(REFRESH), count(CAPTCHA)]).toEqual([0, 0, 0]);
	});

	test('that has ended is told, and a new one is taken at once', async () => {
		paste(pikpak.simulator.newPersonalToken());
		const staticData = { node: {}, global: {} };
		await poll(staticData);
		pikpak.simulator.revokePersonalTokens();
		pikpak.simulator.addTask({ name: 'meanwhile.iso' });
		await expect(list()).rejects.toMatchObject({
			message: 'PikPak does not accept the access token of the credential.',
			description: expect.stringContaining('under Connected Apps') as string,
		});
		const before = pikpak.simulator.journal.count();
		expect(await n8n.test(credentialId)).toMatch(/does not accept the access token/);
		expect(pikpak.simulator.journal.count()).toBe(before);
		database.edit(credentialId, { accessToken: pikpak.simulator.newPersonalToken() });
		expect(await n8n.test(credentialId)).toBeUndefined();
		// It is the same account: the trigger has lost nothing.
		expect(await poll(staticData)).toHaveLength(1);
	});
});

describe('when PikPak wants a person', () => {
	const linkIn = (said = '') => /https?:\/\/\S+captcha_token=\S+/.exec(said)?.[0] ?? '';

	test.each([
		['token', (token: string) => token],
		[
			'address',
			(token: string) =>
				`https://api.mypikpak.com/v1/auth/callback?state=harbor&captcha_token=${token}&expires_in=300`,
		],
	])('the %s that the puzzle yields lets the account in at once', async (_, pasted) => {
		database.create(credentialId, pikpak.credential);
		pikpak.simulator.personNeeded(true);
		const said = await n8n.test(credentialId);
		expect(said).toMatch(
			/led to an address that begins with https:\/\/api\.mypikpak\.com\S+, .* works once\. .* http:\S+$/,
		);
		const link = linkIn(said);
		expect(new URL(link).searchParams.get('redirect_uri')).toBe(
			'https://api.mypikpak.com/v1/auth/callback',
		);
		database.edit(credentialId, { captchaToken: pasted(pikpak.simulator.confirm(link)) });
		expect(await n8n.test(credentialId)).toBeUndefined();
		expect((await list()).length).toBeGreaterThan(0);
		expect([count(CAPTCHA), count(SIGN_IN, 200)]).toEqual([1, 1]);
	});

	test('a token that has been used is ignored from then on', async () => {
		database.create(credentialId, pikpak.credential);
		pikpak.simulator.personNeeded(true);
		const link = linkIn(await n8n.test(credentialId));
		database.edit(credentialId, { captchaToken: pikpak.simulator.confirm(link) });
		await list();
		pikpak.simulator.personNeeded(false);
		pikpak.simulator.expireAccessTokens();
		pikpak.simulator.revokeRefreshTokens();
		await list(await bootN8n(database));
		expect([count(CAPTCHA), count(SIGN_IN, 200), count(SIGN_IN, 400)]).toEqual([2, 2, 0]);
	});

	test('who pastes the link itself gets a new link', async () => {
		database.create(credentialId, pikpak.credential);
		pikpak.simulator.personNeeded(true);
		const link = linkIn(await n8n.test(credentialId));
		database.edit(credentialId, { captchaToken: link });
		expect(linkIn(await n8n.test(credentialId))).not.toBe('');
		expect([count(CAPTCHA), count(SIGN_IN)]).toEqual([2, 1]);
	});

	test('a token that PikPak does not take leads to a new link, and to a pause', async () => {
		database.create(credentialId, { ...pikpak.credential, captchaToken: 'ck0.old.token' });
		pikpak.simulator.personNeeded(true);
		expect(linkIn(await n8n.test(credentialId))).not.toBe('');
		const before = pikpak.simulator.journal.count();
		expect(linkIn(await n8n.test(credentialId))).not.toBe('');
		await expect(list(await bootN8n(database))).rejects.toThrow(/wants a person/);
		expect(pikpak.simulator.journal.count()).toBe(before);
	});
});

describe('the device id', () => {
	const deviceId = '0123456789ABCDEF0123456789abcdef';
	const devices = () => pikpak.simulator.journal.entries().map((entry) => entry.deviceId);

	test('is always the same, whatever n8n loses', async () => {
		database.create(credentialId, pikpak.credential);
		await list();
		database.create(credentialId, pikpak.credential);
		await list(await bootN8n(database));
		expect(new Set(devices()).size).toBe(1);
	});

	test('that is typed begins a session of its own', async () => {
		database.create(credentialId, pikpak.credential);
		await list();
		database.edit(credentialId, { deviceId });
		expect(await n8n.test(credentialId)).toBeUndefined();
		await list();
		expect(devices().at(-1)).toBe(deviceId.toLowerCase());
		expect([count(SIGN_IN), count(LIST, 200), count(CAPTCHA)]).toEqual([2, 2, 2]);
	});

	test('that is typed beside a refresh token renews its session', async () => {
		fillIn({
			authentication: 'refreshToken',
			refreshToken: pikpak.simulator.newRefreshToken({ client: 'web' }),
			issuedTo: 'web',
		});
		await list();
		database.edit(credentialId, { deviceId });
		await list();
		expect(await n8n.test(credentialId)).toBeUndefined();
		expect(devices().at(-1)).toBe(deviceId.toLowerCase());
		expect([count(REFRESH, 200), count(LIST, 200), count(CAPTCHA)]).toEqual([2, 2, 0]);
	});
});

test.each([
	[{ authentication: 'password', email: ' ', password: 'x' }, /E-mail or password .* is empty/],
	[{ authentication: 'refreshToken', refreshToken: '' }, /The refresh token .* is empty/],
	[{ authentication: 'accessToken', accessToken: 'Bearer ' }, /The access token .* is empty/],
	[{ authentication: 'passport' }, /"passport" is not a way to authenticate/],
	[{ authentication: 'accessToken', accessToken: 'x', deviceId: '123' }, /Enter 32 characters/],
])('says what is wrong with %j', async (fields, said) => {
	fillIn(fields);
	expect(await n8n.test(credentialId)).toMatch(said);
	expect(pikpak.simulator.journal.count()).toBe(0);
});
