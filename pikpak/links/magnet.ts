const MAGNET = 'magnet:?';

/** A magnet can have several topics, with numbers. Programs that make links may escape the colons. */
const TOPIC = /^xt(?:\.\d+)?=urn(?::|%3a)(btih|btmh)(?::|%3a)/i;
/** 40 hexadecimal digits, or 32 letters of Base32. */
const V1_HASH = /^(?:[\da-f]{40}|[a-z2-7]{32})(?![a-z\d])/i;
/** A multihash: SHA-256, 32 bytes. */
const V2_HASH = /^1220[\da-f]{64}(?![a-z\d])/i;

/** @returns whether a text begins like a magnet */
export function isMagnet(text: string): boolean {
	return text.slice(0, MAGNET.length).toLowerCase() === MAGNET;
}

export interface Magnet {
	/** As PikPak is known to take it, with the info hash as `xt=urn:btih:…`. */
	link: string;
	/** Of BitTorrent v1, as 40 hexadecimal digits in lower case. */
	infoHash: string;
}

/**
 * Reads a magnet. What sticks to its info hash is left out; its other parameters stay as they are.
 *
 * @returns undefined if it has no info hash of BitTorrent v1
 */
export function readMagnet(magnet: string): Magnet | undefined {
	const parameters = parametersOf(magnet);
	const hashes = parameters.map((parameter) => hashIn(parameter, 'btih', V1_HASH));
	const hash = hashes.find((found) => found !== undefined);
	if (hash === undefined) return undefined;
	parameters[hashes.indexOf(hash)] = `xt=urn:btih:${hash}`;
	return {
		link: MAGNET + parameters.join('&'),
		infoHash: hash.length === 40 ? hash.toLowerCase() : hexOf(hash.toLowerCase()),
	};
}

/** @returns the first hash of BitTorrent v2, as a multihash in lower case. PikPak is not known to take it */
export function v2HashOf(magnet: string): string | undefined {
	const hashes = parametersOf(magnet).map((parameter) => hashIn(parameter, 'btmh', V2_HASH));
	return hashes.find((found) => found !== undefined)?.toLowerCase();
}

function parametersOf(magnet: string): string[] {
	return magnet.slice(MAGNET.length).split('&');
}

function hashIn(parameter: string, kind: string, hash: RegExp): string | undefined {
	const topic = TOPIC.exec(parameter);
	if (topic?.[1]?.toLowerCase() !== kind) return undefined;
	return hash.exec(parameter.slice(topic[0].length))?.[0];
}

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';

/** Eight letters make ten digits, and a number that is still exact. */
function hexOf(base32: string): string {
	return base32.replace(/.{8}/g, (letters) =>
		Array.from(letters, (letter) => BASE32.indexOf(letter))
			.reduce((number, value) => number * 32 + value, 0)
			.toString(16)
			.padStart(10, '0'),
	);
}
