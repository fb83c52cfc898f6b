import { captchaSign, clientById } from '../../simulator/account/clients.mjs';
import { ANDROID, DEVICE, OTHER_DEVICE, SIGNED, start, stop, WEB } from './support/caller.mjs';

afterEach(stop);

describe('Captcha tokens', () => {
	test.each(Object.entries(SIGNED))(
		'are signed as the vector of %s says',
		(id, { captcha_sign }) => {
			const client = clientById(id);
			expect(client && captchaSign(client, DEVICE, '1700000000000')).toBe(captcha_sign);
		},
	);

	test('are told to live 300 seconds, tell in their last part whom they are for, and are never equal', async () => {
		const someone = await start({ random: () => 0 });
		const [one, other] = [await someone.captcha(), await someone.captcha()];
		expect(one).toMatchObject({ status: 200, body: { expires_in: 300 } });
		expect(one.body).not.toHaveProperty('url');
		const parts = String(one.body['captcha_token']).split('.');
		expect(parts).toHaveLength(3);
		expect(parts[0]).toBe('ck0');
		expect(JSON.parse(Buffer.from(parts[2] ?? '', 'base64url').toString())).toMatchObject({
			client_id: ANDROID,
			client_version: '1.53.2',
			package_name: 'com.pikcloud.pikpak',
			device_id: DEVICE,
		});
		expect(one.body['captcha_token']).not.toBe(other.body['captcha_token']);
	});

	test.each(['POST:/v1/auth/signin', 'POST:https://user.mypikpak.com/v1/auth/signin'])(
		'for a sign-in are asked for with %s',
		async (action) => {
			const someone = await start();
			const { captcha_token } = (await someone.captcha({ action })).body;
			expect((await someone.attempt({ captcha_token })).status).toBe(200);
		},
	);

	test.each(['username', 'email', 'phone_number'])('for a sign-in may name %s', async (name) => {
		const someone = await start();
		const { email } = someone.simulator.account();
		const { captcha_token } = (await someone.captcha({ meta: { [name]: email } })).body;
		expect((await someone.attempt({ captcha_token })).status).toBe(200);
	});

	test('may be asked for with what some clients add', async () => {
		const someone = await start();
		const reply = await someone.user('POST', '/v1/shield/captcha/init', {
			query: { client_id: WEB },
			headers: { 'X-Device-Id': DEVICE, 'X-Client-Id': WEB },
			body: {
				client_id: WEB,
				action: 'GET:/drive/v1/files/:id',
				device_id: DEVICE,
				captcha_token: 'ck0.old.old',
				redirect_uri: 'xlaccsdk01://xbase.cloud/callback?state=harbor',
				meta: { ...SIGNED[WEB], user_id: 'X', timestamp: '1700000000000' },
			},
		});
		expect(reply.status).toBe(200);
		expect(someone.simulator.journal.refusals()).toEqual([]);
	});

	test.each([
		['another device than the headers name', { device_id: OTHER_DEVICE }],
		['an identity beside the signature', { meta: { username: 'a', captcha_sign: 'b' } }],
		['two identities', { meta: { username: 'a', email: 'b' } }],
		['no identity', { meta: {} }],
		['a query in the action', { action: 'GET:/drive/v1/tasks?limit=1' }],
		['an unknown client id', { client_id: 'Yanother0000000' }],
		['a device id that is none', { device_id: 'mine' }],
	])('are refused for %s', async (_what, fields) => {
		const someone = await start();
		const reply = await someone.user('POST', '/v1/shield/captcha/init', {
			headers: { 'X-Device-Id': DEVICE },
			body: {
				client_id: ANDROID,
				action: 'POST:/v1/auth/signin',
				device_id: DEVICE,
				meta: { username: 'a' },
				...fields,
			},
		});
		expect(reply).toMatchObject({
			status: 400,
			body: { error: 'invalid_argument', error_code: 3 },
		});
		expect(someone.simulator.journal.refusals()).toHaveLength(1);
	});

	test('are refused for a program whose salts are not known, instead of being taken unchecked', async () => {
		const someone = await start();
		const reply = await someone.driveCaptcha({}, { client_version: '1.47.1' });
		expect(reply.status).toBe(400);
		expect(reply.body['error_description']).toContain('1.47.1');
	});
});
