import { createHash } from 'node:crypto';
import { errorFor, PikPakError, successOf, unreadableAnswer } from './errors';
import type { Send } from './http';
import { identityHeaders, type Profile } from './profile';
import type { Hosts } from './service';
import { number, text } from './wire';

/** Who calls the drive. */
export interface Identity {
	profile: Profile;
	/** 32 hexadecimal characters. */
	deviceId: string;
	/** The `sub` of the account; the service rejects a captcha token that was asked for without it. */
	userId: string;
}

export interface CaptchaToken {
	token: string;
	/** Milliseconds since 1970. */
	expiresAt: number;
}

/** Where PikPak leads a person who has solved its puzzle, with the captcha token in the address. */
const AFTER_PUZZLE = 'https://api.mypikpak.com/v1/auth/callback';

/** What rclone's author observed, where PikPak does not tell. */
const LIFETIME_SECONDS = 300;

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
	{ profile, deviceId }: Omit<Identity, 'userId'>,
	username: string,
	now: number,
): Promise<CaptchaToken | PikPakError> {
	const init = { action: 'POST:/v1/auth/signin', profile, deviceId, meta: { username } };
	const token = await initCaptcha(send, hosts, init, now);
	return typeof token === 'string' ? personNeeded(token, PASTE_THE_TOKEN) : token;
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
	{ profile, deviceId, userId }: Identity,
	action: string,
	now: number,
): Promise<CaptchaToken | PikPakError> {
	const timestamp = String(now);
	const meta = {
		captcha_sign: captchaSign(profile, deviceId, timestamp),
		client_version: profile.clientVersion,
		package_name: profile.packageName,
		user_id: userId,
		timestamp,
	};
	const token = await initCaptcha(send, hosts, { action, profile, deviceId, meta }, now);
	return typeof token === 'string' ? personNeeded(token, 'Then try again.') : token;
}

/** @returns the token; or the link for a person */
async function initCaptcha(
	send: Send,
	hosts: Hosts,
	init: { action: string; profile: Profile; deviceId: string; meta: Record<string, string> },
	now: number,
): Promise<CaptchaToken | string | PikPakError> {
	const { action, profile, deviceId, meta } = init;
	const answer = await send({
		method: 'POST',
		url: `${hosts.user}/v1/shield/captcha/init`,
		headers: identityHeaders(profile, deviceId),
		body: {
			client_id: profile.clientId,
			action,
			device_id: deviceId,
			captcha_token: '',
			meta,
			redirect_uri: AFTER_PUZZLE,
		},
	});
	const body = successOf(answer);
	if (body instanceof PikPakError) return body;
	const link = text(body, 'url');
	if (link !== '') return link;
	const token = text(body, 'captcha_token');
	const lifetime = number(body, 'expires_in') ?? LIFETIME_SECONDS;
	return token === '' ? unreadableAnswer(200, '') : { token, expiresAt: now + lifetime * 1000 };
}

const PASTE_THE_TOKEN = `The browser is then led to an address that begins with ${AFTER_PUZZLE}, whatever it shows there. Within five minutes, copy that address into Captcha Token of the PikPak credential and save; it works once.`;

/** The link is shown: it is the only way on for the user, and the token in it is worth nothing by itself. */
function personNeeded(link: string, next: string): PikPakError {
	return errorFor('person_needed', {
		advice: `In a browser on the network of n8n, open the link at the end of this text within five minutes and solve the puzzle. ${next} If PikPak keeps asking, sign in once on its website from that network.`,
		link: withRedirect(link),
	});
}

/** PikPak leaves it to its clients to say where the browser goes afterwards (PikPakAPI, OpenList). */
function withRedirect(link: string): string {
	if (!URL.canParse(link)) return link;
	const url = new URL(link);
	url.searchParams.set('redirect_uri', AFTER_PUZZLE);
	url.searchParams.set('state', 'harbor');
	return url.href;
}
