import { createHash } from 'node:crypto';

/** One of PikPak's own programs. The parts belong together: a part of another set yields tokens that never work. */
export interface Client {
	readonly id: string;
	readonly packageName: string;
	readonly version: string;
	/** In order; an empty one is a real one. */
	readonly salts: readonly string[];
}

/** The secret that goes with the Android id; some working clients send it with the web id, others send none. */
export const CLIENT_SECRET = 'dbw2OtmVEeuUvIptb1Coyg';

/** The two sets that OpenList published in April 2025 and that several clients use. */
const ANDROID: Client = {
	id: 'YNxT9w7GMdWvEOKa',
	packageName: 'com.pikcloud.pikpak',
	version: '1.53.2',
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

const WEB: Client = {
	id: 'YUMx5nI8ZU8Ap8pm',
	packageName: 'mypikpak.com',
	version: '2.0.0',
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

/** The programs whose salts are known here. */
export const CLIENT_NAMES = ['android', 'web'] as const;
export type ClientName = (typeof CLIENT_NAMES)[number];
export const CLIENTS: Readonly<Record<ClientName, Client>> = { android: ANDROID, web: WEB };

/** @returns the program with that id, if its salts are known here */
export function clientById(id: string): Client | undefined {
	return Object.values(CLIENTS).find((client) => client.id === id);
}

/** @returns whether this is the id of a program whose salts are known here */
export function isClientId(id: string): boolean {
	return clientById(id) !== undefined;
}

/**
 * The signature of a captcha request for a drive call, as the program would make it.
 *
 * @param deviceId 32 hexadecimal characters
 * @param timestamp milliseconds since 1970, decimal
 */
export function captchaSign(client: Client, deviceId: string, timestamp: string): string {
	let digest = [client.id, client.version, client.packageName, deviceId, timestamp].join('');
	for (const salt of client.salts) {
		digest = createHash('md5').update(`${digest}${salt}`).digest('hex');
	}
	return `1.${digest}`;
}
