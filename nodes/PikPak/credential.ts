import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import type { Account, WayIn } from '../../pikpak/account';
import { PikPakError } from '../../pikpak/errors';
import { ANDROID, WEB } from '../../pikpak/profile';
import { hostsOf } from '../../pikpak/service';
import type { StoredSession } from '../../pikpak/session';

/** The programs whose refresh tokens can be used, by their value in the credential. */
const PROFILES = { android: ANDROID, web: WEB };

/** @returns the account that a credential names, or what is wrong with it */
export function accountOf(credential: ICredentialDataDecryptedObject): Account | PikPakError {
	const hosts = hostsOf(field(credential, 'service'), {
		user: field(credential, 'userUrl'),
		drive: field(credential, 'driveUrl'),
	});
	if (hosts instanceof PikPakError) return hosts;
	const deviceId = field(credential, 'deviceId').trim().toLowerCase();
	if (!/^([0-9a-f]{32})?$/.test(deviceId)) {
		return incomplete(
			'The Device ID of the PikPak credential is not one.',
			'Enter 32 characters, each from 0 to 9 or a to f, or leave it empty.',
		);
	}
	const wayIn = wayInOf(credential);
	return wayIn instanceof PikPakError ? wayIn : { hosts, wayIn, deviceId };
}

function wayInOf(credential: ICredentialDataDecryptedObject): WayIn | PikPakError {
	// n8n hands over what its dialog or an API call holds, where a field that was never set may be missing.
	const kind = field(credential, 'authentication') || 'password';
	switch (kind) {
		case 'password': {
			const username = field(credential, 'email').trim();
			const password = field(credential, 'password');
			if (username === '' || password === '') return empty('E-mail or password');
			return { kind, username, password, captchaToken: captchaTokenIn(credential) };
		}
		case 'refreshToken': {
			const refreshToken = field(credential, 'refreshToken').trim();
			if (refreshToken === '') return empty('The refresh token');
			const profile = PROFILES[field(credential, 'issuedTo') === 'android' ? 'android' : 'web'];
			return { kind, refreshToken, profile };
		}
		case 'accessToken': {
			const accessToken = field(credential, 'accessToken')
				.replace(/^\s*Bearer\s/i, '')
				.trim();
			return accessToken === '' ? empty('The access token') : { kind, accessToken };
		}
		default:
			return incomplete(
				`"${kind}" is not a way to authenticate.`,
				'Choose one in the PikPak credential.',
			);
	}
}

/** The user pastes the token, or the whole address that the browser was led to. */
function captchaTokenIn(credential: ICredentialDataDecryptedObject): string {
	const pasted = field(credential, 'captchaToken').trim();
	if (!URL.canParse(pasted)) return pasted;
	return new URL(pasted).searchParams.get('captcha_token') ?? pasted;
}

/** @returns what n8n has stored of the account's session */
export function storedIn(credential: ICredentialDataDecryptedObject): StoredSession {
	return { accessToken: field(credential, 'sessionToken'), session: field(credential, 'session') };
}

function empty(what: string): PikPakError {
	return incomplete(
		`${what} of the PikPak credential is empty.`,
		'Fill it in. If it is an expression, see what it yields.',
	);
}

function incomplete(meaning: string, advice: string): PikPakError {
	return new PikPakError('incomplete_credential', { meaning, advice });
}

function field(credential: ICredentialDataDecryptedObject, name: string): string {
	const value = credential[name];
	return typeof value === 'string' ? value : '';
}
