import type { z } from 'zod/v4';
import {
	driveCaptchaInvalid,
	refuse,
	ServiceFailure,
	signInCaptchaInvalid,
	tooFrequent,
} from '../failure.mjs';
import { check } from '../requests.mjs';
import { entryOf, unexpired, type State, type StoredCaptcha } from '../state.mjs';
import { newId, timeOf, type World } from '../world.mjs';
import { captchaSign, clientById } from './clients.mjs';
import { DriveMeta, SignInMeta, type CaptchaRequest } from './requests.mjs';

type Asked = z.infer<typeof CaptchaRequest>;

/**
 * Gives out a captcha token.
 *
 * @returns the token, and whether a person must confirm before it works
 * @throws ServiceFailure a refusal if `meta` is not what belongs to the action
 */
export function issueCaptcha(world: World, asked: Asked): { token: string; review: boolean } {
	const path = asked.action.replace(/^[A-Z]+:(https:\/\/[^/]+)?/, '');
	const kind = path === '/v1/auth/signin' ? 'signIn' : 'drive';
	const result = kind === 'signIn' ? resultForSignIn(world, asked) : resultForDrive(world, asked);
	const token = keepCaptcha(world, {
		kind,
		clientId: asked.client_id,
		deviceId: asked.device_id,
		meta: asked.meta,
		result,
		once: false,
	});
	return { token, review: result === 'review' };
}

/** @returns whether this captcha token waits for a person */
export function isInReview(world: World, token: string): boolean {
	return liveCaptcha(world, token)?.result === 'review';
}

/**
 * A person confirms.
 *
 * @param token which waits for the person, and goes on doing so
 * @returns a new captcha token for the same sign-in, which works once; undefined if nothing waits for a person
 */
export function confirmCaptcha(world: World, token: string): string | undefined {
	const captcha = liveCaptcha(world, token);
	if (captcha?.result !== 'review') return undefined;
	return keepCaptcha(world, { ...captcha, result: 'accept', once: true });
}

function keepCaptcha(world: World, captcha: Omit<StoredCaptcha, 'expiresAt'>): string {
	const token = newToken(world, captcha);
	world.secrets.note('captchaTokens', token);
	world.secrets.note('deviceIds', captcha.deviceId);
	const expiresAt = world.now() + world.settings.limits.captchaSeconds * 1000;
	world.state.captchas = {
		...unexpired(world.state.captchas, world.now()),
		[token]: { ...captcha, expiresAt },
	};
	return token;
}

function resultForSignIn(world: World, asked: Asked): StoredCaptcha['result'] {
	check('body', SignInMeta, asked.meta);
	const tooMany = recentSignIns(world).length > world.settings.limits.signIns;
	return world.state.personNeeded || tooMany ? 'review' : 'accept';
}

/** A wrong signature is not told here: the token just never works (inferred from two clients' repeated tries). */
function resultForDrive(world: World, asked: Asked): StoredCaptcha['result'] {
	const meta = check('body', DriveMeta, asked.meta);
	const client = clientById(asked.client_id);
	if (client?.version !== meta.client_version || client.packageName !== meta.package_name) {
		throw refuse(
			`the salts of ${meta.package_name} ${meta.client_version} with the client id ${asked.client_id} are not known here`,
		);
	}
	const signed = captchaSign(client, asked.device_id, meta.timestamp) === meta.captcha_sign;
	return signed && meta.user_id === world.state.account.userId ? 'accept' : 'reject';
}

/** Real tokens hold, readable in their last part, when, for which program and for which device they were made. */
function newToken(
	world: World,
	{ clientId, deviceId }: Pick<StoredCaptcha, 'clientId' | 'deviceId'>,
): string {
	const client = clientById(clientId);
	const message = JSON.stringify({
		issued: timeOf(world.now()),
		client_id: clientId,
		client_version: client?.version,
		package_name: client?.packageName,
		device_id: deviceId,
	});
	return `${newId(world, 'ck0.', 48)}.${Buffer.from(message).toString('base64url')}`;
}

function recentSignIns({ state, now, settings }: World): number[] {
	const start = now() - settings.limits.signInWindowSeconds * 1000;
	return state.signIns.filter((moment) => moment > start);
}

/**
 * Looks at the captcha token of a sign-in. One that a person got is used up by that.
 *
 * @param token empty if there is none
 * @param deviceId of the request; undefined if it names none
 * @throws ServiceFailure `captcha_required` or `captcha_invalid`, with the descriptions that users reported
 */
export function requireSignInCaptcha(
	world: World,
	token: string,
	username: string,
	deviceId: string | undefined,
): void {
	if (token === '') {
		const description = 'Please add captcha before you register';
		throw new ServiceFailure(400, 'captcha_required', 9, description);
	}
	const captcha = liveCaptcha(world, token);
	if (captcha === undefined) throw signInCaptchaInvalid('Code(4002) - captcha_token expired');
	if (captcha.once) Reflect.deleteProperty(world.state.captchas, token);
	if (captcha.kind !== 'signIn' || !Object.values(captcha.meta).includes(username)) {
		const got = Object.entries({ ...captcha.meta, result: captcha.result })
			.sort(([one], [other]) => (one < other ? -1 : 1))
			.map(([name, value]) => `${name}:${value}`);
		throw signInCaptchaInvalid(
			`meta.username expect ${username}, but got map[${got.join(' ')}], please check captcha init params`,
		);
	}
	if (captcha.result !== 'accept') {
		throw signInCaptchaInvalid(`Code(4002) - captcha_token result:${captcha.result}`);
	}
	if (deviceId !== undefined && deviceId !== captcha.deviceId) {
		throw signInCaptchaInvalid('Code(4002) - captcha_token belongs to another device');
	}
}

/**
 * Notes a try to sign in.
 *
 * @throws ServiceFailure if there have been too many
 */
export function countSignIn(world: World): void {
	world.state.signIns = [...recentSignIns(world), world.now()];
	if (world.state.signIns.length > world.settings.limits.signIns) throw tooFrequent('user');
}

/**
 * Looks at the captcha token of a drive call.
 *
 * @param sent what the request carries in its headers
 * @param status which the refusal has
 * @throws ServiceFailure `captcha_invalid`
 */
export function requireDriveCaptcha(
	world: World,
	sent: { token: string | undefined; deviceId: string | undefined },
	status: State['risk']['status'],
): void {
	const captcha = liveCaptcha(world, sent.token ?? '');
	const accepted =
		captcha?.kind === 'drive' && captcha.result === 'accept' && captcha.deviceId === sent.deviceId;
	if (!accepted) throw driveCaptchaInvalid(status);
}

function liveCaptcha({ state, now }: World, token: string): StoredCaptcha | undefined {
	return entryOf(unexpired(state.captchas, now()), token);
}
