import { CredentialDatabase, type WriteRule } from '../support/credentialsHelper.mjs';
import { bootN8n, type N8nProcess } from '../support/n8n.mjs';
import { CAPTCHA, LIST, REFRESH, SIGN_IN } from '../support/routes.mjs';
import { startSimulated, stopSimulated, type Simulated } from '../support/simulated.mjs';

const credentialId = 'credential-1';

let pikpak: Simulated;

beforeEach(async () => {
	pikpak = await startSimulated({ seed: 'demo' });
});

afterEach(async () => {
	expect(await stopSimulated()).toEqual([]);
});

const list = async (n8n: N8nProcess) =>
	await n8n.execute({ credentialId, parameters: { resource: 'task', operation: 'list' } });

const count = (route: string, status?: number) => pikpak.simulator.journal.count({ route, status });

const boot = async (rule?: WriteRule) => {
	const database = new CredentialDatabase(rule);
	database.create(credentialId, pikpak.credential);
	return { database, n8n: await bootN8n(database) };
};

describe.each<WriteRule>(['whole', 'merged'])('where n8n writes credentials %s', (rule) => {
	test('one sign-in serves all executions, and a restarted n8n', async () => {
		const { database, n8n } = await boot(rule);
		await list(n8n);
		await list(n8n);
		await list(await bootN8n(database));
		expect([count(SIGN_IN), count(REFRESH), count(LIST, 200)]).toEqual([1, 0, 3]);
	});

	test('an expired token is refreshed once, and the call is done', async () => {
		const { database, n8n } = await boot(rule);
		await list(n8n);
		pikpak.simulator.expireAccessTokens();
		await list(n8n);
		await list(await bootN8n(database));
		expect([count(SIGN_IN), count(REFRESH), count(LIST, 200)]).toEqual([1, 1, 3]);
	});

	test('a session is stored without changing what the user typed', async () => {
		const { database, n8n } = await boot(rule);
		await list(n8n);
		expect(database.read(credentialId)).toMatchObject(pikpak.credential);
		// n8n that writes the whole credential adds the fields that were left empty.
		const empty = rule === 'whole' ? ['captchaToken', 'deviceId'] : [];
		expect(Object.keys(database.read(credentialId)).sort()).toEqual(
			[...Object.keys(pikpak.credential), 'session', 'sessionToken', ...empty].sort(),
		);
	});
});

test('twenty executions at once share one sign-in, and later one refresh', async () => {
	const { n8n } = await boot();
	const all = async () =>
		await Promise.all(Array.from({ length: 20 }, async () => await list(n8n)));
	await all();
	pikpak.simulator.expireAccessTokens();
	await all();
	expect([count(SIGN_IN), count(REFRESH), count(LIST, 200)]).toEqual([1, 1, 40]);
});

test('the sign-in is the request of 2022, with a captcha token', async () => {
	const { n8n } = await boot();
	await list(n8n);
	const routes = pikpak.simulator.journal.entries().map(({ route }) => route);
	expect(routes).toEqual(['GET:/drive/v1/about', CAPTCHA, SIGN_IN, LIST]);
	const devices = pikpak.simulator.journal.entries().map(({ deviceId }) => deviceId);
	expect(new Set(devices).size).toBe(1);
});

test('a refresh token that another process has used is not the end: its successor is found', async () => {
	const { database, n8n: one } = await boot();
	await list(one);
	const two = await bootN8n(database);
	await list(two);
	pikpak.simulator.expireAccessTokens();
	await Promise.all([list(one), list(two)]);
	expect([count(SIGN_IN), count(LIST, 200)]).toEqual([1, 4]);
	expect(count(REFRESH, 200)).toBe(1);
});

test('a dead refresh token leads to one sign-in, after waiting for another process in vain', async () => {
	const { n8n } = await boot();
	await list(n8n);
	pikpak.simulator.expireAccessTokens();
	pikpak.simulator.revokeRefreshTokens();
	await list(n8n);
	expect([count(SIGN_IN), count(REFRESH), count(LIST, 200)]).toEqual([2, 1, 2]);
});

test('a demand for a captcha is met once, the call is repeated once, and the token kept', async () => {
	const { n8n } = await boot();
	await list(n8n);
	pikpak.simulator.risk({ on: true, status: 400 });
	await list(n8n);
	await list(n8n);
	expect([count(LIST, 400), count(LIST, 200), count(CAPTCHA)]).toEqual([1, 3, 2]);
});

test('a demand for a captcha that cannot be met is an error, not a loop', async () => {
	const { n8n } = await boot();
	await list(n8n);
	pikpak.simulator.addFault({
		name: 'never satisfied',
		match: { path: '/drive/v1/tasks' },
		effect: {
			kind: 'answer',
			status: 400,
			body: { error: 'captcha_invalid', error_code: 9, error_description: 'no' },
		},
	});
	await expect(list(n8n)).rejects.toThrow(/asked for a new verification/);
	expect([count(LIST, 400), count(CAPTCHA)]).toEqual([2, 2]);
});

test('a token that PikPak never takes is an error, not a loop', async () => {
	const { n8n } = await boot();
	await list(n8n);
	pikpak.simulator.addFault({
		name: 'never satisfied',
		match: { path: '/drive/v1/tasks' },
		effect: { kind: 'tokenExpired' },
	});
	await expect(list(n8n)).rejects.toThrow(/not even after it was renewed/);
	expect([count(LIST, 401), count(REFRESH), count(SIGN_IN)]).toEqual([2, 0, 1]);
});

test('the tokens of another account are ignored after an edit', async () => {
	const { database, n8n } = await boot();
	await list(n8n);
	const other = await startSimulated({ seed: 'empty' });
	database.edit(credentialId, other.credential);
	expect(await list(n8n)).toEqual([]);
	expect(other.simulator.journal.count({ route: SIGN_IN })).toBe(1);
	expect(other.simulator.journal.count({ status: 401 })).toBe(1);
	const bearers = [pikpak, other].map(({ simulator }) =>
		simulator.journal.entries({ route: LIST }).map(({ bearer }) => bearer),
	);
	expect(bearers[0]?.[0]).not.toBe(bearers[1]?.[0]);
});

describe('some time before a token ends', () => {
	const short = async () => {
		pikpak = await startSimulated({ seed: 'demo', limits: { accessSeconds: 12 } });
		const { database, n8n } = await boot();
		await list(n8n);
		// A token that lives for so short a time is renewed in the middle of its life.
		await new Promise((resolve) => setTimeout(resolve, 6300));
		return { database, n8n };
	};

	test.each(['this process', 'another one'])(
		'%s renews it, and no call is refused',
		async (who) => {
			const { database, n8n } = await short();
			await list(who === 'this process' ? n8n : await bootN8n(database));
			expect([count(SIGN_IN), count(REFRESH, 200), count(LIST, 200)]).toEqual([1, 1, 2]);
			expect(pikpak.simulator.journal.count({ route: LIST, status: 401 })).toBe(0);
		},
	);

	test('it serves on if it cannot be renewed', async () => {
		const { n8n } = await short();
		pikpak.simulator.addFault({
			name: 'down',
			match: { path: '/v1/auth/token' },
			effect: { kind: 'answer', status: 503, body: '' },
		});
		await list(n8n);
		expect([count(SIGN_IN), count(LIST, 200)]).toEqual([1, 2]);
	});

	test('a Test leaves it as it is', async () => {
		const { n8n } = await short();
		expect(await n8n.test(credentialId)).toBeUndefined();
		expect(count(REFRESH)).toBe(0);
	});
});

describe("n8n's Test", () => {
	test('passes, and again without another sign-in, as stored or with the blank fields of a dialog', async () => {
		const { n8n } = await boot();
		for (let time = 0; time < 5; time++) expect(await n8n.test(credentialId)).toBeUndefined();
		expect(
			await n8n.test(credentialId, { ...pikpak.credential, sessionToken: '', session: '' }),
		).toBeUndefined();
		expect([count(SIGN_IN), count(REFRESH)]).toEqual([1, 0]);
	});

	test('says that the password is wrong, and does not try it again at once', async () => {
		const { database, n8n } = await boot();
		database.edit(credentialId, { password: 'a wrong one' });
		const first = await n8n.test(credentialId);
		expect(first).toMatch(
			/^PikPak does not know this e-mail and password\. .* UTC, or at once when you have changed the credential\.$/,
		);
		expect(await n8n.test(credentialId)).toBe(first);
		await expect(list(n8n)).rejects.toThrow(/does not know this e-mail and password/);
		await expect(list(await bootN8n(database))).rejects.toThrow(/does not know this e-mail/);
		expect(count(SIGN_IN)).toBe(1);
		database.edit(credentialId, pikpak.credential);
		expect(await n8n.test(credentialId)).toBeUndefined();
	});

	test('shows the link when a person must confirm', async () => {
		const { n8n } = await boot();
		pikpak.simulator.personNeeded(true);
		const said = await n8n.test(credentialId);
		expect(said).toMatch(
			/wants a person to confirm this sign-in\. In a browser .* open the link at the end .* http:\/\/127\.0\.0\.1:\d+\S+captcha_token=/,
		);
		expect(count(SIGN_IN)).toBe(0);
	});

	test('says how long to wait after too many sign-ins', async () => {
		const { n8n } = await boot();
		pikpak.simulator.addFault({
			name: 'too many',
			match: { path: '/v1/auth/signin' },
			effect: { kind: 'tooFrequent' },
		});
		expect(await n8n.test(credentialId)).toMatch(
			/too many requests .* after \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/,
		);
		expect(await n8n.test(credentialId)).toMatch(/too many requests/);
		expect(count(SIGN_IN)).toBe(1);
	});

	test('tries again after the pause, which doubles', async () => {
		const { n8n } = await boot();
		pikpak.simulator.addFault({
			name: 'too many',
			match: { path: '/v1/auth/signin' },
			times: 2,
			effect: { kind: 'tooFrequent' },
		});
		const minutes = (by: number) => {
			jest.setSystemTime(Date.now() + by * 60_000);
		};
		jest.useFakeTimers({
			doNotFake: [
				'setTimeout',
				'setImmediate',
				'setInterval',
				'nextTick',
				'queueMicrotask',
				'clearTimeout',
				'clearInterval',
				'clearImmediate',
				'hrtime',
				'performance',
			],
		});
		try {
			await n8n.test(credentialId);
			minutes(14);
			expect(await n8n.test(credentialId)).toMatch(/too many/);
			minutes(2);
			expect(await n8n.test(credentialId)).toMatch(/too many/);
			expect(count(SIGN_IN)).toBe(2);
			minutes(29);
			expect(await n8n.test(credentialId)).toMatch(/too many/);
			expect(count(SIGN_IN)).toBe(2);
			minutes(2);
			expect(await n8n.test(credentialId)).toBeUndefined();
			expect(count(SIGN_IN)).toBe(3);
		} finally {
			jest.useRealTimers();
		}
	});

	test('says that PikPak cannot be reached, without spending a sign-in', async () => {
		const { n8n } = await boot();
		await pikpak.served.close();
		const said = await n8n.test(credentialId);
		expect(said).toMatch(
			/^n8n could not get an answer from 127\.0\.0\.1:\d+: it refused the connection\. Check the network/,
		);
	});

	test.each([
		[
			'an HTML page',
			{ kind: 'answer', status: 200, body: '<html>Log in</html>' },
			/not one that PikPak gives/,
		],
		['a cut answer', { kind: 'truncate', bytes: 5 }, /the connection broke off/],
		[
			'cut JSON',
			{ kind: 'answer', status: 200, body: '{"kind":"drive#ab' },
			/not one that PikPak gives/,
		],
		['nothing', { kind: 'drop' }, /the connection broke off/],
		[
			'a broken gateway',
			{ kind: 'answer', status: 502, body: '<html>Bad Gateway</html>' },
			/not available at the moment/,
		],
	] as const)('says what it means when the drive answers with %s', async (_, effect, message) => {
		const { n8n } = await boot();
		pikpak.simulator.addFault({ name: 'odd', match: { path: '/drive/v1/about' }, effect });
		expect(await n8n.test(credentialId)).toMatch(message);
		expect(count(SIGN_IN)).toBe(0);
		pikpak.simulator.removeFault('odd');
		expect(await n8n.test(credentialId)).toBeUndefined();
	});

	test.each([
		['mypikpak.org', undefined, /"mypikpak.org" is not a service of PikPak/],
		['custom', 'pikpak', /User URL is not a web address/],
		['custom', 'ftp://127.0.0.1', /User URL is not a web address/],
		['custom', 'http://name:word@127.0.0.1', /must be a plain address/],
	])('says that the service "%s %s" cannot be used', async (service, userUrl, message) => {
		const { database, n8n } = await boot();
		database.edit(credentialId, { service, ...(userUrl !== undefined && { userUrl }) });
		expect(await n8n.test(credentialId)).toMatch(message);
	});
});
