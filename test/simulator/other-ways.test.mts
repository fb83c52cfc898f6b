import { ANDROID, DEVICE, OTHER_DEVICE, SIGNED, start, stop, WEB } from './support/caller.mjs';
import type { Caller } from './support/caller.mjs';

afterEach(stop);

const UNAUTHENTICATED = { status: 401, body: { error: 'unauthenticated', error_code: 16 } };
const INVALID_GRANT = { status: 400, body: { error: 'invalid_grant', error_code: 4126 } };

const DAY_MS = 24 * 3_600_000;

async function about(someone: Caller, headers: Record<string, string> = {}) {
	const Authorization = `Bearer ${someone.accessToken}`;
	return await someone.drive('GET', '/drive/v1/about', { headers: { Authorization, ...headers } });
}

describe('A refresh token from elsewhere', () => {
	test.each([
		['android', ANDROID, WEB],
		['web', WEB, ANDROID],
	] as const)(
		'of %s works once, with the client id of that program alone',
		async (client, own, other) => {
			const someone = await start();
			someone.refreshToken = someone.simulator.newRefreshToken({ client });
			expect(someone.refreshToken).toMatch(/^os\./);
			expect(await someone.refresh({ client_id: other })).toMatchObject(INVALID_GRANT);
			const reply = await someone.refresh({ client_id: own });
			expect(reply).toMatchObject({ status: 200, body: { token_type: 'Bearer' } });
			expect(await someone.refresh({ client_id: own })).toMatchObject(INVALID_GRANT);
			someone.accessToken = String(reply.body['access_token']);
			expect((await about(someone)).status).toBe(200);
			someone.refreshToken = String(reply.body['refresh_token']);
			expect(await someone.refresh({ client_id: other })).toMatchObject(INVALID_GRANT);
			expect((await someone.refresh({ client_id: own })).status).toBe(200);
			expect(someone.simulator.journal.count({ route: 'POST:/v1/auth/signin' })).toBe(0);
		},
	);

	test('dies when all are revoked', async () => {
		const someone = await start();
		someone.refreshToken = someone.simulator.newRefreshToken({ client: 'android' });
		someone.simulator.revokeRefreshTokens();
		expect(await someone.refresh()).toMatchObject(INVALID_GRANT);
	});

	test('belongs to the device that trades it', async () => {
		const someone = await start();
		const refresh_token = someone.simulator.newRefreshToken({ client: 'android' });
		const { body } = await someone.user('POST', '/v1/auth/token', {
			headers: { 'X-Device-Id': DEVICE },
			body: { client_id: ANDROID, grant_type: 'refresh_token', refresh_token },
		});
		someone.accessToken = String(body['access_token']);
		expect((await about(someone, { 'X-Device-Id': DEVICE })).status).toBe(200);
		expect((await about(someone, { 'X-Device-Id': OTHER_DEVICE })).status).toBe(400);
	});

	test('of the web client is all that it needs on the drive, with captcha tokens of its own', async () => {
		const someone = await start();
		const { simulator } = someone;
		someone.refreshToken = simulator.newRefreshToken({ client: 'web' });
		const web = { 'X-Client-Id': WEB, 'X-Client-Version': '2.0.0', 'X-Device-Id': DEVICE };
		const { body } = await someone.user('POST', '/v1/auth/token', {
			headers: web,
			body: {
				client_id: WEB,
				grant_type: 'refresh_token',
				refresh_token: someone.refreshToken,
			},
		});
		someone.accessToken = String(body['access_token']);
		expect((await about(someone, web)).status).toBe(200);
		simulator.risk({ on: true, status: 400 });
		expect((await about(someone, web)).status).toBe(400);
		const captcha = await someone.user('POST', '/v1/shield/captcha/init', {
			headers: web,
			body: {
				client_id: WEB,
				action: 'GET:/drive/v1/about',
				device_id: DEVICE,
				captcha_token: '',
				meta: { ...SIGNED[WEB], user_id: body['sub'], timestamp: '1700000000000' },
			},
		});
		const token = String(captcha.body['captcha_token']);
		expect((await about(someone, { ...web, 'X-Captcha-Token': token })).status).toBe(200);
		expect(simulator.journal.refusals()).toEqual([]);
	});
});

describe('A personal access token', () => {
	test('opens the drive and tells who one is, for 90 days or as many as were asked for', async () => {
		const someone = await start();
		const { simulator } = someone;
		const [usual, long] = [simulator.newPersonalToken(), simulator.newPersonalToken({ days: 365 })];
		const statuses = async () => {
			const seen = [];
			for (const token of [usual, long]) {
				someone.accessToken = token;
				const headers = { Authorization: `Bearer ${token}` };
				const me = await someone.user('GET', '/v1/user/me', { headers });
				seen.push([(await about(someone)).status, me.status]);
			}
			return seen;
		};
		simulator.advance(90 * DAY_MS - 1);
		expect(await statuses()).toEqual([
			[200, 200],
			[200, 200],
		]);
		simulator.advance(1);
		expect(await statuses()).toEqual([
			[401, 401],
			[200, 200],
		]);
		simulator.advance(275 * DAY_MS);
		expect(await about(someone)).toMatchObject(UNAUTHENTICATED);
	});

	test('needs neither a captcha token nor a device, whatever the risk', async () => {
		const someone = await start();
		someone.accessToken = someone.simulator.newPersonalToken();
		someone.simulator.risk({ on: true, status: 403 });
		someone.simulator.addFault({ name: 'x', match: {}, effect: { kind: 'captchaDemanded' } });
		for (const device of [{}, { 'X-Device-Id': DEVICE }, { 'X-Device-Id': OTHER_DEVICE }]) {
			expect((await about(someone, device)).status).toBe(200);
		}
	});

	test('is nothing to refresh with', async () => {
		const someone = await start();
		someone.refreshToken = someone.simulator.newPersonalToken();
		expect(await someone.refresh()).toMatchObject(INVALID_GRANT);
	});

	test('outlives access tokens that expire, and ends when it is revoked', async () => {
		const someone = await start();
		const { simulator } = someone;
		await someone.signIn();
		const session = someone.accessToken;
		const personal = simulator.newPersonalToken();
		const statuses = async () => {
			const seen = [];
			for (const token of [session, personal]) {
				someone.accessToken = token;
				seen.push((await about(someone)).status);
			}
			return seen;
		};
		simulator.expireAccessTokens();
		expect(await statuses()).toEqual([401, 200]);
		await someone.signIn();
		simulator.revokePersonalTokens();
		expect((await about(someone)).status).toBe(200);
		expect(await statuses()).toEqual([401, 401]);
	});

	test('is told apart in the journal like any other', async () => {
		const someone = await start();
		for (let count = 0; count < 2; count += 1) {
			someone.accessToken = someone.simulator.newPersonalToken();
			await about(someone);
		}
		const [one, other] = someone.simulator.journal.entries().map(({ bearer }) => bearer);
		expect(one).toMatch(/^[0-9a-f]{8}$/);
		expect(other).not.toBe(one);
	});
});
