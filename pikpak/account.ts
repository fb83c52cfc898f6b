import { createHash } from 'node:crypto';
import { ANDROID, type Profile } from './profile';
import { isPikPaks, type Hosts } from './service';

export interface PasswordWayIn {
	kind: 'password';
	/** The e-mail address; PikPak also takes a phone number or a user name. */
	username: string;
	password: string;
	/** What a person got for solving PikPak's puzzle; it works once. Empty if there is none. */
	captchaToken: string;
}

/** How an account gets a session. */
export type WayIn =
	| PasswordWayIn
	| {
			kind: 'refreshToken';
			/** Of a program that is signed in elsewhere; it works once, and what follows it is kept in the session. */
			refreshToken: string;
			/** The program that it was issued to. */
			profile: Profile;
	  }
	/** A personal access token, from PikPak's settings. It is never renewed. */
	| { kind: 'accessToken'; accessToken: string };

/** Who calls PikPak, and where. */
export interface Account {
	hosts: Hosts;
	wayIn: WayIn;
	/** As the user typed it, 32 hexadecimal characters; empty: see {@link deviceOf}. */
	deviceId: string;
}

/**
 * Tells one account from another: a session is as good as none once the service or what the user typed has
 * changed. Of a refresh token the device may change, and the service within PikPak: it is used up by then, and its
 * successor is in the session alone.
 */
export function accountKey({ hosts, wayIn, deviceId }: Account): string {
	const isUsedUp = wayIn.kind === 'refreshToken';
	const place = isUsedUp && isPikPaks(hosts) ? [] : [hosts.user, hosts.drive];
	const device = isUsedUp ? [] : [deviceId];
	return digest('sha256', JSON.stringify([...place, ...device, ...secretsOf(wayIn)])).slice(0, 32);
}

/** @returns the program that the account's tokens belong to; a personal access token belongs to none */
export function profileOf({ wayIn }: Account): Profile | undefined {
	switch (wayIn.kind) {
		case 'password':
			return ANDROID;
		case 'refreshToken':
			return wayIn.profile;
		case 'accessToken':
			return undefined;
	}
}

/**
 * The device that PikPak sees: the one that the user typed, else that of the session, else one made from the account, so
 * that it is the same whatever n8n loses.
 */
export function deviceOf({ deviceId, wayIn }: Account, session?: { deviceId: string }): string {
	if (deviceId !== '') return deviceId;
	if (session !== undefined && session.deviceId !== '') return session.deviceId;
	const [name = ''] = secretsOf(wayIn);
	return digest('md5', `n8n-nodes-pikpak ${name.toLowerCase()}`);
}

function secretsOf(wayIn: WayIn): string[] {
	switch (wayIn.kind) {
		case 'password':
			return [wayIn.username, wayIn.password];
		case 'refreshToken':
			return [wayIn.refreshToken, wayIn.profile.clientId];
		case 'accessToken':
			return [wayIn.accessToken];
	}
}

function digest(algorithm: string, text: string): string {
	return createHash(algorithm).update(text).digest('hex');
}
