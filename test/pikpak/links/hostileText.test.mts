import { linkKey } from '../../../pikpak/links/linkKey.js';
import { linkIn, linksIn } from '../../../pikpak/links/links.js';
import { cpuSeconds } from '../../support/cpuTime.mjs';

const HASH = '08ada5a7a6183aae1e09d831df6748d566095a10';
const ED2K = `ed2k://|file|n|1|${'0123456789abcdef'.repeat(2)}|`;

/** Each leads a reader that looks too far ahead, or back, through all of the text again and again. */
const UNITS = [
	...[
		'a',
		'0',
		' ',
		'.',
		'(',
		'([{',
		')',
		'=',
		'&',
		'&a',
		'&amp;',
		'&#0',
		'&quot',
		"'",
		'，',
		'\ud83d',
	],
	...[
		'magnet:?',
		'magnet:?，=http://a',
		`magnet:?xt=urn:btih:${HASH}&`,
		`${HASH} `,
		`${HASH}&xt=`,
		'&x.1',
	],
	...[
		'http://',
		'http://a ',
		'http://a)=',
		'http://a(=',
		'http://a=',
		"'http://a=",
		'http://@',
		'http://a:1',
	],
	...[
		'http://中',
		'&tr=http://a',
		'tr.1',
		'ed2k://|file|',
		ED2K,
		`${ED2K}s=`,
		'|s=',
		'xt=urn%3Abtih%3A',
	],
];
const BEGINNINGS = [
	'',
	'http://',
	'http://a/',
	`magnet:?xt=urn:btih:${HASH}&dn=`,
	"'magnet:?",
	'ed2k://|file|n|',
	`${ED2K}s=`,
];

/** Linear readers take a hundredth of it. */
const SECONDS = 3;

test.each(UNITS)('a text full of %j is read in time linear in its length', (unit) => {
	for (const beginning of BEGINNINGS) {
		const text = beginning + unit.repeat(200_000 / unit.length);
		expect(cpuSeconds(() => linksIn(text))).toBeLessThan(SECONDS);
		expect(cpuSeconds(() => linkIn(text))).toBeLessThan(SECONDS);
		expect(cpuSeconds(() => linkKey(text))).toBeLessThan(SECONDS);
	}
});

test('a text of five megabytes is read at once', () => {
	const line = UNITS.join('\n');
	const text = line.repeat(5_000_000 / line.length);
	expect(cpuSeconds(() => linksIn(text))).toBeLessThan(10);
});
