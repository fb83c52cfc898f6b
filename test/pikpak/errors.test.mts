import fc from 'fast-check';
import { PikPakError, successOf } from '../../pikpak/errors.js';
import { taskReasonOf } from '../../pikpak/reasonOf.js';
import { REASONS, type Row } from '../../pikpak/reasons.js';
import type { Answer } from '../../pikpak/http.js';
import { cpuSeconds } from '../support/cpuTime.mjs';

/** @returns what went wrong; undefined for a success */
const failureOf = (answer: Answer) => {
	const outcome = successOf(answer);
	return outcome instanceof PikPakError ? outcome : undefined;
};
const answered = (status: number, body: unknown) => failureOf({ kind: 'answered', status, body });

describe('an answer of the service', () => {
	test.each([
		[400, 'captcha_invalid', 9, 'Verification code is invalid', 'captcha_invalid'],
		[403, 'riskLimited', 9, '', 'captcha_invalid'],
		[400, 'captcha_invalid', 4002, 'Code(4002) - captcha_token expired', 'captcha_invalid'],
		[400, 'captcha_invalid', 4002, 'captcha result:review', 'person_needed'],
		[
			400,
			'captcha_invalid',
			4002,
			'Aborted - Your operation is too frequent, please try again later',
			'too_frequent',
		],
		[400, 'invalid_grant', 4126, 'AccessProhibited', 'access_prohibited'],
		[400, 'invalid_grant', 4126, 'refreshed by other process', 'invalid_grant'],
		[401, 'unauthenticated', 16, 'token is expired', 'unauthenticated'],
		[200, '', 4122, '', 'unauthenticated'],
		[400, 'invalid_account_or_password', 4022, '', 'invalid_account_or_password'],
		[403, 'task_daily_create_limit', 0, '', 'task_daily_create_limit'],
		[400, 'file_space_not_enough', 8, '', 'file_space_not_enough'],
		[400, 'file_rename_uncompleted', 9, '', 'file_rename_uncompleted'],
		[400, 'unzip_password_new_word', 9, '', 'unknown'],
		[429, '', 0, '', 'too_frequent'],
		[404, 'file_not_found', 5, '', 'not_found'],
		[501, 'unimplemented', 0, '', 'unimplemented'],
		[418, 'teapot', 77, 'short and stout', 'unknown'],
		[400, 'monthly_download_size_exceeded', 3, '', 'monthly_download_size_exceeded'],
		[400, 'captcha_required', 4001, 'Please add captcha before you register', 'captcha_invalid'],
		[500, 'internal', 0, 'idx.shub.mypikpak.com: no record for gcid', 'gcid_unknown'],
		[429, 'resource_exhausted', 8, '', 'too_frequent'],
		[400, 'invalid_argument', 3, 'phase is case sensitive', 'invalid_argument'],
		[400, '', 3, '', 'invalid_argument'],
	])('HTTP %i %s (%i) "%s" means %s', (status, error, error_code, error_description, reason) => {
		expect(answered(status, { error, error_code, error_description })?.reason).toBe(reason);
	});

	test.each([
		[200, '<html>Log in</html>', 'unreadable_answer'],
		[200, '{"tasks":[', 'unreadable_answer'],
		[200, [], 'unreadable_answer'],
		[200, '', 'unreadable_answer'],
		[204, undefined, 'unreadable_answer'],
		[200, null, 'unreadable_answer'],
		[302, '', 'unreadable_answer'],
		[502, '<html>Bad Gateway</html>', 'service_unavailable'],
		[429, '', 'too_frequent'],
	])('HTTP %i with %j means %s', (status, body, reason) => {
		expect(answered(status, body)?.reason).toBe(reason);
	});

	test.each([
		[200, { tasks: [] }],
		[200, { error: '', error_code: 0 }],
	])('HTTP %i with %j is a success', (status, body) => {
		expect(answered(status, body)).toBeUndefined();
	});

	const rows = Object.entries(REASONS) as Array<[string, Row]>;

	test.each(rows)('every sign of %s is told in its words', (reason, row) => {
		const { errors = [], codes = [], sharedCodes = [], statuses = [], says, messages } = row;
		const answers = [
			...errors.map((error) => answered(400, { error, error_code: 1 })),
			...codes.map((error_code) => answered(400, { error: 'a_word_nobody_knows', error_code })),
			...[...codes, ...sharedCodes].map((error_code) => answered(400, { error_code })),
			...statuses.map((status) => answered(status, {})),
			...statuses.map((status) => answered(status, { error: 'a_word_nobody_knows' })),
		];
		for (const failure of answers) {
			expect(failure).toMatchObject({ reason, meaning: row.meaning, advice: row.advice });
			expect(failure?.retryable).toBe(row.retry !== 'never');
		}
		for (const error of messages === undefined ? [] : errors)
			expect(taskReasonOf(error)).toMatchObject({ code: reason, advice: row.advice });
		expect(answers.length + [says, messages].filter(Boolean).length).toBeGreaterThan(0);
	});

	test('no word and no code stands for two reasons', () => {
		const signs = rows.flatMap(
			([, { errors = [], codes = [], sharedCodes = [], statuses = [] }]) => [
				...errors,
				...[...codes, ...sharedCodes].map((code) => `code ${String(code)}`),
				...statuses.map((status) => `status ${String(status)}`),
			],
		);
		expect(signs).toEqual([...new Set(signs)]);
	});

	test('is understood whatever it holds: a success, or an error in words', () => {
		fc.assert(
			fc.property(fc.integer({ min: 100, max: 599 }), fc.anything(), (status, body) => {
				const failure = answered(status, body);
				if (failure === undefined) expect(status).toBeLessThan(300);
				else expect(failure.message).toMatch(/^[A-Z].+\. .+\.$/s);
			}),
		);
	});
});

test.each([
	'refresh token os.Q1w2E3r4T5y6U7i8O9p0 has been refreshed',
	'expect a@b.c, but got map[captcha_sign:1.81abef7a2a707b5e3bcb06b976d800c3]',
	'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl',
	'RefreshToken os.Q1w2E3/r4T5+y6U7i8O9p0',
	`${'x'.repeat(495)} os.Q1w2E3r4T5y6U7i8O9p0`,
	'AbCdEfGhIjKlMnOpQrStUvWxYzQweE',
])('no token that PikPak quotes is passed on: %s', (error_description) => {
	const failure = answered(400, { error: 'invalid_grant', error_code: 4126, error_description });
	expect(JSON.stringify(failure?.said)).not.toMatch(/Q1w|r4T5|81abef|eyJzdWI|AbCdEf/);
});

test.each(['a', 'A', '='])('tokens are looked for in time linear in a page full of %j', (sign) => {
	const page = `<${sign.repeat(300_000)}`;
	expect(cpuSeconds(() => answered(200, page))).toBeLessThan(3);
});

test.each([
	['ENOTFOUND', 'its name could not be resolved'],
	['ECONNABORTED', 'it did not answer in time'],
	['EHOSTUNREACH', 'there is no way to it'],
	['DEPTH_ZERO_SELF_SIGNED_CERT', 'its certificate or encryption was not accepted'],
	['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'its certificate or encryption was not accepted'],
	['ECONNRESET', 'the connection broke off'],
])('%s is told as: %s', (code, cause) => {
	const failure = failureOf({ kind: 'unreachable', host: 'user.mypikpak.com', code });
	expect(failure?.meaning).toBe(`n8n could not get an answer from user.mypikpak.com: ${cause}.`);
});

test('a connection that fails is told apart from an answer', () => {
	const failure = failureOf({ kind: 'unreachable', host: 'user.mypikpak.com', code: 'ENOTFOUND' });
	expect(failure).toBeInstanceOf(PikPakError);
	expect(failure?.message).toContain('user.mypikpak.com: its name could not be resolved');
});

describe('the text of each reason', () => {
	// n8n replaces a message that holds one of these, and n8n 1 gives up a trigger over the last.
	const FORBIDDEN =
		/ECONN|ENOTFOUND|ETIMEDOUT|EADDR|EHOSTUNREACH|EAI_|ENOENT|EISDIR|ENOTDIR|EACCES|EEXIST|EPERM|GETADDRINFO|ERRADDRINUSE|authorization/i;

	test.each(Object.entries(REASONS))('%s says what happened and what to do', (_, row) => {
		expect(row.meaning).toMatch(/^[A-Z].*\.$/);
		expect(row.advice).toMatch(/^[A-Z].*\.$/);
		expect(row.meaning + row.advice).not.toMatch(FORBIDDEN);
		expect(row.meaning).not.toMatch(/\b(error|problem|failure|mistake)\b/i);
	});
});
