import { createHash } from 'node:crypto';
import { readDictionary, stringsIn, type Flaw, type Span } from './bencode';

/**
 * The largest file that is read: as large as libtorrent takes, which many torrent programs are built on. n8n's main process
 * reads it all.
 */
export const TORRENT_LIMIT = {
	bytes: 10_000_000,
	problem:
		'The file has more than 10 MB, the most that is read of a torrent file. Enter the magnet of the torrent instead.',
};
const MOST_TRACKERS = 50;
/** Of the addresses in a file, which may be no trackers, or the same one again. */
const MOST_LOOKED_AT = 1_000;
/** Bytes of a name or of a tracker's address; longer ones are left out. */
const LONGEST_TEXT = 1_000;

/**
 * Makes a magnet of a torrent file, since PikPak is not known to take such files: with the info hash of BitTorrent v1, the name,
 * and up to 50 trackers.
 *
 * @param torrent the bytes of the file, which are not copied
 * @returns the magnet, or what is wrong with the file, in words that tell what to do
 */
export function magnetOf(torrent: Uint8Array): string | { problem: string } {
	const head = String.fromCharCode(...torrent.subarray(0, 64));
	const mistake = MISTAKES.find(([beginning]) => beginning.test(head));
	if (mistake !== undefined) return { problem: mistake[1] };
	if (torrent.length > TORRENT_LIMIT.bytes) return { problem: TORRENT_LIMIT.problem };

	const file = readDictionary(torrent, 0, ['info', 'announce', 'announce-list']);
	if (typeof file === 'string') return { problem: FLAWS[file] };
	if (file.end < torrent.length) return { problem: CONTINUED };
	const place = file.values.get('info');
	if (place === undefined) return { problem: NO_INFO };

	const info = readDictionary(torrent, place.start, INFO_KEYS);
	if (typeof info === 'string') return { problem: FLAWS[info] };
	if (!info.values.has('pieces')) {
		return { problem: info.values.has('meta version') ? ONLY_V2 : NO_INFO };
	}
	const infoHash = createHash('sha1')
		.update(torrent.subarray(place.start, place.end))
		.digest('hex');
	const [name] = ['name.utf-8' as const, 'name' as const].flatMap((key) =>
		textsIn(torrent, info.values.get(key)),
	);
	const announced = ['announce' as const, 'announce-list' as const].flatMap((key) =>
		textsIn(torrent, file.values.get(key)).filter((text) => TRACKER.test(text)),
	);
	const trackers = [...new Set(announced)].slice(0, MOST_TRACKERS);
	return [
		`magnet:?xt=urn:btih:${infoHash}`,
		...(name === undefined ? [] : [`dn=${escaped(name)}`]),
		...trackers.map((tracker) => `tr=${escaped(tracker)}`),
	].join('&');
}

const INFO_KEYS = ['name.utf-8', 'name', 'pieces', 'meta version'] as const;
const TRACKER = /^(?:https?|udp|wss?):\/\/\S+$/i;
const UTF_8 = new TextDecoder('utf-8', { fatal: true });

/** What is no UTF-8 is left out: in which other coding it is, nobody tells. */
function textsIn(bytes: Uint8Array, value: Span | undefined): string[] {
	const strings = value === undefined ? [] : stringsIn(bytes, value, MOST_LOOKED_AT);
	return strings.flatMap((string) => {
		if (string.length === 0 || string.length > LONGEST_TEXT) return [];
		try {
			return [UTF_8.decode(string)];
		} catch {
			return [];
		}
	});
}

/** With the signs that could end a link in a text. */
function escaped(text: string): string {
	return encodeURIComponent(text).replace(
		/[!'()*]/g,
		(sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
	);
}

/** What is often taken for a torrent, by its first bytes. */
const MISTAKES: ReadonlyArray<readonly [beginning: RegExp, problem: string]> = [
	[/^$/, 'The file is empty. Download the torrent again.'],
	[
		/^(?:\xef\xbb\xbf)?\s*</,
		'The file is a web page and no torrent: the site may want a sign-in, or show an error. Check the address that it was downloaded from.',
	],
	[
		/^[^d]\x8b/,
		'The file is packed with gzip. Unpack it first, such as with the Compression node.',
	],
	[
		/^PK/,
		'The file is a ZIP archive. Unpack it first, such as with the Compression node, and use the torrent in it.',
	],
	[
		/^(?:\xef\xbb\xbf)?\s*[[{]/,
		'The file is JSON and no torrent: the site may have answered with an error. Check the address that it was downloaded from.',
	],
	[
		/^(?:\xef\xbb\xbf)?\s*(?:magnet:|https?:|ed2k:)/i,
		'The file is a text with a link, and no torrent. Enter the link itself.',
	],
	// Base64 of a "d" and a digit.
	[
		/^ZD[AEIMQUYcgk][\w+/]{4}/,
		'The file is a torrent that is written as Base64 text. Convert it into a file first, such as with the Convert to File node.',
	],
	[/^(?!d(?:[\de]|$))/, 'The file is no torrent. Check where it comes from.'],
];

const FLAWS: Record<Flaw, string> = {
	'cut off': 'The torrent file ends too early. Download it again.',
	damaged: 'The torrent file is damaged. Download it again.',
};
const CONTINUED =
	'The file goes on behind the end of the torrent, so it is damaged or something else. Download it again.';
const NO_INFO =
	'The file is written like a torrent, but does not say what to download. Check where it comes from.';
const ONLY_V2 =
	'This torrent is for BitTorrent v2 alone, which PikPak is not known to take. Look for one for v1, or for both.';
