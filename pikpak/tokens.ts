import type { Account, PasswordWayIn } from './account';
import { captchaForSignIn } from './captcha';
import { PikPakError, successOf, unreadableAnswer, type Reason } from './errors';
import type { Answer, Send } from './http';
import { ANDROID, type Profile } from './profile';
import type { Hosts } from './service';
import { number, text } from './wire';

/** The call did not get through to the service. */
export const NOT_THE_SERVICE: ReadonlySet<Reason> = new Set<Reason>([
	'unreachable',
	'unreadable_answer',
	'service_unavailable',
	'invalid_service',
]);

/** PikPak does not want to be asked anything now. */
export const UNWELCOME: ReadonlySet<Reason> = new Set<Reason>([
	'too_frequent',
	'access_prohibited',
	'person_needed',
]);

/** What a sign-in or a refresh yields. */
export interface Tokens {
	accessToken: string;
	/** Works once; every refresh yields the next one. Empty if the access token cannot be renewed. */
	refreshToken: string;
	/** Milliseconds since 1970; 0 if it is not known. */
	expiresAt: number;
	/** Empty if PikPak does not tell. */
	userId: string;
}

/**
 * Gets an account its tokens when there is no session to renew, in the way that the user has chosen.
 *
 * @param deviceId 32 hexadecimal characters
 * @param now milliseconds since 1970
 */
export async function enter(
	send: Send,
	{ hosts, wayIn }: Account,
	deviceId: string,
	now: () => number,
): Promise<Tokens | PikPakError> {
	switch (wayIn.kind) {
		case 'password':
			return await signIn(send, hosts, wayIn, deviceId, now);
		case 'refreshToken':
			// A fresh session begins with it: by now it has been tried, as have those that followed it.
			return tokenEnded('refresh');
		case 'accessToken':
			return await useAccessToken(send, hosts, wayIn.accessToken);
	}
}

/**
 * Signs in with e-mail and password: the request of 2022, with the captcha token that PikPak demands since 2024.
 * A captcha token that PikPak does not take is replaced once.
 */
async function signIn(
	send: Send,
	hosts: Hosts,
	password: PasswordWayIn,
	deviceId: string,
	now: () => number,
): Promise<Tokens | PikPakError> {
	const first = await signInOnce(send, hosts, password, deviceId, now);
	// The user may have pasted the link itself, whose token still waits for a person.
	const again =
		first instanceof PikPakError &&
		(first.reason === 'captcha_invalid' ||
			(first.reason === 'person_needed' && password.captchaToken !== ''));
	return again
		? await signInOnce(send, hosts, { ...password, captchaToken: '' }, deviceId, now)
		: first;
}

async function signInOnce(
	send: Send,
	hosts: Hosts,
	{ username, password, captchaToken }: PasswordWayIn,
	deviceId: string,
	now: () => number,
): Promise<Tokens | PikPakError> {
	const device = { profile: ANDROID, deviceId };
	const captcha =
		captchaToken === ''
			? await captchaForSignIn(send, hosts, device, username, now())
			: { token: captchaToken };
	if (captcha instanceof PikPakError) return atHost('User URL', captcha);
	const answer = await send({
		method: 'POST',
		url: `${hosts.user}/v1/auth/signin`,
		body: {
			captcha_token: captcha.token,
			client_id: ANDROID.clientId,
			client_secret: ANDROID.clientSecret,
			username,
			password,
		},
	});
	const tokens = tokensOf(answer, now());
	if (!(tokens instanceof PikPakError)) return tokens;
	const failure = atHost('User URL', tokens);
	// PikPak may have counted it.
	return failure.reason !== 'invalid_service' && NOT_THE_SERVICE.has(failure.reason)
		? new PikPakError('sign_in_unanswered', failure)
		: failure;
}

/** A personal access token is good or it is not; whose it is PikPak may tell or not. */
async function useAccessToken(
	send: Send,
	hosts: Hosts,
	accessToken: string,
): Promise<Tokens | PikPakError> {
	const check = await checkToken(send, hosts, accessToken);
	if (check instanceof PikPakError) return check;
	if (check === 'invalid') return tokenEnded('access');
	const url = `${hosts.user}/v1/user/me`;
	const me = successOf(await send({ method: 'GET', url, headers: bearer(accessToken) }));
	const isLost = me instanceof PikPakError && NOT_THE_SERVICE.has(me.reason);
	if (isLost) return me;
	const userId = me instanceof PikPakError ? '' : text(me, 'sub');
	return { accessToken, refreshToken: '', expiresAt: 0, userId };
}

/**
 * Trades a refresh token for the next pair of tokens.
 *
 * @param profile the program that the token was issued to
 * @returns `invalid_grant` if the token may have been used before, by this process or by another; any other refusal or failure
 *   as it is
 */
export async function refresh(
	send: Send,
	hosts: Hosts,
	{ clientId, clientSecret }: Profile,
	refreshToken: string,
	now: () => number,
): Promise<Tokens | PikPakError> {
	const answer = await send({
		method: 'POST',
		url: `${hosts.user}/v1/auth/token`,
		body: {
			client_id: clientId,
			...(clientSecret !== '' && { client_secret: clientSecret }),
			grant_type: 'refresh_token',
			refresh_token: refreshToken,
		},
	});
	const tokens = tokensOf(answer, now());
	return tokens instanceof PikPakError ? atHost('User URL', tokens) : tokens;
}

/** @returns whether PikPak itself has refused what it was asked, and nothing on the way to it has failed */
export function isRefusal({ reason, httpStatus = 0 }: PikPakError): boolean {
	return httpStatus >= 400 && httpStatus < 500 && !NOT_THE_SERVICE.has(reason);
}

/**
 * Asks the drive whether it takes an access token, with the cheapest call that needs one.
 *
 * @param accessToken may be empty: then the answer only tells that the drive is there and is PikPak's
 * @returns `invalid` if the token is not taken; an error if the drive cannot be reached, is not PikPak's, or does not want
 *   to be asked
 */
export async function checkToken(
	send: Send,
	hosts: Hosts,
	accessToken: string,
): Promise<'valid' | 'invalid' | PikPakError> {
	const url = `${hosts.drive}/drive/v1/about`;
	const headers = accessToken === '' ? {} : bearer(accessToken);
	const about = successOf(await send({ method: 'GET', url, headers }));
	if (!(about instanceof PikPakError)) return 'valid';
	const failure = atHost('Drive URL', about);
	if (failure.reason === 'unauthenticated') return 'invalid';
	if (NOT_THE_SERVICE.has(failure.reason) || UNWELCOME.has(failure.reason)) return failure;
	// Whatever else PikPak says about this call, it says nothing about the token.
	return accessToken === '' ? 'invalid' : 'valid';
}

function bearer(accessToken: string): Record<string, string> {
	return { Authorization: `Bearer ${accessToken}` };
}

/** A host that does not know the first thing that its service offers is not that service. */
function atHost(field: string, failure: PikPakError): PikPakError {
	if (failure.reason !== 'not_found' && failure.reason !== 'unimplemented') return failure;
	return new PikPakError('invalid_service', {
		meaning:
			'The address in the PikPak credential does not lead to the service that should be there.',
		advice: `Choose another service, or correct the ${field}.`,
		httpStatus: failure.httpStatus,
		said: failure.said,
	});
}

function tokenEnded(kind: 'refresh' | 'access'): PikPakError {
	return kind === 'refresh'
		? new PikPakError('refresh_token_ended', {
				meaning: 'PikPak does not accept the refresh token of the credential any more.',
				advice:
					'It works once: the program that it came from, or another one, has used it, or Issued To names another program. Paste a new one, and do not go on using it elsewhere.',
			})
		: new PikPakError('access_token_ended', {
				meaning: 'PikPak does not accept the access token of the credential.',
				advice:
					'It may have ended or been revoked. Make a new one in the settings of PikPak, under Connected Apps, and paste it into the credential.',
			});
}

function tokensOf(answer: Answer, now: number): Tokens | PikPakError {
	const body = successOf(answer);
	if (body instanceof PikPakError) return body;
	const accessToken = text(body, 'access_token');
	const refreshToken = text(body, 'refresh_token');
	// No part of such an answer may be shown: it is likely to hold a token.
	if (accessToken === '' || refreshToken === '') return unreadableAnswer(200, '');
	const seconds = number(body, 'expires_in') ?? 0;
	const expiresAt = seconds > 0 ? now + seconds * 1000 : 0;
	return { accessToken, refreshToken, expiresAt, userId: text(body, 'sub') };
}
