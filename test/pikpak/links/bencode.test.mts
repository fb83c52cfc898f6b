import fc from 'fast-check';
import { readDictionary, stringsIn } from '../../../pikpak/links/bencode.js';
import { bencoded, type Bencodable } from './bencoded.mjs';

const bytes = (text: string) => Buffer.from(text, 'latin1');

describe('A dictionary', () => {
	test('tells where its values stand', () => {
		const read = readDictionary(bytes('..d1:ai-12e2:bbl1:xe1:c0:e..'), 2, ['a', 'c', 'd']);
		expect(read).toEqual({
			values: new Map([
				['a', { start: 6, end: 11 }],
				['c', { start: 23, end: 25 }],
			]),
			end: 26,
		});
	});

	test.each([
		...['', 'd', 'd1', 'd1:', 'd1:a', 'd1:ai', 'd1:ai-', 'd1:ai1', 'd1:ai1e', 'd1:a1', 'd1:a1:'],
		...[
			'd1:ad',
			'd1:al',
			'd1:ale',
			'd1:ad1:b',
			'd1:a5:hello',
			'd1:a6:helloe',
			'd99999999999999999999:',
		],
	])('%j is cut off', (text) => {
		expect(readDictionary(bytes(text), 0, ['a'])).toBe(text === '' ? 'damaged' : 'cut off');
	});

	test.each([
		// Numbers.
		...[
			'd1:ai01ee',
			'd1:ai-0ee',
			'd1:ai-01ee',
			'd1:aiee',
			'd1:ai-ee',
			'd1:ai+1ee',
			'd1:ai1.0ee',
			'd1:ai--1ee',
		],
		...['d1:ai123456789012345678901ee', 'd1:ai 1ee'],
		// Strings.
		...[
			'd01:ai1ee',
			'd-1:ai1ee',
			'd1:a01:xe',
			'd1:a00:e',
			'd1:a1;xe',
			'd1:a:e',
			'd000000000000000000001:ai1ee',
		],
		// Keys.
		...[
			'di1ei1ee',
			'dlei1ee',
			'd1:ae',
			'd1:ad1:bee',
			'd1:addei1eee',
			'd1:adi1ei1eee',
			'd1:ai1e1:ai2ee',
		],
		// Others.
		...['l1:ae', 'i1e', '1:a', 'd1:axe', 'd1:a\x00e', 'D1:ai1ee'],
	])('%j is damaged', (text) => {
		expect(readDictionary(bytes(text), 0, ['a'])).toBe('damaged');
	});

	test('need not have its keys in order, and only those that are looked for are told apart', () => {
		const read = readDictionary(bytes('d1:bi1e1:ai2e1:bi3ee'), 0, ['a']);
		expect(read).toMatchObject({ values: new Map([['a', { start: 10, end: 13 }]]) });
	});

	test('may have lists and dictionaries in it a hundred levels deep', () => {
		const nested = (levels: number) => `d1:a${'l'.repeat(levels)}${'e'.repeat(levels)}e`;
		expect(readDictionary(bytes(nested(100)), 0, ['a'])).toMatchObject({ end: 205 });
		expect(readDictionary(bytes(nested(101)), 0, ['a'])).toBe('damaged');
		const dictionaries = (levels: number) => `d${'1:ad'.repeat(levels)}${'e'.repeat(levels)}e`;
		expect(readDictionary(bytes(dictionaries(100)), 0, ['a'])).toMatchObject({ end: 502 });
		expect(readDictionary(bytes(dictionaries(101)), 0, ['a'])).toBe('damaged');
	});
});

const { values } = fc.letrec<{ values: Bencodable }>((tie) => ({
	values: fc.oneof(
		{ depthSize: 'small', withCrossShrink: true },
		fc.maxSafeInteger(),
		fc.string({ unit: 'binary' }),
		fc.uint8Array(),
		fc.array(tie('values'), { maxLength: 4 }),
		fc.dictionary(fc.string(), tie('values'), { maxKeys: 4, noNullPrototype: true }),
	),
}));
const dictionaries = fc.dictionary(fc.string(), values, { maxKeys: 8, noNullPrototype: true });

/** In their order, without keys. */
function stringsOf(value: Bencodable): Uint8Array[] {
	if (typeof value === 'number') return [];
	if (typeof value === 'string') return [Buffer.from(value)];
	if (value instanceof Uint8Array) return [value];
	return Object.values(value).flatMap(stringsOf);
}

test('what is coded is read, wherever it stands', () => {
	fc.assert(
		fc.property(dictionaries, fc.uint8Array(), fc.uint8Array(), (dictionary, before, behind) => {
			const coded = bencoded(dictionary);
			const all = Buffer.concat([before, coded, behind]);
			const keys = Object.keys(dictionary).filter((key) => /^[ -~]*$/.test(key));
			const read = readDictionary(all, before.length, keys);
			if (typeof read === 'string') throw new Error(read);
			expect(read.end).toBe(before.length + coded.length);
			expect([...read.values.keys()]).toEqual(keys);
			for (const [key, span] of read.values) {
				const value = dictionary[key] ?? '';
				expect(all.subarray(span.start, span.end)).toEqual(bencoded(value));
				const strings = stringsOf(value).map((string) => Buffer.from(string));
				expect(stringsIn(all, span, Infinity).map((string) => Buffer.from(string))).toEqual(
					strings,
				);
				expect(stringsIn(all, span, 2)).toHaveLength(Math.min(2, strings.length));
			}
		}),
	);
});

test('what is cut off anywhere is known to be', () => {
	fc.assert(
		fc.property(dictionaries, fc.nat(), (dictionary, cut) => {
			const coded = bencoded(dictionary);
			const length = 1 + (cut % (coded.length - 1));
			expect(readDictionary(coded.subarray(0, length), 0, [])).toBe('cut off');
		}),
	);
});

test('nothing is copied', () => {
	const coded = bencoded({ a: ['x', 'y'] });
	const [x] = stringsIn(coded, { start: 4, end: coded.length - 1 }, 1);
	coded.fill('z');
	expect(x).toEqual(Buffer.from('z'));
});
