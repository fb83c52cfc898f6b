import { extentOf } from './extent';
import { ed2kAt, linkKey, webKeyOf } from './linkKey';
import { isMagnet, readMagnet, v2HashOf } from './magnet';

/**
 * Finds the links that PikPak is known to take, in any text: a message, a web page, a list. They are magnets of BitTorrent v1,
 * web addresses and ed2k links, and info hashes that stand alone, as 40 hexadecimal digits or 32 capital letters of Base32,
 * which become magnets. The time that it takes is linear in the text.
 *
 * @returns the links in their order, without those to the same thing as one before
 */
export function linksIn(text: string): string[] {
	return distinct(findLinks(unescaped(text)));
}

/**
 * Reads a text that is to be one link, such as somebody has typed.
 *
 * @returns the link, or why the text is not one that PikPak is known to take, in words that tell what to do
 */
export function linkIn(text: string): string | { problem: string } {
	const plain = unescaped(text.trim());
	const found = findLinks(plain);
	const [link, ...others] = distinct(found);
	if (link === undefined) return { problem: whyNoLink(plain) };
	if (others.length > 0) {
		return { problem: `There are ${String(others.length + 1)} links here. Enter one of them.` };
	}
	// A part of a web address leads elsewhere; the other kinds are whole, whatever follows.
	const rest = plain.slice(found[0]?.end);
	const isCut = webKeyOf(link) !== undefined && /[\p{L}\p{N}]/u.test(rest);
	return isCut ? { problem: CUT } : link;
}

interface Found {
	link: string;
	/** Where it ends in the text. */
	end: number;
}

/**
 * Where a link may begin. A tracker is nothing to download: it stands alone where a magnet was cut off. An info hash is neither
 * part of a word nor of an address or a path.
 */
const BEGINNING =
	/magnet:\?|(?<![?&]tr(?:\.\d{1,3})?=)https?:\/\/|ed2k:\/\/\|file\||(?<![\w./%@#?&=+~\\|-])(?:[\da-f]{40}|[a-z2-7]{32})(?![\w/%@#?&=+~\\|-]|[.:]\w)/gi;

function findLinks(text: string): Found[] {
	const found: Found[] = [];
	BEGINNING.lastIndex = 0;
	for (let match = BEGINNING.exec(text); match !== null; match = BEGINNING.exec(text)) {
		const { link, end, next } = linkAt(text, match.index, match[0]);
		if (link !== undefined) found.push({ link, end });
		BEGINNING.lastIndex = next;
	}
	return found;
}

/**
 * @param beginning of the link, or an info hash
 * @returns the link, if it is one, where it ends, and where another one can begin
 */
function linkAt(text: string, start: number, beginning: string) {
	const from = start + beginning.length;
	switch (beginning.at(-1)) {
		case '|': {
			const link = ed2kAt(text, start);
			const end = start + (link ?? beginning).length;
			return { link, end, next: end };
		}
		case '/':
		case '?': {
			const { end, next } = extentOf(text, start, from);
			const raw = text.slice(start, end);
			const web = webKeyOf(raw) === undefined ? undefined : raw;
			return { link: isMagnet(raw) ? readMagnet(raw)?.link : web, end, next };
		}
		default: {
			// Base32 in small letters is too much like a word.
			const isHash = beginning.length === 40 || beginning === beginning.toUpperCase();
			const link = isHash ? `magnet:?xt=urn:btih:${beginning}` : undefined;
			return { link, end: from, next: from };
		}
	}
}

function distinct(found: readonly Found[]): string[] {
	const links = new Map<string, string>();
	for (const { link } of found) {
		const key = linkKey(link);
		if (!links.has(key)) links.set(key, link);
	}
	return [...links.values()];
}

/** An `&` is written so in the source of a web page, and in some feeds twice so. */
function unescaped(text: string): string {
	return text.replace(/&(?:amp;|#0*38;|#x0*26;)+/gi, '&');
}

const TAKEN =
	'Enter a magnet, an address that begins with http:// or https://, an ed2k link, or an info hash of 40 hexadecimal digits.';
const CUT =
	'The address ends before the text does, at a blank or another sign that no address has. Write such signs escaped, as %20 for a blank, and leave out other text.';

/** @param text without a link that PikPak is known to take */
function whyNoLink(text: string): string {
	if (text === '') return `There is no link. ${TAKEN}`;
	if (isMagnet(text)) {
		return v2HashOf(text) === undefined
			? 'This magnet has no whole info hash: xt=urn:btih: with 40 hexadecimal digits or 32 letters behind it. Copy the magnet again.'
			: 'This magnet is for BitTorrent v2 alone, which PikPak is not known to take. Look for one with xt=urn:btih: in it.';
	}
	const scheme = /^[a-z][a-z\d+.-]{0,20}:\/\//i.exec(text)?.[0].toLowerCase();
	switch (scheme) {
		case undefined:
			return `This is neither a whole link nor an info hash. ${TAKEN}`;
		case 'http://':
		case 'https://':
			return 'This web address has no host that can be read. Copy it again.';
		case 'ed2k://':
			return 'This ed2k link is not whole: it must have the form ed2k://|file|name|size|hash|/. Copy it again.';
		default:
			return `PikPak is not known to take links that begin with ${scheme}. ${TAKEN}`;
	}
}
