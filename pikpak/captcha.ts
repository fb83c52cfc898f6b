import { createHash } from 'node:crypto';
import { errorFor, failureOf, PikPakError, unreadableAnswer } from './errors';
import type { Send } from './http';
import { ANDROID, type Profile } from './profile';
import type { Hosts } from './service';
import { isObject, text, type JsonObject } from './wire';

/** Who calls the drive. */
export interface Identity {
	/** 32 hexadecimal characters. */
	deviceId: string;
	/** The `sub` of the account; the service rejects a captcha token that was asked for without it. */
	userId: string;
}

/**
 * The proof that a captcha request comes from one of PikPak's programs: an MD5 chain over the
 * client's identity, the device and the time, salted once per link.
 *
 * @param timestamp milliseconds since 1970, as a decimal text; the same one goes into the request
 */
export function captchaSign(profile: Profile, deviceId: string, timestamp: string): string {
	const seed =
		profile.clientId + profile.clientVersion + profile.packageName + deviceId + timestamp;
	const md5 = (link: string, salt: string) =>
		createHash('md5')
			.update(link + salt)
			.digest('hex');
	return `1.${profile.salts.reduce(md5, seed)}`;
}

/**
 * A captcha token for signing in. A token of a drive call is refused there, and so is this one on a drive call.
 *
 * @returns the token; or `person_needed` with the link under which a person can confirm the sign-in
 */
export async function captchaForSignIn(
	send: Send,
	hosts: Hosts,
	deviceId: string,
	username: string,
): Promise<string | PikPakError> {
	return await initCaptcha(send, hosts, deviceId, 'POST:/v1/auth/signin', { username });
}

/**
 * A captcha token for a drive call that was refused without one.
 *
 * @param action method and path, such as `GET:/drive/v1/tasks`
 * @param now milliseconds since 1970
 */
export async function captchaForCall(
	send: Send,
	hosts: Hosts,
	identity: Identity,
	action: string,
	now: number,
): Promise<string | PikPakError> {
	const { deviceId, userId } = identity;
	const timestamp = String(now);
	return await initCaptcha(send, hosts, deviceId, action, {
		captcha_sign: captchaSign(ANDROID, deviceId, timestamp),
		client_version: ANDROID.clientVersion,
		package_name: ANDROID.packageName,
		user_id: userId,
		timestamp,
	});
}

async function initCaptcha(
	send: Send,
	hosts: Hosts,
	deviceId: string,
	action: string,
	meta: Record<string, string>,
): Promise<string | PikPakError> {
	const answer = await send({
		method: 'POST',
		url: `${hosts.user}/v1/shield/captcha/init`,
		body: { client_id: ANDROID.clientId, action, device_id: deviceId, captcha_token: '', meta },
	});
	const failure = failureOf(answer);
	if (failure !== undefined) return failure;
	const body: JsonObject = answer.kind === 'answered' && isObject(answer.body) ? answer.body : {};
	const link = text(body, 'url');
	if (link !== '') return personNeeded(link);
	const token = text(body, 'captcha_token');
	return token === '' ? unreadableAnswer(200, body) : token;
}

/** The link is shown: it is the only way on for the user, and the token in it is worth nothing by itself. */
function personNeeded(link: string): PikPakError {
	return errorFor('person_needed', {
		advice: `Open this link within five minutes in a browser on the network of n8n, solve the puzzle, and try again: ${link} If PikPak keeps asking, sign in once on its website from that network.`,
	});
}
