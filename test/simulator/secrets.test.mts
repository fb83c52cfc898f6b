import { Secrets } from '../../simulator/secrets.mjs';
import { DEVICE, OTHER_DEVICE, signedIn, start, stop } from './support/caller.mjs';

afterEach(stop);

describe('The secrets', () => {
	test('are all that were ever given out, whether they still work or not', async () => {
		const someone = await start();
		const { simulator } = someone;
		simulator.personNeeded(true);
		const { captcha_token: waiting, url } = (await someone.captcha()).body;
		const solved = simulator.confirm(String(url));
		const first = (await someone.attempt({ captcha_token: solved })).body;
		someone.refreshToken = String(first['refresh_token']);
		const second = (await someone.refresh()).body;
		const elsewhere = simulator.newRefreshToken({ client: 'web' });
		const personal = simulator.newPersonalToken();
		simulator.expireAccessTokens();
		simulator.revokeRefreshTokens();
		simulator.revokePersonalTokens();
		simulator.advance(24 * 3_600_000);
		simulator.personNeeded(false);
		const { captcha_token: later } = (await someone.captcha()).body;
		expect(simulator.secrets()).toEqual({
			password: simulator.account().password,
			accessTokens: [first['access_token'], second['access_token']],
			refreshTokens: [first['refresh_token'], second['refresh_token'], elsewhere],
			personalTokens: [personal],
			captchaTokens: [waiting, solved, later],
			deviceIds: [DEVICE],
			accessKeySecrets: [],
			securityTokens: [],
		});
	});

	test('hold the device ids of all requests, each once, whatever became of them', async () => {
		const someone = await start();
		someone.simulator.addFault({ name: 'x', match: {}, effect: { kind: 'drop' }, times: 1 });
		const headers = { 'X-Device-Id': OTHER_DEVICE };
		await someone.drive('GET', '/drive/v1/about', { headers }).catch(() => undefined);
		await someone.captcha();
		await someone.drive('GET', '/drive/v1/about', { headers });
		expect(someone.simulator.secrets().deviceIds).toEqual([DEVICE, OTHER_DEVICE]);
	});

	test('are not part of a snapshot, and those of a restored one are known', async () => {
		const someone = await start();
		await someone.signIn({ 'X-Device-Id': DEVICE });
		const personal = someone.simulator.newPersonalToken();
		const given = someone.simulator.secrets();
		expect(someone.simulator.snapshot()).not.toHaveProperty('secrets');
		const other = await start();
		other.simulator.restore(someone.simulator.snapshot());
		expect(other.simulator.secrets()).toEqual({ ...given, personalTokens: [personal] });
	});

	test('are forgotten by a reset', async () => {
		const { simulator } = await signedIn();
		simulator.reset();
		expect(simulator.secrets()).toEqual({
			password: simulator.account().password,
			accessTokens: [],
			refreshTokens: [],
			personalTokens: [],
			captchaTokens: [],
			deviceIds: [],
			accessKeySecrets: [],
			securityTokens: [],
		});
	});

	test('are the newest 10,000 of each kind', () => {
		const secrets = new Secrets();
		secrets.note('refreshTokens', 'old');
		secrets.note('accessTokens', 'another');
		for (let count = 1; count <= 10_000; count += 1) {
			secrets.note('refreshTokens', String(count));
		}
		const { accessTokens, refreshTokens } = secrets.all();
		expect(accessTokens).toEqual(['another']);
		expect(refreshTokens).toHaveLength(10_000);
		expect(refreshTokens).not.toContain('old');
	});
});
