import { errorFor, PikPakError, successOf } from '../../pikpak/errors.js';
import { mayBeDone } from '../../pikpak/lostAnswer.js';
import { Refused } from '../../pikpak/refusal.js';
import type { Answer } from '../../pikpak/http.js';

const answered = (status: number, body: unknown): Answer => ({ kind: 'answered', status, body });
const silence = (code: string): Answer => ({ kind: 'unreachable', host: 'drive', code });

test.each([
	[silence('ECONNRESET'), true],
	[silence('ECONNABORTED'), true],
	[silence('ECONNREFUSED'), false],
	[silence('ENOTFOUND'), false],
	[silence('EAI_AGAIN'), false],
	[answered(200, '{"task":'), true],
	[answered(502, '<html>'), true],
	[answered(500, { error: 'internal' }), true],
	[answered(520, { error: 'something_new' }), true],
	[answered(400, { error: 'something_new' }), false],
	[answered(500, { error_description: 'no record for gcid' }), false],
	[answered(501, { error: 'unimplemented' }), false],
	[answered(400, { error: 'invalid_argument' }), false],
	[answered(401, { error: 'unauthenticated' }), false],
])('after %j PikPak may have done what it was asked for: %s', (answer, expected) => {
	const error = successOf(answer) as PikPakError;
	expect(mayBeDone(error)).toBe(expected);
});

test('a refusal that holds has kept anything from being asked', () => {
	const { reason, meaning, advice, retry, httpStatus, said, link } = errorFor(
		'service_unavailable',
		{ httpStatus: 503 },
	);
	const of = { reason, meaning, advice, retry, httpStatus, said, link, at: 0, until: 1, count: 1 };
	expect(mayBeDone(new Refused(of))).toBe(false);
});
