import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { linkKey } from '../../../pikpak/links/linkKey.js';
import { linkIn } from '../../../pikpak/links/links.js';
import { magnetOf } from '../../../pikpak/links/torrent.js';
import { cpuSeconds } from '../../support/cpuTime.mjs';
import { bencoded, type Bencodable } from './bencoded.mjs';

/** Of a file of five bytes: `hello`. */
const INFO = {
	length: 5,
	name: 'hello.txt',
	'piece length': 16_384,
	pieces: Buffer.from('aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d', 'hex'),
};
/** Computed apart from this code, in Python. */
const HASH = '0eb2d544ef0c9ae3c0fbba90a71cd742a44aa81d';

function parametersOf(magnet: string | { problem: string }): Array<[string, string]> {
	if (typeof magnet !== 'string') throw new Error(magnet.problem);
	return [...new URLSearchParams(magnet.slice('magnet:?'.length))];
}

describe('The magnet of a torrent', () => {
	test('has its info hash, name and trackers', () => {
		const torrent = bencoded({
			announce: 'http://t.org/announce?key=1&a',
			'announce-list': [
				['http://t.org/announce?key=1&a', 'udp://u.org:80'],
				['wss://w.org', 'https://v.org/a', 'dht://x', 'udp://with blank', ''],
				'udp://flat.org',
			],
			comment: 'udp://no.org',
			info: INFO,
			'url-list': 'http://seed.org/',
		});
		expect(magnetOf(torrent)).toMatch(
			new RegExp(`^magnet:\\?xt=urn:btih:${HASH}&dn=hello\\.txt&tr=http%3A`),
		);
		expect(parametersOf(magnetOf(torrent))).toEqual([
			['xt', `urn:btih:${HASH}`],
			['dn', 'hello.txt'],
			['tr', 'http://t.org/announce?key=1&a'],
			['tr', 'udp://u.org:80'],
			['tr', 'wss://w.org'],
			['tr', 'https://v.org/a'],
			['tr', 'udp://flat.org'],
		]);
	});

	test('is made of the bytes as they are, whatever the order of their keys', () => {
		const { pieces, ...others } = INFO;
		const info = { pieces, 'x-cross-seed': 'a', ...others };
		const hash = createHash('sha1').update(bencoded(info)).digest('hex');
		expect(magnetOf(bencoded({ info, comment: 'e' }))).toBe(
			`magnet:?xt=urn:btih:${hash}&dn=hello.txt`,
		);
	});

	test('has the name in UTF-8, and none if it cannot be read', () => {
		const nameOf = (names: Record<string, Bencodable>) => {
			const { length, pieces } = INFO;
			const others = { length, 'piece length': 16_384, pieces };
			const parameters = parametersOf(magnetOf(bencoded({ info: { ...others, ...names } })));
			return new Map(parameters).get('dn');
		};
		expect(nameOf({ name: '你好 & (a)!' })).toBe('你好 & (a)!');
		expect(nameOf({ name: Buffer.from([0xc4, 0xe3]), 'name.utf-8': '你' })).toBe('你');
		expect(nameOf({ name: 'a', 'name.utf-8': '' })).toBe('a');
		expect(nameOf({ name: Buffer.from([0xc4, 0xe3]) })).toBeUndefined();
		expect(nameOf({ name: 'a'.repeat(1_000) })).toHaveLength(1_000);
		expect(nameOf({ name: 'a'.repeat(1_001) })).toBeUndefined();
		expect(nameOf({ name: 7 })).toBeUndefined();
		expect(nameOf({})).toBeUndefined();
	});

	test('has no more than fifty trackers', () => {
		const list = Array.from({ length: 60 }, (_, index) => `udp://t${String(index)}.org`);
		const magnet = magnetOf(bencoded({ 'announce-list': [list], info: INFO }));
		expect(parametersOf(magnet).filter(([name]) => name === 'tr')).toHaveLength(50);
		expect(magnetOf(bencoded({ announce: `udp://${'t'.repeat(1_000)}`, info: INFO }))).toBe(
			`magnet:?xt=urn:btih:${HASH}&dn=hello.txt`,
		);
	});

	test('is that of v1 if the torrent is for both versions', () => {
		const info = {
			...INFO,
			'file tree': { 'hello.txt': { '': { length: 5 } } },
			'meta version': 2,
		};
		const hash = createHash('sha1').update(bencoded(info)).digest('hex');
		expect(magnetOf(bencoded({ info }))).toBe(`magnet:?xt=urn:btih:${hash}&dn=hello.txt`);
	});

	test('is a link that can stand in any text', () => {
		const texts = fc.string({ unit: 'binary' });
		fc.assert(
			fc.property(texts, fc.array(texts), (name, trackers) => {
				const list = trackers.map((text) => `udp://${text}`);
				const magnet = magnetOf(bencoded({ 'announce-list': list, info: { ...INFO, name } }));
				if (typeof magnet !== 'string') throw new Error(magnet.problem);
				expect(linkIn(magnet)).toBe(magnet);
			}),
		);
	});
});

const TORRENT = bencoded({ announce: 'udp://t.org', info: INFO });

describe('What is no torrent', () => {
	const withoutPieces = { length: 5, name: 'hello.txt', 'piece length': 16_384 };

	test.each<[what: string, file: Uint8Array | string, problem: RegExp]>([
		['nothing', '', /^The file is empty\. Download /],
		['a web page', '\ufeff\n <!DOCTYPE html><html>', /^The file is a web page /],
		['gzip', gzipSync(TORRENT), /^The file is packed with gzip\. Unpack /],
		['a ZIP archive', 'PK\x03\x04…', /^The file is a ZIP archive\. Unpack /],
		['JSON', ' {"error": 1}', /^The file is JSON /],
		['a magnet', `magnet:?xt=urn:btih:${HASH}`, /^The file is a text with a link/],
		['Base64', TORRENT.toString('base64'), /^The file is a torrent that is written as Base64/],
		['a text', 'download failed', /^The file is no torrent\. /],
		['another file', Buffer.from([0xff, 0xd8, 0xff, 0xe0]), /^The file is no torrent\. /],
		['its beginning', TORRENT.subarray(0, 60), /^The torrent file ends too early\. /],
		['one letter', 'd', /^The torrent file ends too early\. /],
		[
			'a torrent with more behind it',
			`${TORRENT.toString('latin1')}\n`,
			/^The file goes on behind the end/,
		],
		[
			'a damaged one',
			TORRENT.toString('latin1').replace('4:name', '4;name'),
			/^The torrent file is damaged\. /,
		],
		[
			'two in one',
			bencoded({ info: INFO })
				.toString('latin1')
				.replace(/^(d)(.*)(e)$/s, '$1$2$2$3'),
			/damaged/,
		],
		[
			"a tracker's answer",
			bencoded({ 'failure reason': 'no' }),
			/^The file is written like a torrent, but /,
		],
		[
			'without pieces',
			bencoded({ info: withoutPieces }),
			/^The file is written like a torrent, but /,
		],
		['of another shape', bencoded({ info: [INFO] }), /^The torrent file is damaged\. /],
		[
			'for v2 alone',
			bencoded({ info: { ...withoutPieces, 'meta version': 2 } }),
			/^This torrent is for BitTorrent v2 alone/,
		],
	])('%s', (_what, file, problem) => {
		const bytes =
			typeof file === 'string'
				? Buffer.from(file, file.startsWith('\ufeff') ? 'utf8' : 'latin1')
				: file;
		expect(magnetOf(bytes)).toEqual({ problem: expect.stringMatching(problem) as string });
	});

	test('is told for any bytes, and for any that were a torrent', () => {
		const changes = fc.array(fc.tuple(fc.nat(TORRENT.length - 1), fc.nat(255)), { maxLength: 3 });
		const changed = fc.tuple(changes, fc.nat(TORRENT.length)).map(([all, length]) => {
			const torrent = Buffer.from(TORRENT);
			for (const [place, byte] of all) torrent[place] = byte;
			return torrent.subarray(0, length);
		});
		const some = fc.array(
			fc.constantFrom('d', 'e', 'l', 'i1e', '1:a', '4:info', '6:pieces', 'e', ':', '9'),
		);
		const files = fc.oneof(
			fc.uint8Array(),
			changed,
			some.map((all) => Buffer.from(`d${all.join('')}`)),
		);
		fc.assert(
			fc.property(files, (file) => {
				const magnet = magnetOf(file);
				if (typeof magnet === 'string') expect(linkKey(magnet)).toMatch(/^[\da-f]{40}$/);
				else expect(magnet.problem).toMatch(/^(The|This) .+\. [A-Z].+\.$/);
			}),
			{ numRuns: 2_000 },
		);
	});
});

describe('A hostile file', () => {
	const full = (beginning: string, unit: string, end = '') => {
		const room = 10_000_000 - beginning.length - end.length;
		return Buffer.from(beginning + unit.repeat(room / unit.length) + end, 'latin1');
	};

	test.each<[beginning: string, unit: string, end: string]>([
		['', 'd1:a', ''],
		['d1:a', 'l', ''],
		['d4:infod6:pieces0:1:a', 'l', ''],
		['d1:al', 'le', 'ee'],
		['d1:al', 'de', 'ee'],
		['d1:al', '0:', 'ee'],
		['d1:al', 'i1e', 'ee'],
		['d', '0:0:', 'e'],
		['d1:ai', '1', 'ee'],
		['d1:ai', '0', 'ee'],
		['d', '9', ''],
		['d', '0', ''],
		['d1:a', '9', ''],
		['d9999999:', 'a', ''],
		['d9999980:', 'a', 'i1ee'],
		['d4:infod6:pieces0:e8:announcel', '8:ws://a.b', 'ee'],
		['d4:infod6:pieces0:4:namel', '1:a', 'eee'],
		['d4:infod6:pieces0:1:al', 'le', 'eee'],
	])('of %j and 10 MB of %j is read at once', (beginning, unit, end) => {
		const file = full(beginning, unit, end);
		const memory = process.memoryUsage().heapUsed;
		expect(cpuSeconds(() => magnetOf(file))).toBeLessThan(3);
		expect(process.memoryUsage().heapUsed - memory).toBeLessThan(100_000_000);
	});

	test('of more than 10 MB is not read at all', () => {
		const most = full('d4:infod6:pieces0:1:a9999960:', 'a');
		expect(magnetOf(most)).toEqual({ problem: expect.stringMatching(/damaged|early/) as string });
		const file = Buffer.alloc(50_000_000, 'l');
		file.write('d1:a');
		expect(cpuSeconds(() => magnetOf(file))).toBeLessThan(0.1);
		expect(magnetOf(file)).toEqual({
			problem: expect.stringContaining('more than 10 MB') as string,
		});
	});
});
