import { CaptchaTokens } from '../../pikpak/captchaTokens.js';
import { errorFor } from '../../pikpak/errors.js';

const ACTION = 'GET:/drive/v1/tasks';
let now = 0;
let asked = 0;

beforeEach(() => {
	now = 1_000_000;
	asked = 0;
});

const obtain = async () => {
	asked++;
	return { token: `ck0.${String(asked)}`, expiresAt: now + 300_000 };
};

test('a token serves its action until it ends', async () => {
	const tokens = new CaptchaTokens(() => now);
	expect(tokens.get(ACTION)).toBe('');
	await tokens.renew(ACTION, '', obtain);
	expect([tokens.get(ACTION), tokens.get('GET:/drive/v1/about')]).toEqual(['ck0.1', '']);
	now += 300_000;
	expect(tokens.get(ACTION)).toBe('');
});

test('calls that are refused at the same time ask for one token', async () => {
	const tokens = new CaptchaTokens(() => now);
	const renewed = await Promise.all(
		['', '', ''].map(async (refused) => await tokens.renew(ACTION, refused, obtain)),
	);
	expect(renewed).toEqual(['ck0.1', 'ck0.1', 'ck0.1']);
	// One that was refused with an older token takes the newer one.
	expect(await tokens.renew(ACTION, 'ck0.0', obtain)).toBe('ck0.1');
	expect(await tokens.renew(ACTION, 'ck0.1', obtain)).toBe('ck0.2');
	expect(asked).toBe(2);
});

test('a refusal is told to all who wait, and not kept', async () => {
	const tokens = new CaptchaTokens(() => now);
	const refused = async () => errorFor('too_frequent');
	const outcomes = await Promise.all([
		tokens.renew(ACTION, '', refused),
		tokens.renew(ACTION, '', refused),
	]);
	expect(outcomes).toMatchObject([{ reason: 'too_frequent' }, { reason: 'too_frequent' }]);
	expect(await tokens.renew(ACTION, '', obtain)).toBe('ck0.1');
});
