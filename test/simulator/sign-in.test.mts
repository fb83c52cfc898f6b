import { DEVICE, NOON, OTHER_DEVICE, start, stop, WEB } from './support/caller.mjs';

afterEach(stop);

describe('A sign-in', () => {
	test('yields tokens of the known shapes', async () => {
		const someone = await start();
		const { status, body } = await someone.signIn();
		expect(status).toBe(200);
		expect(body).toMatchObject({
			token_type: 'Bearer',
			expires_in: 7200,
			sub: expect.stringMatching(/^.{16}$/) as string,
			refresh_token: expect.stringMatching(/^os\../) as string,
		});
		const [, claims = ''] = String(body['access_token']).split('.');
		expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({
			sub: body['sub'],
			exp: NOON / 1000 + 7200,
			jti: expect.any(String) as string,
		});
	});

	test('takes its captcha token in the body or in a header, and from the web client without a secret', async () => {
		const someone = await start();
		const { captcha_token } = (await someone.captcha()).body;
		const header = { 'X-Captcha-Token': String(captcha_token) };
		expect((await someone.attempt({ captcha_token })).status).toBe(200);
		expect((await someone.attempt({ captcha_token: '', client_id: WEB }, header)).status).toBe(200);
	});

	test('as in the record of 2022, with an empty captcha token, is told to get one', async () => {
		const someone = await start();
		const reply = await someone.attempt({ client_secret: 'dbw2OtmVEeuUvIptb1Coyg' });
		expect(reply).toMatchObject({ status: 400, body: { error: 'captcha_required' } });
		expect(someone.simulator.journal.refusals()).toEqual([]);
	});

	test('with an expired captcha token is told so', async () => {
		const someone = await start();
		const { captcha_token } = (await someone.captcha()).body;
		someone.simulator.advance(299_999);
		expect((await someone.attempt({ captcha_token })).status).toBe(200);
		someone.simulator.advance(1);
		const reply = await someone.attempt({ captcha_token });
		expect(reply).toMatchObject({
			status: 400,
			body: { error: 'captcha_invalid', error_code: 4002 },
		});
		expect(reply.body['error_description']).toContain('captcha_token expired');
	});

	test('with the captcha token of a drive call is told what was expected', async () => {
		const someone = await start();
		const { captcha_token } = (await someone.driveCaptcha()).body;
		const reply = await someone.attempt({ captcha_token });
		expect(reply).toMatchObject({
			status: 400,
			body: { error: 'captcha_invalid', error_code: 4002 },
		});
		expect(reply.body['error_description']).toMatch(
			/^meta\.username expect demo@pikpak\.example, but got map\[captcha_sign:1\..* result:accept timestamp:1700000000000 user_id:.*\], please check captcha init params$/,
		);
	});

	test("with somebody else's captcha token, or that of another device, is refused", async () => {
		const someone = await start();
		const others = (await someone.captcha({ meta: { username: 'other@pikpak.example' } })).body;
		const own = (await someone.captcha()).body;
		const header = { 'X-Device-Id': OTHER_DEVICE };
		const theirs = await someone.attempt({ captcha_token: others['captcha_token'] });
		expect(theirs.body['error_code']).toBe(4002);
		const elsewhere = await someone.attempt({ captcha_token: own['captcha_token'] }, header);
		expect(elsewhere.body['error_code']).toBe(4002);
	});

	test('with a wrong password is refused by a word', async () => {
		const someone = await start();
		const { captcha_token } = (await someone.captcha()).body;
		const reply = await someone.attempt({ captcha_token, password: 'guessed' });
		expect(reply).toMatchObject({ status: 400, body: { error: 'invalid_account_or_password' } });
	});

	test('is too frequent after five in ten minutes, then takes a person, and is free again later', async () => {
		const someone = await start();
		for (let count = 1; count <= 5; count += 1) expect((await someone.signIn()).status).toBe(200);
		const sixth = await someone.signIn();
		expect(sixth).toMatchObject({
			status: 400,
			body: { error: 'captcha_invalid', error_code: 4002 },
		});
		expect(sixth.body['error_description']).toContain('too frequent');
		expect((await someone.captcha()).body['url']).toEqual(expect.any(String));
		someone.simulator.advance(600_000);
		expect((await someone.captcha()).body).not.toHaveProperty('url');
		expect((await someone.signIn()).status).toBe(200);
	});

	test('may be allowed more often', async () => {
		const someone = await start({ limits: { signIns: 1, signInWindowSeconds: 5 } });
		expect((await someone.signIn()).status).toBe(200);
		expect((await someone.signIn()).status).toBe(400);
		someone.simulator.advance(5000);
		expect((await someone.signIn()).status).toBe(200);
	});
});

describe('A person', () => {
	test('is asked for by a link, without whom the captcha token does not work', async () => {
		const someone = await start();
		someone.simulator.personNeeded(true);
		const { captcha_token, url } = (await someone.captcha()).body;
		const { origin, pathname, searchParams } = new URL(String(url));
		expect(origin).toBe(someone.served.url);
		expect(pathname).toBe('/user.mypikpak.com/captcha/v2/spritePuzzle.html');
		expect(searchParams.get('captcha_token')).toBe(captcha_token);
		expect(searchParams.get('device_id')).toBe(DEVICE);
		const reply = await someone.attempt({ captcha_token });
		expect(reply).toMatchObject({
			status: 400,
			body: { error: 'captcha_invalid', error_code: 4002 },
		});
		expect(reply.body['error_description']).toContain('result:review');
	});

	test('confirms for one device with the button of the page', async () => {
		const someone = await start();
		someone.simulator.personNeeded(true);
		const url = String((await someone.captcha()).body['url']);
		expect(await (await fetch(url)).text()).toContain('<button>I am a person</button>');
		const pressed = await fetch(url, { method: 'POST' });
		expect(await pressed.text()).toContain('This device is accepted');
		expect((await someone.captcha()).body).not.toHaveProperty('url');
		expect((await someone.captcha({ device_id: OTHER_DEVICE })).body).toHaveProperty('url');
		expect((await someone.signIn()).status).toBe(200);
		expect(someone.simulator.journal.refusals()).toEqual([]);
	});

	test('is asked for again when the switch is turned on again', async () => {
		const someone = await start();
		someone.simulator.personNeeded(true);
		await fetch(String((await someone.captcha()).body['url']), { method: 'POST' });
		someone.simulator.personNeeded(true);
		expect((await someone.captcha()).body).toHaveProperty('url');
	});
});
