import { captchaForSignIn } from './captcha';
import { errorFor, failureOf, PikPakError, unreadableAnswer, type Reason } from './errors';
import type { Answer, Send } from './http';
import { ANDROID } from './profile';
import type { Hosts } from './service';
import { isObject, number, text, type JsonObject } from './wire';

/** The call did not get through to the service. */
export const NOT_THE_SERVICE: ReadonlySet<Reason> = new Set<Reason>([
	'unreachable',
	'unreadable_answer',
	'service_unavailable',
	'invalid_service',
]);

/** PikPak does not want to be asked anything now. */
const UNWELCOME: ReadonlySet<Reason> = new Set<Reason>([
	'too_frequent',
	'access_prohibited',
	'person_needed',
]);

/** Who signs in, and where. */
export interface Account {
	hosts: Hosts;
	/** The e-mail address; PikPak also takes a phone number or a user name. */
	username: string;
	password: string;
}

/** What a sign-in or a refresh yields. */
export interface Tokens {
	accessToken: string;
	/** Works once; every refresh yields the next one. */
	refreshToken: string;
	/** Milliseconds since 1970. */
	expiresAt: number;
	userId: string;
}

/**
 * Signs in with e-mail and password: the request of 2022, with the captcha token that PikPak demands since 2024.
 * A captcha token that PikPak does not take is replaced once.
 *
 * @param now milliseconds since 1970
 */
export async function signIn(
	send: Send,
	account: Account,
	deviceId: string,
	now: () => number,
): Promise<Tokens | PikPakError> {
	const first = await signInOnce(send, account, deviceId, now);
	const again = first instanceof PikPakError && first.reason === 'captcha_invalid';
	return again ? await signInOnce(send, account, deviceId, now) : first;
}

async function signInOnce(
	send: Send,
	{ hosts, username, password }: Account,
	deviceId: string,
	now: () => number,
): Promise<Tokens | PikPakError> {
	const captchaToken = await captchaForSignIn(send, hosts, deviceId, username);
	if (captchaToken instanceof PikPakError) return atHost('User URL', captchaToken);
	const answer = await send({
		method: 'POST',
		url: `${hosts.user}/v1/auth/signin`,
		body: {
			captcha_token: captchaToken,
			client_id: ANDROID.clientId,
			client_secret: ANDROID.clientSecret,
			username,
			password,
		},
	});
	const tokens = tokensOf(answer, now());
	return tokens instanceof PikPakError ? atHost('User URL', tokens) : tokens;
}

/**
 * Trades a refresh token for the next pair of tokens.
 *
 * @returns `invalid_grant` if PikPak does not take the token, in whatever words: it may have been used before, by this
 *   process or by another
 */
export async function refresh(
	send: Send,
	hosts: Hosts,
	refreshToken: string,
	now: () => number,
): Promise<Tokens | PikPakError> {
	const answer = await send({
		method: 'POST',
		url: `${hosts.user}/v1/auth/token`,
		body: {
			client_id: ANDROID.clientId,
			client_secret: ANDROID.clientSecret,
			grant_type: 'refresh_token',
			refresh_token: refreshToken,
		},
	});
	const tokens = tokensOf(answer, now());
	if (!(tokens instanceof PikPakError)) return tokens;
	const { reason, httpStatus = 0, said } = tokens;
	const isDefinite = httpStatus >= 400 && httpStatus < 500 && !UNWELCOME.has(reason);
	return isDefinite ? errorFor('invalid_grant', { httpStatus, said }) : tokens;
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
	const answer = failureOf(
		await send({
			method: 'GET',
			url: `${hosts.drive}/drive/v1/about`,
			...(accessToken !== '' && { headers: { Authorization: `Bearer ${accessToken}` } }),
		}),
	);
	if (answer === undefined) return 'valid';
	const failure = atHost('Drive URL', answer);
	if (failure.reason === 'unauthenticated') return 'invalid';
	if (NOT_THE_SERVICE.has(failure.reason) || UNWELCOME.has(failure.reason)) return failure;
	// Whatever else PikPak says about this call, it says nothing about the token.
	return accessToken === '' ? 'invalid' : 'valid';
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

function tokensOf(answer: Answer, now: number): Tokens | PikPakError {
	const failure = failureOf(answer);
	if (failure !== undefined) return failure;
	const body: JsonObject = answer.kind === 'answered' && isObject(answer.body) ? answer.body : {};
	const accessToken = text(body, 'access_token');
	const refreshToken = text(body, 'refresh_token');
	// No part of such an answer may be shown: it is likely to hold a token.
	if (accessToken === '' || refreshToken === '') return unreadableAnswer(200, {});
	const seconds = number(body, 'expires_in') ?? 0;
	return { accessToken, refreshToken, expiresAt: now + seconds * 1000, userId: text(body, 'sub') };
}
