import type { Account } from '../../pikpak/account.js';
import { PikPakError } from '../../pikpak/errors.js';
import type { Send } from '../../pikpak/http.js';
import {
	isDue,
	isRefused,
	signedHeaders,
	writeSession,
	type StoredSession,
} from '../../pikpak/session.js';
import { WEB } from '../../pikpak/profile.js';
import type { Grant } from '../../pikpak/grant.js';
import { SessionKeeper } from '../../pikpak/sessionKeeper.js';
import { REFRESH, SIGN_IN } from '../support/routes.mjs';
import { startSimulated, stopSimulated, type Simulated } from '../support/simulated.mjs';

const BLANK: StoredSession = { accessToken: '', session: '' };

let pikpak: Simulated;
let account: Account;
let now: number;

beforeEach(async () => {
	now = Date.parse('2026-11-24T10:00:00Z');
	pikpak = await startSimulated({ now: () => now });
	const { email, password } = pikpak.simulator.account();
	const { userUrl: user, driveUrl: drive } = pikpak.served;
	account = {
		hosts: { user, drive },
		wayIn: { kind: 'password', username: email, password, captchaToken: '' },
		deviceId: '',
	};
});

afterEach(async () => {
	expect(await stopSimulated()).toEqual([]);
});

const send: Send = async ({ method, url, headers, body }) => {
	const answer = await fetch(url, {
		method,
		headers: { ...headers, ...(body !== undefined && { 'Content-Type': 'application/json' }) },
		...(body !== undefined && { body: JSON.stringify(body) }),
	});
	const text = await answer.text();
	return { kind: 'answered', status: answer.status, body: parsed(text) };
};

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}

/** A process, with its own memory. */
const newProcess = () => new SessionKeeper(() => now);

const stored = (outcome: Grant | PikPakError): StoredSession => {
	if (outcome instanceof PikPakError) throw outcome;
	return { accessToken: outcome.accessToken, session: writeSession(outcome.session) };
};

const expired = ({ session }: StoredSession): StoredSession => ({ accessToken: '', session });

const count = (route: string) => pikpak.simulator.journal.count({ route });

const refuse = (path: string, error: string, error_code: number, error_description = '') => {
	pikpak.simulator.addFault({
		name: path,
		match: { path },
		effect: { kind: 'answer', status: 400, body: { error, error_code, error_description } },
	});
};

test('executions that notice an expired token one after the other make one refresh', async () => {
	const keeper = newProcess();
	const first = stored(await keeper.obtain(send, account, BLANK));
	pikpak.simulator.expireAccessTokens();
	now += 1000;
	for (let execution = 0; execution < 5; execution++) {
		await keeper.obtain(send, account, expired(first));
	}
	expect([count(SIGN_IN), count(REFRESH)]).toEqual([1, 1]);
});

test('a refresh token that another process has used leads to a sign-in after ten seconds, and not before', async () => {
	const [one, two] = [newProcess(), newProcess()];
	const first = stored(await one.obtain(send, account, BLANK));
	pikpak.simulator.expireAccessTokens();
	now += 1000;
	await one.obtain(send, account, expired(first));
	for (let wait = 0; wait < 10; wait++) {
		expect(await two.obtain(send, account, expired(first))).toMatchObject({
			reason: 'invalid_grant',
		});
		now += 1000;
	}
	expect([count(SIGN_IN), count(REFRESH)]).toEqual([1, 2]);
	await two.obtain(send, account, expired(first));
	expect([count(SIGN_IN), count(REFRESH)]).toEqual([2, 2]);
});

test('the successor that another process has stored is taken without asking to refresh', async () => {
	const [one, two] = [newProcess(), newProcess()];
	const first = stored(await one.obtain(send, account, BLANK));
	await two.obtain(send, account, first);
	pikpak.simulator.expireAccessTokens();
	now += 1000;
	const second = stored(await one.obtain(send, account, expired(first)));
	expect(stored(await two.obtain(send, account, second))).toEqual(second);
	expect([count(SIGN_IN), count(REFRESH)]).toEqual([1, 1]);
});

test('a refusal is kept, and known to every process that reads it', async () => {
	refuse('/v1/auth/signin', 'captcha_invalid', 4002, 'Your operation is too frequent');
	const refusal = stored(await newProcess().obtain(send, account, BLANK));
	for (const keeper of [newProcess(), newProcess()]) {
		const grant = await keeper.obtain(send, account, refusal);
		expect(grant).toMatchObject({ accessToken: '', session: { refusal: { count: 1 } } });
	}
	expect(pikpak.simulator.journal.entries().filter(({ route }) => route === SIGN_IN)).toHaveLength(
		1,
	);
	expect(signedHeaders(account, refusal, now)).toMatchObject({
		reason: 'too_frequent',
		message: expect.stringContaining('after 2026-11-24 10:15:00 UTC') as string,
	});
});

test('a refusal of another process does not end a session that works', async () => {
	const [one, two] = [newProcess(), newProcess()];
	const good = stored(await one.obtain(send, account, BLANK));
	now += 1000;
	refuse('/v1/auth/signin', 'captcha_invalid', 4002, 'Your operation is too frequent');
	const refusal = stored(await two.obtain(send, account, BLANK));
	const both = await one.obtain(send, account, refusal);
	expect(both).toMatchObject({ accessToken: good.accessToken, session: { refusal: { count: 1 } } });
	// And the other process goes on with it, too.
	expect(signedHeaders(account, stored(both), now)).toMatchObject({
		Authorization: `Bearer ${good.accessToken}`,
	});
	expect(count(SIGN_IN)).toBe(2);
});

test('but when that session has ended, the refusal holds', async () => {
	const [one, two] = [newProcess(), newProcess()];
	await one.obtain(send, account, BLANK);
	now += 1000;
	refuse('/v1/auth/signin', 'captcha_invalid', 4002, 'Your operation is too frequent');
	const refusal = stored(await two.obtain(send, account, BLANK));
	pikpak.simulator.expireAccessTokens();
	pikpak.simulator.revokeRefreshTokens();
	expect(await one.obtain(send, account, refusal)).toMatchObject({ reason: 'invalid_grant' });
	now += 10_000;
	const refused = { accessToken: '', session: { refusal: { reason: 'too_frequent', count: 1 } } };
	const ended = await one.obtain(send, account, refusal);
	expect(ended).toMatchObject(refused);
	const requests = pikpak.simulator.journal.count();
	expect(await one.obtain(send, account, stored(ended))).toMatchObject(refused);
	expect(await newProcess().obtain(send, account, stored(ended))).toMatchObject(refused);
	expect(pikpak.simulator.journal.count()).toBe(requests);
	expect(count(SIGN_IN)).toBe(2);
});

test('pauses double from refusal to refusal, and end with a success', async () => {
	const keeper = newProcess();
	refuse('/v1/auth/signin', 'captcha_invalid', 4002, 'Your operation is too frequent');
	let grant = stored(await keeper.obtain(send, account, BLANK));
	for (const minutes of [15, 30, 60, 120]) {
		now += minutes * 60_000 - 1;
		expect(stored(await keeper.obtain(send, account, grant))).toEqual(grant);
		now += 1;
		grant = stored(await keeper.obtain(send, account, grant));
	}
	expect(count(SIGN_IN)).toBe(5);
	pikpak.simulator.removeFault('/v1/auth/signin');
	now += 24 * 3_600_000;
	const success = await keeper.obtain(send, account, grant);
	expect(success).toMatchObject({ session: { refusal: undefined } });
});

test('a drive that does not want to be asked costs no sign-in', async () => {
	pikpak.simulator.addFault({
		name: 'too many',
		match: { path: '/drive/v1/about' },
		effect: { kind: 'tooFrequent' },
	});
	expect(await newProcess().obtain(send, account, BLANK)).toMatchObject({ reason: 'too_frequent' });
	expect(count(SIGN_IN)).toBe(0);
});

test.each([
	['invalid_argument', 3],
	['unauthenticated', 16],
	['something_new', 99],
])('a refresh that is refused as %s leads to a sign-in all the same', async (error, code) => {
	const keeper = newProcess();
	const first = stored(await keeper.obtain(send, account, BLANK));
	pikpak.simulator.expireAccessTokens();
	refuse('/v1/auth/token', error, code);
	expect(await keeper.obtain(send, account, expired(first))).toMatchObject({
		reason: 'invalid_grant',
		httpStatus: 400,
	});
	now += 10_000;
	await keeper.obtain(send, account, expired(first));
	expect(count(SIGN_IN)).toBe(2);
});

test('a refresh answer that does not name the user does not make the account another one', async () => {
	const keeper = newProcess();
	const first = stored(await keeper.obtain(send, account, BLANK));
	pikpak.simulator.expireAccessTokens();
	pikpak.simulator.addFault({
		name: 'no user',
		match: { path: '/v1/auth/token' },
		effect: {
			kind: 'answer',
			status: 200,
			body: { access_token: 'a', refresh_token: 'r', expires_in: 7200 },
		},
	});
	const { userId } = pikpak.simulator.account();
	expect(await keeper.obtain(send, account, expired(first))).toMatchObject({ session: { userId } });
});

test('a sign-in whose answer is lost is not repeated at once', async () => {
	const keeper = newProcess();
	pikpak.simulator.addFault({
		name: 'lost',
		match: { path: '/v1/auth/signin' },
		effect: { kind: 'answer', status: 502, body: '' },
	});
	let grant = stored(await keeper.obtain(send, account, BLANK));
	for (let second = 0; second < 29; second++) {
		now += 1000;
		grant = stored(await keeper.obtain(send, account, grant));
	}
	expect(count(SIGN_IN)).toBe(1);
	pikpak.simulator.removeFault('lost');
	now += 1000;
	expect(stored(await keeper.obtain(send, account, grant)).accessToken).not.toBe('');
});

test.each([
	['captcha_invalid', 4002, 'Your operation is too frequent', 'too_frequent'],
	['invalid_grant', 4126, 'AccessProhibited', 'access_prohibited'],
])(
	'a refresh that PikPak does not want now (%s) waits, and keeps its token',
	async (error, code, words, reason) => {
		const keeper = newProcess();
		const first = stored(await keeper.obtain(send, account, BLANK));
		pikpak.simulator.expireAccessTokens();
		refuse('/v1/auth/token', error, code, words);
		let grant = stored(await keeper.obtain(send, account, expired(first)));
		for (let minute = 0; minute < 14; minute++) {
			now += 60_000;
			grant = stored(await keeper.obtain(send, account, grant));
		}
		expect(signedHeaders(account, grant, now)).toMatchObject({ reason });
		expect([count(SIGN_IN), pikpak.simulator.journal.count({ route: REFRESH })]).toEqual([1, 1]);
		pikpak.simulator.removeFault('/v1/auth/token');
		now += 3_600_000;
		expect(stored(await newProcess().obtain(send, account, grant)).accessToken).not.toBe('');
		expect([count(SIGN_IN), count(REFRESH)]).toEqual([1, 2]);
	},
);

test('tokens that still work are not renewed ahead time and again when PikPak does not want it', async () => {
	const keeper = newProcess();
	const first = stored(await keeper.obtain(send, account, BLANK));
	refuse('/v1/auth/token', 'captcha_invalid', 4002, 'Your operation is too frequent');
	now += 7200_000 - 4 * 60_000;
	for (let second = 0; second < 120; second++) {
		const outcome = await keeper.obtain(send, account, expired(first));
		expect(outcome).toMatchObject({ reason: 'too_frequent' });
		now += 1000;
	}
	expect(count(REFRESH)).toBe(2);
});

test('a pasted refresh token outlives a refusal that does not name it', async () => {
	const refreshToken = pikpak.simulator.newRefreshToken({ client: 'web' });
	const pasted: Account = {
		...account,
		wayIn: { kind: 'refreshToken', refreshToken, profile: WEB },
	};
	refuse('/v1/auth/token', 'riskLimited', 9);
	const keeper = newProcess();
	const refused = stored(await keeper.obtain(send, pasted, BLANK));
	expect(refused.accessToken).toBe('');
	pikpak.simulator.removeFault('/v1/auth/token');
	now += 10 * 60_000;
	expect(stored(await keeper.obtain(send, pasted, refused)).accessToken).not.toBe('');
});

test.each([0, -5, 'soon', undefined])(
	'a token that ends in "%s" seconds is not renewed ahead',
	async (expires_in) => {
		const keeper = newProcess();
		pikpak.simulator.addFault({
			name: 'odd end',
			match: { path: '/v1/auth/signin' },
			effect: {
				kind: 'answer',
				status: 200,
				body: { access_token: 'a', refresh_token: 'r', sub: 'XUser', expires_in },
			},
		});
		const { session } = (await keeper.obtain(send, account, BLANK)) as Grant;
		expect([session.expiresAt, isDue(session, now), isDue(session, now + 1e12)]).toEqual([
			0,
			false,
			false,
		]);
	},
);

test('a host without a sign-in is told apart from a refusal', async () => {
	const wrong = { ...account, hosts: { ...account.hosts, user: account.hosts.drive } };
	const outcome = await newProcess().obtain(send, wrong, BLANK);
	expect(outcome).toMatchObject({ reason: 'invalid_service' });
	expect(pikpak.simulator.journal.refusals()).toHaveLength(1);
	pikpak.simulator.journal.clear();
});

test.each([
	'{"access_token":"eyJhbGciOi.eyJzdWIi.c2ln","refresh_token":"os.Ab3/dEf+Gh9',
	'{"refresh_token":"os.onlylettersonlylettersonlyletters',
])('of a cut sign-in answer nothing is shown: %s', async (body) => {
	pikpak.simulator.addFault({
		name: 'cut',
		match: { path: '/v1/auth/signin' },
		effect: { kind: 'answer', status: 200, body },
	});
	const outcome = await newProcess().obtain(send, account, BLANK);
	expect(outcome).toMatchObject({
		session: { refusal: { reason: 'sign_in_unanswered', said: {} } },
	});
});

test('a refusal that is over holds no more', () => {
	const refusal = {
		reason: 'too_frequent' as const,
		meaning: 'No.',
		advice: 'Wait.',
		retry: 'minutes' as const,
		httpStatus: 400,
		said: {},
		link: '',
		at: 0,
		until: now,
		count: 1,
	};
	const session = {
		account: '',
		deviceId: '',
		userId: '',
		refreshToken: '',
		expiresAt: 0,
		issuedAt: 0,
		refusal,
		captchaTried: '',
	};
	expect([isRefused(session, now - 1), isRefused(session, now)]).toEqual([true, false]);
});
