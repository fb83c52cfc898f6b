import fc from 'fast-check';
import { linkKey } from '../../../pikpak/links/linkKey.js';
import { linkIn, linksIn } from '../../../pikpak/links/links.js';

const HEX = '08ada5a7a6183aae1e09d831df6748d566095a10';
/** The same hash. */
const BASE32 = 'BCW2LJ5GDA5K4HQJ3AY56Z2I2VTASWQQ';
const MAGNET = `magnet:?xt=urn:btih:${HEX}`;
const ED2K = 'ed2k://|file|Big Buck.avi|733065216|0123456789abcdef0123456789ABCDEF|/';
const V2 = `xt=urn:btmh:1220${'ab'.repeat(32)}`;

describe('Links in a text', () => {
	test.each<[text: string, links: string[]]>([
		['', []],
		['nothing here: example.org/a.zip, www.example.org', []],
		// One for each line, with duplicates.
		[
			`${MAGNET}&dn=A\r\n${MAGNET}&dn=B\nhttp://a.org/1\nHTTP://A.org:80/1#top`,
			[`${MAGNET}&dn=A`, 'http://a.org/1'],
		],
		[`${BASE32}\n${HEX.toUpperCase()}`, [`magnet:?xt=urn:btih:${BASE32}`]],
		// All parameters, in whatever order and case.
		[
			`MAGNET:?dn=x&XT=URN:BTIH:${HEX}&tr=udp://t.org:80&x.pe=1.2.3.4:5`,
			[`magnet:?dn=x&xt=urn:btih:${HEX}&tr=udp://t.org:80&x.pe=1.2.3.4:5`],
		],
		[`magnet:?xt.1=urn%3Abtih%3A${BASE32}&dn=x`, [`magnet:?xt=urn:btih:${BASE32}&dn=x`]],
		[`magnet:?${V2}&xt=urn:btih:${HEX}`, [`magnet:?${V2}&xt=urn:btih:${HEX}`]],
		// Trackers that are not escaped.
		[
			`${MAGNET}&tr=http://t.org/announce&tr=https://u.org/a`,
			[`${MAGNET}&tr=http://t.org/announce&tr=https://u.org/a`],
		],
		// A name with blanks cuts the magnet, and leaves no tracker as a download.
		[
			`${MAGNET}&dn=My Film [1080p]&tr=http://t.org/announce&tr.2=http://u.org/a`,
			[`${MAGNET}&dn=My`],
		],
		// Magnets of something else.
		[
			`magnet:?${V2} magnet:?xt=urn:btih:${HEX}0 magnet:?xt=urn:btih:${HEX.slice(1)} magnet:?dn=a`,
			[],
		],
		// Sources of web pages and of feeds.
		[`<a href="${MAGNET}&amp;dn=It's&#38;tr=udp://t">${HEX}</a>`, [`${MAGNET}&dn=It's&tr=udp://t`]],
		[
			'&lt;a href=&quot;https://a.org/?x=1&amp;amp;y=2&quot;&gt;a&lt;/a&gt;',
			['https://a.org/?x=1&y=2'],
		],
		["<img src='http://a.org/1'><a href=http://a.org/2>", ['http://a.org/1', 'http://a.org/2']],
		[
			'[url=http://a.org/1]one[/url] [url]http://a.org/2[/url]',
			['http://a.org/1', 'http://a.org/2'],
		],
		// Messages.
		[
			'[one](http://a.org/1_(x).mp4)[two](http://a.org/2)!',
			['http://a.org/1_(x).mp4', 'http://a.org/2'],
		],
		[
			'See http://a.org/1, (http://a.org/2) or **http://a.org/3**; `http://a.org/4`?',
			['http://a.org/1', 'http://a.org/2', 'http://a.org/3', 'http://a.org/4'],
		],
		['<http://a.org/1|the first> |http://a.org/2|', ['http://a.org/1', 'http://a.org/2']],
		[
			"http://a.org/film.mp4(1.2 GB) http://a.org/it's",
			['http://a.org/film.mp4', "http://a.org/it's"],
		],
		[
			'{"a":"http://a.org/1\\nhttp://a.org/2","b":["http://a.org/3"]}',
			['http://a.org/1', 'http://a.org/2', 'http://a.org/3'],
		],
		['http://a.org/1\u200b http://a.org/2…', ['http://a.org/1', 'http://a.org/2']],
		// Chinese and Japanese.
		[
			'链接：http://a.org/1，提取码：ab12。「http://a.org/2」http://a.org/3（备用）',
			['http://a.org/1', 'http://a.org/2', 'http://a.org/3'],
		],
		[
			`下载${MAGNET}&dn=【组】你好，世界&tr=udp://t.org，快！`,
			[`${MAGNET}&dn=【组】你好，世界&tr=udp://t.org`],
		],
		[`${MAGNET}下载，${ED2K}`, [MAGNET, ED2K]],
		['https://zh.example.org/wiki/电影', ['https://zh.example.org/wiki/电影']],
		// Glued together.
		[
			`${MAGNET}&dn=amagnet:?xt=urn:btih:${'1'.repeat(40)}${ED2K}`,
			[`${MAGNET}&dn=a`, `magnet:?xt=urn:btih:${'1'.repeat(40)}`, ED2K],
		],
		[
			'http://a.org/1http://a.org/2,https://a.org/3',
			['http://a.org/1', 'http://a.org/2', 'https://a.org/3'],
		],
		[
			'http://archive.org/web/http://a.org/1?to=http://b.org',
			['http://archive.org/web/http://a.org/1?to=http://b.org'],
		],
		['http://https://a.org/1 http:// https://... http:///a http://[x]', ['https://a.org/1']],
		// Addresses of all sorts.
		['http://me:pass@[2001:db8::1]:8080/a?b=c#d', ['http://me:pass@[2001:db8::1]:8080/a?b=c#d']],
		[
			'https://mega.nz/#!one!key https://mega.nz/#!two!key',
			['https://mega.nz/#!one!key', 'https://mega.nz/#!two!key'],
		],
		// ed2k: with sources, and not whole.
		[
			'ED2K://|file|A &amp; B|1|0123456789abcdef0123456789abcdef|h=ABC|p=1:2|/|sources,1.2.3.4:5|/',
			['ED2K://|file|A & B|1|0123456789abcdef0123456789abcdef|h=ABC|p=1:2|/'],
		],
		[
			'ed2k://|file|a|1|0123|/ ed2k://|server|1.2.3.4|5|/ ed2k://|file|a|x|0123456789abcdef0123456789abcdef|/',
			[],
		],
		// Hashes that stand alone, and others.
		[`Hash: ${HEX}. (${BASE32})`, [MAGNET]],
		[`哈希${HEX}。`, [MAGNET]],
		[
			`x${HEX} ${HEX}x ${HEX}0 a/${HEX} ${HEX}.torrent ?h=${HEX} ${BASE32.toLowerCase()} ${BASE32}A`,
			[],
		],
		[`PikPak://a|1|${HEX} thunder://QUFodHRwOi8vYS5vcmcvMVpa ftp://a.org/${HEX}`, []],
	])('%j', (text, links) => {
		expect(linksIn(text)).toEqual(links);
	});
});

test.each([
	[MAGNET, HEX],
	[` magnet:?dn=a&xt=urn:btih:${BASE32}\n`, HEX],
	[`MAGNET:?xt=urn%3abtih%3A${BASE32.toLowerCase()}`, HEX],
	[`magnet:?${V2}`, `1220${'ab'.repeat(32)}`],
	[`magnet:?${V2.toUpperCase()}&xt=urn:btih:${HEX.toUpperCase()}`, HEX],
	['magnet:?dn=a', 'magnet:?dn=a'],
	[ED2K, 'ed2k:0123456789abcdef0123456789abcdef:733065216'],
	[`${ED2K} and more`, `${ED2K} and more`],
	[
		'ed2k://|file|other|0733065216|0123456789ABCDEF0123456789ABCDEF|h=A|/',
		'ed2k:0123456789abcdef0123456789abcdef:733065216',
	],
	['HTTPS://Me:Pass@A.Org:443/X%2f/../y?Q=1', 'https://Me:Pass@a.org/X%2f/../y?Q=1'],
	['http://a.org:443?q', 'http://a.org:443/?q'],
	['http://a.org:80#', 'http://a.org/'],
	['http://a.org:', 'http://a.org/'],
	['http://[2001:DB8::1]/#a', 'http://[2001:db8::1]/#a'],
	['http://a.org/?q=1#a', 'http://a.org/?q=1#a'],
	['http://a.org/b#!c', 'http://a.org/b#!c'],
	['http://a.org/b?c#d', 'http://a.org/b?c'],
	['http://', 'http://'],
	['PikPak://a|1|b ', 'PikPak://a|1|b'],
])('%s has the key %s', (link, key) => {
	expect(linkKey(link)).toBe(key);
});

describe('A text that is to be one link', () => {
	test.each([
		[` ${HEX}\n`, MAGNET],
		[`${MAGNET}&amp;dn=a`, `${MAGNET}&dn=a`],
		[`${MAGNET}&dn=你好，世界`, `${MAGNET}&dn=你好`],
		[ED2K, ED2K],
		['<https://a.org/1>. ', 'https://a.org/1'],
		['https://a.org/1 -', 'https://a.org/1'],
		['Look: https://a.org/1', 'https://a.org/1'],
		[`${MAGNET}&dn=my film`, `${MAGNET}&dn=my`],
		[`${MAGNET} ${HEX}`, MAGNET],
		[`${ED2K}|sources,1.2.3.4:5|/`, ED2K],
	])('%s is taken', (text, link) => {
		expect(linkIn(text)).toBe(link);
	});

	test.each([
		['', /^There is no link\. Enter /],
		[' \n', /^There is no link\. /],
		['folder/a.torrent', /^This is neither a whole link nor an info hash\. /],
		['www.example.org/a.zip', /^This is neither a whole link/],
		['thunder://QUFodHRwOi8vYS5vcmcvMVpa', /links that begin with thunder:\/\/\. Enter /],
		['FTP://a.org/1', /begin with ftp:\/\/\./],
		[`PikPak://a|1|${HEX}`, /begin with pikpak:\/\/\./],
		['https:///a', /^This web address has no host /],
		['ed2k://|file|a|1|/', /^This ed2k link is not whole/],
		['magnet:?xt=urn:btih:08ada5', /^This magnet has no whole info hash/],
		[`magnet:?${V2}`, /^This magnet is for BitTorrent v2 alone/],
		['http://a.org/my film.mp4', /^The address ends before the text does/],
		['http://a.org/?a=b|c', /^The address ends before the text does/],
		['<a href="http://a.org/1">a</a>', /^The address ends before the text does/],
		['http://a.org/1 http://a.org/1 http://a.org/2', /^There are 2 links here\./],
	])('%j is refused, with the reason', (text, problem) => {
		expect(linkIn(text)).toEqual({ problem: expect.stringMatching(problem) as string });
	});
});

const letters = (all: string, size: fc.StringConstraints) =>
	fc.string({ unit: fc.constantFrom(...Array.from(all)), ...size });
const words = letters('abcXYZ019', { minLength: 1, maxLength: 8 });
const hashes = fc.oneof(
	letters('0123456789abcdefABCDEF', { minLength: 40, maxLength: 40 }),
	letters('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', { minLength: 32, maxLength: 32 }),
);
const parameters = fc.oneof(
	words.map((word) => `&dn=${word}`),
	words.map((word) => `&dn=[${word}]%20(${word})【${word}，】.${word}`),
	words.map((word) => `&tr=http://${word}.org/announce`),
	words.map((word) => `&tr.1=udp%3A%2F%2F${word}`),
);
const magnets = fc
	.tuple(hashes, fc.array(parameters, { maxLength: 4 }), words)
	.map(([hash, all, last]) => `magnet:?xt=urn:btih:${hash}${all.join('')}&x=${last}`);
const parts = fc.constantFrom(
	...['/', '-', '_', '.', '~', '%20', ',', ';', '@', '+', '(a)', '[b]', '电影', '?', '&', '=', '#'],
);
const addresses = fc
	.tuple(fc.constantFrom('http', 'https', 'HTTP'), words, fc.array(fc.tuple(parts, words)))
	.map(([scheme, host, path]) => `${scheme}://${host}.org/${path.flat().join('')}`)
	.filter((address) => !address.endsWith('/'));
const ed2k = fc
	.tuple(words, fc.nat(), letters('0123456789abcdef', { minLength: 32, maxLength: 32 }))
	.map(([name, size, hash]) => `ed2k://|file|${name} ${name}.avi|${String(size)}|${hash}|/`);
const links = fc.oneof(magnets, addresses, ed2k);
const severalLinks = fc.uniqueArray(links, { selector: linkKey, maxLength: 6 });

/** What stands around links in messages and markup. */
const surroundings = fc.constantFrom(
	'…',
	'\n…\n',
	'\t….',
	'(…)',
	'(see …),',
	'"…"',
	"'…',",
	'<…>',
	'`…`',
	'**…**',
	'…!?',
	'[a](…)',
	'[url=…]a[/url]',
	'[url]…[/url]',
	'<a href="…">a</a>',
	'href=&quot;…&quot;&gt;',
	'：…，',
	'「…」',
	'（…）',
	'链接…。',
	'|…|',
	'{"a":"…\\n"}',
	'\u201c…\u201d',
	'\u200b…\u200b',
);

test('links are found in any text around them, in their order', () => {
	fc.assert(
		fc.property(
			severalLinks,
			fc.array(surroundings, { minLength: 6, maxLength: 6 }),
			fc.boolean(),
			(all, around, isSource) => {
				const text = all.map((link, index) => {
					const written = isSource ? link.replaceAll('&', '&amp;') : link;
					return around[index]?.replace('…', () => written);
				});
				expect(linksIn(text.join(' '))).toEqual(all);
			},
		),
	);
});

test('magnets and ed2k links are found where they are glued together', () => {
	fc.assert(
		fc.property(fc.uniqueArray(fc.oneof(magnets, ed2k), { selector: linkKey }), (all) => {
			expect(linksIn(all.join(''))).toEqual(all);
		}),
	);
});

const pieces = fc.oneof(
	fc.constantFrom(
		...[
			'magnet:?',
			'xt=urn:btih:',
			'xt.2=urn%3Abtih%3A',
			HEX,
			BASE32,
			'&dn=',
			'&tr=',
			'?tr=',
			'xt=',
		],
		...[
			'http://',
			'https://',
			'HTTP',
			'a.org',
			':80',
			'//',
			'/',
			'@',
			'?',
			'#',
			'#!',
			'=',
			'&',
			'%',
		],
		...['ed2k://|file|', '|1|', '|', '0123456789abcdef0123456789abcdef', 'h=', '|/', V2, '1'],
		...['&amp;', 'amp;', '#38;', '&#x26;', '&quot;', 'quot;', '&lt;', '&#', '39;', '\\', '<', '>'],
		...[
			'(',
			')',
			'[',
			']',
			'[/',
			'{',
			'}',
			'"',
			"'",
			'`',
			'*',
			'.',
			',',
			';',
			'!',
			' ',
			'\n',
			'\t',
		],
		...[
			'，',
			'。',
			'【',
			'】',
			'「',
			'」',
			'电影',
			'\u200b',
			'\u00ad',
			'\ufeff',
			'ſ',
			'K',
			'😀',
			'\ud83d',
		],
	),
	links,
	fc.string({ maxLength: 5 }),
);

test('whatever stands in a text, the links in it are links, each once, and are found again', () => {
	fc.assert(
		fc.property(fc.array(pieces, { maxLength: 30 }), (all) => {
			const found = linksIn(all.join(''));
			expect(linksIn(found.join('\n'))).toEqual(found);
			expect(found.map(linkIn)).toEqual(found);
			expect(new Set(found.map(linkKey)).size).toBe(found.length);
		}),
		{ numRuns: 2_000 },
	);
});
