import { refuse, ServiceFailure } from '../failure.mjs';
import { addressOf, type Service } from '../hosts.mjs';
import { NoQuery, readBody, readQuery } from '../requests.mjs';
import { timeOf, type World } from '../world.mjs';
import {
	confirmCaptcha,
	countSignIn,
	isInReview,
	issueCaptcha,
	requireSignInCaptcha,
} from './captcha.mjs';
import { CaptchaRequest, ClientQuery, RefreshRequest, SignInRequest } from './requests.mjs';
import { issueTokens, requireAccess, tradeRefreshToken } from './tokens.mjs';
import {
	confirmedPage,
	deadLinkPage,
	questionPage,
	VERIFICATION_PATH,
	VerificationQuery,
	verificationUrl,
} from './verification.mjs';

const DEVICE = 'x-device-id';

/** The account host: captcha tokens, sign-in, refresh, and who the account is. */
export function addAccountRoutes(user: Service, world: World): void {
	user.post('/v1/shield/captcha/init', async (c) => {
		readQuery(c, ClientQuery);
		const asked = await readBody(c, CaptchaRequest);
		if (asked.device_id !== (c.req.header(DEVICE) ?? asked.device_id)) {
			throw refuse('the field "device_id" of the body is another one than that of the headers');
		}
		const { token, review } = issueCaptcha(world, asked);
		return c.json({
			captcha_token: token,
			expires_in: world.settings.limits.captchaSeconds,
			...(review && { url: verificationUrl(addressOf(c, 'user'), asked, token) }),
		});
	});

	user.post('/v1/auth/signin', async (c) => {
		readQuery(c, ClientQuery);
		const { client_id, username, password, captcha_token } = await readBody(c, SignInRequest);
		const deviceId = c.req.header(DEVICE);
		const token = [captcha_token, c.req.header('x-captcha-token')].find(Boolean) ?? '';
		requireSignInCaptcha(world, token, username, deviceId);
		countSignIn(world);
		const { account } = world.state;
		if (username !== account.email || password !== account.password) {
			const description = 'Invalid account or password';
			throw new ServiceFailure(400, 'invalid_account_or_password', 3, description);
		}
		return c.json(issueTokens(world, { clientId: client_id, deviceId: deviceId ?? '' }));
	});

	user.post('/v1/auth/token', async (c) => {
		readQuery(c, NoQuery);
		const { client_id, refresh_token } = await readBody(c, RefreshRequest, { form: true });
		return c.json(tradeRefreshToken(world, refresh_token, client_id, c.req.header(DEVICE)));
	});

	user.get('/v1/user/me', (c) => {
		readQuery(c, NoQuery);
		requireAccess(world, c.req.header('authorization'));
		const { userId, email, createdAt } = world.state.account;
		return c.json({
			sub: userId,
			name: 'demo',
			picture: '',
			email: email.replace(/^(.).*@/, '$1***@'),
			providers: [],
			phone_number: '',
			password: 'SET',
			status: 'ACTIVE',
			created_at: timeOf(createdAt),
			password_updated_at: timeOf(createdAt),
		});
	});

	user.get(VERIFICATION_PATH, (c) => {
		const { captcha_token } = readQuery(c, VerificationQuery);
		return isInReview(world, captcha_token)
			? c.html(questionPage())
			: c.html(deadLinkPage(world.settings.limits.captchaSeconds), 410);
	});

	user.post(VERIFICATION_PATH, (c) => {
		const link = readQuery(c, VerificationQuery);
		const seconds = world.settings.limits.captchaSeconds;
		const token = confirmCaptcha(world, link.captcha_token);
		return token === undefined
			? c.html(deadLinkPage(seconds), 410)
			: c.html(confirmedPage(link, token, seconds));
	});
}
