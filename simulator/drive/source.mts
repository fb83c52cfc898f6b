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

/**
 * The name of what a link leads to, as far as the link itself tells: a magnet's `dn` or hash, else the last part.
 *
 * @param url one that {@link isSource} takes
 */
export function nameOf(url: string): string {
	if (/^magnet:/i.test(url)) {
		const query = new URLSearchParams(url.replace(/^magnet:\?/i, ''));
		const hash = query.get('xt')?.replace(/^urn:btih:/i, '');
		return [query.get('dn'), hash].find(Boolean) ?? url;
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
