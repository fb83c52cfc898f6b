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

	test('gets a captcha token that signs in once, with the button of the page', async () => {
		const { someone, url } = await asked();
		expect(await (await fetch(url)).text()).toContain('<button>I am a person</button>');
		const { token: captcha_token } = await press(url);
		expect((await someone.attempt({ captcha_token })).status).toBe(200);
		const again = await someone.attempt({ captcha_token });
		expect(again.body['error_description']).toContain('captcha_token expired');
		expect(someone.simulator.journal.refusals()).toEqual([]);
	});

	test('leaves the switch on, so that the next sign-in takes one again', async () => {
		const { someone, url } = await asked();
		await press(url);
		expect(someone.simulator.switches().personNeeded).toBe(true);
		expect((await someone.captcha()).body).toHaveProperty('url');
	});

	test('is led to the address of the program, with what it asked for and the captcha token', async () => {
		const { url } = await asked();
		const link = new URL(url);
		link.searchParams.set('redirect_uri', 'https://mypikpak.com/loading?from=n8n&to=a b');
		link.searchParams.set('state', 'getcaptcha1716395599394');
		const { address, token } = await press(link.href);
		expect(address).toBe(
			`https://mypikpak.com/loading?from=n8n&to=a+b&state=getcaptcha1716395599394&captcha_token=${token}&expires_in=300`,
		);
	});

	test('may be led to the address of an app, and to one without a state', async () => {
		const { url } = await asked();
		const link = new URL(url);
		link.searchParams.set('redirect_uri', 'xlaccsdk01://xbase.cloud/callback?state=harbor');
		const { address, token } = await press(link.href);
		expect(address).toBe(
			`xlaccsdk01://xbase.cloud/callback?state=harbor&captcha_token=${token}&expires_in=300`,
		);
	});

	test('is shown the captcha token alone if the link names no address', async () => {
		const { url } = await asked();
		expect(await press(url)).toEqual({
			address: '',
			token: expect.stringMatching(/^ck0\./) as string,
		});
	});

	test('cannot be led to what is no address', async () => {
		const { someone, url } = await asked();
		const link = new URL(url);
		link.searchParams.set('redirect_uri', 'nowhere');
		expect((await fetch(link, { method: 'POST' })).status).toBe(400);
		expect(someone.simulator.journal.refusals()).toHaveLength(1);
	});

	test('confirms for the device and the user who asked, until the captcha token ends', async () => {
		const { someone, url } = await asked();
		const solved = () => someone.simulator.confirm(url);
		const code = async (captcha_token: string, fields = {}, headers = {}) =>
			(await someone.attempt({ captcha_token, ...fields }, headers)).body['error_code'];
		expect(await code(solved(), {}, { 'X-Device-Id': OTHER_DEVICE })).toBe(4002);
		expect(await code(solved(), { username: 'other@pikpak.example' })).toBe(4002);
		const late = solved();
		expect(await code(solved(), {}, { 'X-Device-Id': DEVICE })).toBeUndefined();
		someone.simulator.advance(300_000);
		expect(await code(late)).toBe(4002);
	});

	test('has one attempt, whatever is wrong with it', async () => {
		const { someone, url } = await asked();
		const captcha_token = someone.simulator.confirm(url);
		const wrong = await someone.attempt({ captcha_token, password: 'guessed' });
		expect(wrong.body['error']).toBe('invalid_account_or_password');
		expect((await someone.attempt({ captcha_token })).body['error']).toBe('captcha_invalid');
	});

	test.each([
		['has expired', (url: string) => url],
		['is unknown', (url: string) => url.replaceAll('ck0.', 'ck1.')],
		['is missing', (url: string) => url.replace(/\?.*/, '')],
	])('is told when the captcha token of a link %s', async (what, change) => {
		const { someone, url } = await asked();
		if (what === 'has expired') someone.simulator.advance(300_000);
		for (const method of ['GET', 'POST']) {
			const response = await fetch(change(url), { method });
			expect(response.status).toBe(410);
			expect(await response.text()).toContain('This link is no longer good');
		}
		expect(() => someone.simulator.confirm(change(url))).toThrow('waits for a person');
	});

	test('has nothing to confirm of a captcha token that works by itself, or of no link', async () => {
		const someone = await start();
		const token = String((await someone.captcha()).body['captcha_token']);
		const link = `${someone.served.userUrl}/captcha/v2/spritePuzzle.html?captcha_token=${token}`;
		expect((await fetch(link)).status).toBe(410);
		for (const nothing of [link, 'no link', '']) {
			expect(() => someone.simulator.confirm(nothing)).toThrow('waits for a person');
		}
	});
});

/** Somebody who wants to sign in, and the link that a person must open first. */
async function asked() {
	const someone = await start();
	someone.simulator.personNeeded(true);
	return { someone, url: String((await someone.captcha()).body['url']) };
}

/** What the page shows after its button was pressed. */
async function press(url: string) {
	const response = await fetch(url, { method: 'POST' });
	const html = (await response.text()).replaceAll('&amp;', '&');
	const field = (id: string) =>
		new RegExp(`<textarea id="${id}"[^>]*>([^<]*)</textarea>`).exec(html)?.[1] ?? '';
	return { address: field('address'), token: field('token') };
}
