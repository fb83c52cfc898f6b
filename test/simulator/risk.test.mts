import { DEVICE, OTHER_DEVICE, signedIn, start, stop, type Caller } from './support/caller.mjs';

afterEach(stop);

const INVALID = { error: 'captcha_invalid', error_code: 9 };

async function list(someone: Caller, captchaToken?: string, deviceId = DEVICE) {
	return await someone.drive('GET', '/drive/v1/tasks', {
		headers: {
			Authorization: `Bearer ${someone.accessToken}`,
			...(deviceId !== '' && { 'X-Device-Id': deviceId }),
			...(captchaToken !== undefined && { 'X-Captcha-Token': captchaToken }),
		},
	});
}

async function tokenOf(reply: ReturnType<Caller['captcha']>): Promise<string> {
	return String((await reply).body['captcha_token']);
}

describe('While the risk switch is on', () => {
	test.each([400, 403] as const)(
		'a drive call demands a captcha token, with status %d',
		async (status) => {
			const someone = await signedIn();
			someone.simulator.risk({ on: true, status });
			expect(await list(someone)).toMatchObject({ status, body: INVALID });
			expect((await list(someone, await tokenOf(someone.driveCaptcha()))).status).toBe(200);
			someone.simulator.risk({ on: false, status });
			expect((await list(someone)).status).toBe(200);
		},
	);

	test('a captcha token serves several calls, whatever action it names, until it ends', async () => {
		const someone = await signedIn();
		someone.simulator.risk({ on: true, status: 400 });
		const token = await tokenOf(someone.driveCaptcha({ action: 'GET:/drive/v1/files' }));
		someone.simulator.advance(299_999);
		expect((await list(someone, token)).status).toBe(200);
		expect((await list(someone, token)).status).toBe(200);
		someone.simulator.advance(1);
		expect((await list(someone, token)).body).toMatchObject(INVALID);
	});

	test('a captcha token of a sign-in, or of another device, does not serve', async () => {
		const someone = await signedIn();
		someone.simulator.risk({ on: true, status: 400 });
		expect((await list(someone, await tokenOf(someone.captcha()))).body).toMatchObject(INVALID);
		const token = await tokenOf(someone.driveCaptcha());
		expect((await list(someone, token, OTHER_DEVICE)).body).toMatchObject(INVALID);
		expect((await list(someone, token, '')).body).toMatchObject(INVALID);
	});

	test.each([
		['a wrong signature', { captcha_sign: `1.${'0'.repeat(32)}` }],
		['the time of another signature', { timestamp: '1700000000001' }],
		["somebody else's user id", { user_id: 'XSomebodyElse001' }],
		['no user id', { user_id: undefined }],
	])('%s yields a captcha token that looks right and never serves', async (_what, meta) => {
		const someone = await signedIn();
		someone.simulator.risk({ on: true, status: 400 });
		const reply = await someone.driveCaptcha({}, meta);
		expect(reply.status).toBe(200);
		expect((await list(someone, String(reply.body['captcha_token']))).body).toMatchObject(INVALID);
	});
});

describe('A device that changes', () => {
	test('makes the drive demand a captcha token', async () => {
		const someone = await start();
		await someone.signIn({ 'X-Device-Id': DEVICE });
		expect((await list(someone)).status).toBe(200);
		expect((await list(someone, undefined, OTHER_DEVICE)).body).toMatchObject(INVALID);
		expect((await list(someone, undefined, '')).body).toMatchObject(INVALID);
	});

	test('is none if the caller never showed one, as in the record of 2022', async () => {
		const someone = await signedIn();
		expect((await list(someone, undefined, '')).status).toBe(200);
		expect((await list(someone, undefined, DEVICE)).status).toBe(200);
	});

	test('is remembered through a refresh', async () => {
		const someone = await start();
		await someone.signIn({ 'X-Device-Id': DEVICE });
		someone.accessToken = String((await someone.refresh()).body['access_token']);
		expect((await list(someone, undefined, OTHER_DEVICE)).body).toMatchObject(INVALID);
		expect((await list(someone)).status).toBe(200);
	});
});
