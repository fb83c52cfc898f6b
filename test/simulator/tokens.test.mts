import { DEVICE, signedIn, start, stop, WEB } from './support/caller.mjs';

afterEach(stop);

const UNAUTHENTICATED = { status: 401, body: { error: 'unauthenticated', error_code: 16 } };
const INVALID_GRANT = { status: 400, body: { error: 'invalid_grant', error_code: 4126 } };

describe('An access token', () => {
	test('opens the drive and tells who one is, without showing the whole address', async () => {
		const someone = await signedIn();
		const headers = { Authorization: `Bearer ${someone.accessToken}` };
		expect((await someone.drive('GET', '/drive/v1/about')).status).toBe(200);
		const me = await someone.user('GET', '/v1/user/me', { headers });
		expect(me.body).toMatchObject({
			sub: someone.simulator.account().userId,
			email: 'd***@pikpak.example',
			status: 'ACTIVE',
		});
	});

	test.each([
		['none', {}],
		['an unknown one', { Authorization: 'Bearer eyJ.unknown.token' }],
		['the name of what every object has', { Authorization: 'Bearer constructor' }],
	])(
		'is needed: %s is answered with 401 and 16',
		async (_what, headers: Record<string, string>) => {
			const someone = await start();
			expect(await someone.drive('GET', '/drive/v1/tasks', { headers })).toMatchObject(
				UNAUTHENTICATED,
			);
			expect(await someone.user('GET', '/v1/user/me', { headers })).toMatchObject(UNAUTHENTICATED);
		},
	);

	test('ends after the seconds that were told', async () => {
		const someone = await signedIn();
		someone.simulator.advance(7_199_999);
		expect((await someone.drive('GET', '/drive/v1/about')).status).toBe(200);
		someone.simulator.advance(1);
		expect(await someone.drive('GET', '/drive/v1/about')).toMatchObject(UNAUTHENTICATED);
	});

	test('ends at once when it is told to, and the refresh token goes on', async () => {
		const someone = await signedIn();
		someone.simulator.expireAccessTokens();
		expect(await someone.drive('GET', '/drive/v1/about')).toMatchObject(UNAUTHENTICATED);
		someone.accessToken = String((await someone.refresh()).body['access_token']);
		expect((await someone.drive('GET', '/drive/v1/about')).status).toBe(200);
	});
});

describe('A refresh token', () => {
	test('works once, and yields the next one', async () => {
		const someone = await signedIn();
		const first = await someone.refresh();
		expect(first.status).toBe(200);
		expect(first.body['refresh_token']).not.toBe(someone.refreshToken);
		const again = await someone.refresh();
		expect(again).toMatchObject(INVALID_GRANT);
		expect(again.body['details']).toEqual([
			expect.objectContaining({ message: 'The refresh token is incorrect or expired' }),
		]);
		expect((await someone.refresh({ refresh_token: first.body['refresh_token'] })).status).toBe(
			200,
		);
	});

	test('is bound to the client id that obtained it', async () => {
		const someone = await signedIn();
		expect(await someone.refresh({ client_id: WEB })).toMatchObject(INVALID_GRANT);
		expect((await someone.refresh()).status).toBe(200);
	});

	test('dies when it is revoked', async () => {
		const someone = await signedIn();
		someone.simulator.revokeRefreshTokens();
		expect(await someone.refresh()).toMatchObject(INVALID_GRANT);
		expect((await someone.drive('GET', '/drive/v1/about')).status).toBe(200);
	});

	test.each([
		['a form', (fields: Record<string, string>) => String(new URLSearchParams(fields))],
		['JSON that is labelled as a form', (fields: Record<string, string>) => JSON.stringify(fields)],
	])('may come in %s', async (_what, encode) => {
		const someone = await signedIn();
		const reply = await someone.user('POST', '/v1/auth/token', {
			headers: { 'X-Device-Id': DEVICE },
			type: 'application/x-www-form-urlencoded',
			body: encode({
				client_id: 'YNxT9w7GMdWvEOKa',
				client_secret: 'dbw2OtmVEeuUvIptb1Coyg',
				grant_type: 'refresh_token',
				refresh_token: someone.refreshToken,
			}),
		});
		expect(reply.status).toBe(200);
	});

	test('is the only thing that the endpoint trades: the password grant of 2024 is gone', async () => {
		const someone = await start();
		expect((await someone.refresh({ grant_type: 'password' })).status).toBe(400);
	});
});
