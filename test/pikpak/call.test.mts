import fc from 'fast-check';
import { callOn, type Connection } from '../../pikpak/call.js';
import { CaptchaTokens } from '../../pikpak/captchaTokens.js';
import { errorFor, PikPakError } from '../../pikpak/errors.js';
import type { Answer, Request } from '../../pikpak/http.js';
import { mayBeDone } from '../../pikpak/lostAnswer.js';
import { ANDROID } from '../../pikpak/profile.js';
import { Refused } from '../../pikpak/refusal.js';

const answered = (status: number, body: unknown): Answer => ({ kind: 'answered', status, body });

const SUCCESS = answered(200, { tasks: [] });
const ANSWERS = {
	success: SUCCESS,
	expired: answered(401, { error: 'unauthenticated', error_code: 16 }),
	captcha: answered(400, { error: 'captcha_invalid', error_code: 9 }),
	conflict: answered(400, { error: 'file_in_some_state', error_code: 9 }),
	html: answered(200, '<html></html>'),
	overloaded: answered(503, ''),
	busy: answered(429, '<html></html>'),
	tooFrequent: answered(400, { error: 'aborted', error_code: 10 }),
	missingRoute: answered(501, { error: 'unimplemented' }),
	down: { kind: 'unreachable', host: 'api-drive.mypikpak.com', code: 'ECONNRESET' },
	superseded: errorFor('invalid_grant'),
	signInDown: errorFor('service_unavailable', { httpStatus: 503 }),
	refused: new Refused({
		reason: 'captcha_invalid',
		meaning: 'No.',
		advice: 'Wait.',
		retry: 'minutes',
		httpStatus: 400,
		said: {},
		link: '',
		at: 0,
		until: Date.parse('2026-11-24T10:00:00Z'),
		count: 1,
	}),
	missing: new PikPakError('session_missing', { meaning: 'None.', advice: 'Test it.' }),
} satisfies Record<string, Answer | PikPakError>;

type AnswerName = keyof typeof ANSWERS;

/** A world that gives these answers, one after the other and then the last one for ever. */
function world(names: AnswerName[], sessionChanges = false) {
	const sent: Array<{ request: Request; renew: boolean }> = [];
	const captchas: Request[] = [];
	const pauses: number[] = [];
	const now = () => 1_700_000_000_000;
	const connection: Connection = {
		hosts: { user: 'https://user.mypikpak.com', drive: 'https://api-drive.mypikpak.com' },
		signed: {
			send: async (request, renew) => {
				const name = names[Math.min(sent.length, names.length - 1)] ?? 'success';
				sent.push({ request: structuredClone(request), renew });
				return ANSWERS[name];
			},
			identity: async () => ({
				profile: ANDROID,
				deviceId: '0123456789abcdef0123456789abcdef',
				userId: 'XUser',
			}),
			sessionChanged: async () => sessionChanges,
		},
		send: async (request) => {
			captchas.push(request);
			return answered(200, { captcha_token: `ck0.a.${String(captchas.length)}`, expires_in: 300 });
		},
		captchaTokens: new CaptchaTokens(now),
		now,
		sleep: async (milliseconds) => {
			pauses.push(milliseconds);
		},
		random: () => 0.5,
	};
	return { call: callOn(connection), connection, sent, captchas, pauses };
}

const LIST = { method: 'GET', path: '/drive/v1/tasks', query: { filters: '{"a":"b c"}' } } as const;
const DELETE = { method: 'DELETE', path: '/drive/v1/tasks' } as const;

test('whatever is answered, a call comes to its end within few requests', async () => {
	const names = fc.array(fc.constantFrom(...(Object.keys(ANSWERS) as AnswerName[])), {
		minLength: 1,
	});
	await fc.assert(
		fc.asyncProperty(names, fc.boolean(), async (answers, sessionChanges) => {
			const { call, sent, captchas } = world(answers, sessionChanges);
			const outcome: unknown = await call(LIST).catch((error: unknown) => error);
			const last = ANSWERS[answers[Math.min(sent.length, answers.length) - 1] ?? 'success'];
			if (outcome instanceof PikPakError) expect(last).not.toBe(SUCCESS);
			else expect([outcome, last]).toEqual([{ tasks: [] }, SUCCESS]);
			expect(sent.length).toBeLessThanOrEqual(6);
			expect(captchas.length).toBeLessThanOrEqual(1);
			expect(sent.filter(({ renew }) => renew).length).toBeLessThanOrEqual(2);
		}),
		{ numRuns: 2000 },
	);
});

test('sends its query encoded, and nothing else', async () => {
	const { call, sent } = world(['success']);
	await call(LIST);
	expect(sent).toEqual([
		{
			request: {
				method: 'GET',
				url: 'https://api-drive.mypikpak.com/drive/v1/tasks?filters=%7B%22a%22%3A%22b+c%22%7D',
			},
			renew: false,
		},
	]);
});

test('an expired session is renewed once', async () => {
	const { call, sent } = world(['expired', 'success']);
	await call(LIST);
	expect(sent.map(({ renew }) => renew)).toEqual([false, true]);
});

test('when another process has stored its session, nothing is renewed', async () => {
	const { call, sent } = world(['expired', 'superseded', 'success'], true);
	await call(LIST);
	expect(sent.map(({ renew }) => renew)).toEqual([false, true, false]);
});

test('when none has, the session is renewed again', async () => {
	const { call, sent } = world(['expired', 'superseded', 'success']);
	await call(LIST);
	expect(sent.map(({ renew }) => renew)).toEqual([false, true, true]);
});

test('a captcha is asked for this call, with the sign of the account', async () => {
	const { call, sent, captchas } = world(['captcha', 'success']);
	await call(LIST);
	expect(captchas[0]?.body).toMatchObject({
		action: 'GET:/drive/v1/tasks',
		meta: {
			captcha_sign: '1.aa511a2a9d7fc2f10c3f0e694b44a288',
			user_id: 'XUser',
			timestamp: '1700000000000',
		},
	});
	expect(sent[1]?.request.headers).toEqual({ 'X-Captcha-Token': 'ck0.a.1' });
});

test('a sign-in that was refused is not tried in other ways', async () => {
	const { call, sent, captchas } = world(['refused']);
	await expect(call(LIST)).rejects.toThrow(/after 2026-11-24 10:00:00 UTC/);
	expect([sent.length, captchas.length]).toEqual([1, 0]);
});

test('the number 9 alone asks for no captcha', async () => {
	const { call, sent, captchas } = world(['conflict']);
	await expect(call(LIST)).rejects.toMatchObject({ reason: 'unknown' });
	expect([sent.length, captchas.length]).toEqual([1, 0]);
});

test.each([
	[LIST, 'overloaded'],
	[LIST, 'busy'],
	[DELETE, 'overloaded'],
	[DELETE, 'busy'],
] as const)(
	'a call that asks or deletes is repeated twice with growing pauses: %j where the gateway is %s',
	async (request, name) => {
		const { call, sent, pauses } = world([name, name, 'success']);
		await call(request);
		expect([sent.length, pauses]).toEqual([3, [750, 1500]]);
		const never = world([name]);
		await expect(never.call(request)).rejects.toBeInstanceOf(PikPakError);
		expect(never.sent).toHaveLength(3);
	},
);

test.each(['overloaded', 'busy', 'tooFrequent', 'missingRoute', 'down'] as const)(
	'a call that makes something is not repeated when the answer is: %s',
	async (name) => {
		const { call, sent } = world([name]);
		await expect(call({ method: 'POST', path: '/drive/v1/files' })).rejects.toBeDefined();
		expect(sent).toHaveLength(1);
	},
);

test.each(['tooFrequent', 'missingRoute', 'down', 'html', 'signInDown'] as const)(
	'nor is one that asks, when the answer is: %s',
	async (name) => {
		const { call, sent } = world([name]);
		await expect(call(LIST)).rejects.toBeDefined();
		expect(sent).toHaveLength(1);
	},
);

test('a captcha token serves later calls of the same action, and no other', async () => {
	const { call, sent, captchas } = world(['captcha', 'success']);
	await call(LIST);
	await call(LIST);
	await call({ method: 'GET', path: '/drive/v1/about' });
	expect(captchas).toHaveLength(1);
	const tokens = sent.map(({ request }) => request.headers?.['X-Captcha-Token']);
	expect(tokens).toEqual([undefined, 'ck0.a.1', 'ck0.a.1', undefined]);
});

test('an account that cannot ask for captcha tokens hears what PikPak demanded', async () => {
	const { connection, captchas } = world(['captcha']);
	const call = callOn({
		...connection,
		signed: { ...connection.signed, identity: async () => undefined },
	});
	await expect(call(LIST)).rejects.toMatchObject({ reason: 'captcha_invalid' });
	expect(captchas).toHaveLength(0);
});

describe('what keeps a request from being sent is no answer to it, so that nothing may have been done', () => {
	const ADD = { method: 'POST', path: '/drive/v1/files' } as const;
	const mayHaveBeenDone = async (call: ReturnType<typeof callOn>) =>
		await call(ADD).then(
			() => 'done',
			(error: unknown) => mayBeDone(error as PikPakError),
		);

	test.each([
		['an answer', 'overloaded', true],
		['a renewal of the session', 'signInDown', false],
	] as const)('%s: %s', async (_, name, expected) => {
		expect(await mayHaveBeenDone(world(['expired', name]).call)).toBe(expected);
	});

	test('a captcha token', async () => {
		const { connection } = world(['captcha']);
		const send = async () => answered(503, '');
		expect(await mayHaveBeenDone(callOn({ ...connection, send }))).toBe(false);
	});
});
