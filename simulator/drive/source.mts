import { ServiceFailure } from '../failure.mjs';

/** The links that PikPak is known to take: magnets, files on the web, and eDonkey. */
const ACCEPTED = [
	/^magnet:\?(.*&)?xt=urn:btih:([0-9a-f]{40}|[a-z2-7]{32})(&|$)/i,
	/^https?:\/\/[^\s/]+\/\S+$/i,
	/^ed2k:\/\/\|file\|[^|]+\|\d+\|/i,
];

/** @returns whether PikPak is known to download from there */
export function isSource(url: string): boolean {
	return ACCEPTED.some((pattern) => pattern.test(url));
}

/** @throws ServiceFailure `task_url_unsupported` */
export function requireSource(url: string): void {
	if (isSource(url)) return;
	throw new ServiceFailure(400, 'task_url_unsupported', 3, 'This kind of link is not supported');
}

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';

/**
 * What tells one download from another: the info-hash of a magnet in hexadecimal digits, else the link.
 *
 * @param url one that {@link isSource} takes
 */
export function sourceOf(url: string): string {
	const hash = infoHashOf(url)?.toLowerCase();
	if (hash?.length !== 32) return hash ?? url;
	let bits = 0n;
	for (const letter of hash) bits = bits * 32n + BigInt(BASE32.indexOf(letter));
	return bits.toString(16).padStart(40, '0');
}

/** As the magnet writes it; undefined for other links. */
export function infoHashOf(url: string): string | undefined {
	if (!/^magnet:/i.test(url)) return undefined;
	const query = new URLSearchParams(url.replace(/^magnet:\?/i, ''));
	// A magnet can name other hashes as well.
	return query
		.getAll('xt')
		.find((topic) => /^urn:btih:/i.test(topic))
		?.replace(/^urn:btih:/i, '');
}

/**
 * The name of what a link leads to, as far as the link itself tells: a magnet's `dn` or hash, else the last part.
 *
 * @param url one that {@link isSource} takes
 */
export function nameOf(url: string): string {
	if (/^magnet:/i.test(url)) {
		const query = new URLSearchParams(url.replace(/^magnet:\?/i, ''));
		return [query.get('dn'), infoHashOf(url)].find(Boolean) ?? url;
	}
	if (/^ed2k:/i.test(url)) return decoded(url.split('|')[2] ?? url);
	const [path = ''] = url.split(/[?#]/);
	return decoded(path.split('/').filter(Boolean).at(-1) ?? url);
}

/** Links with a lonely per cent sign exist. */
function decoded(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}
