import fc from 'fast-check';
import { compilePattern, type Pattern } from '../../pikpak/pattern.js';

/** A pattern that is known to be good. */
function goodPattern(source: string): Pattern {
	const pattern = compilePattern(source);
	if (typeof pattern !== 'function') throw new Error(`${source}: ${pattern.problem}`);
	return pattern;
}

function problemOf(source: string): string | undefined {
	const pattern = compilePattern(source);
	return typeof pattern === 'function' ? undefined : pattern.problem;
}

/** What the native engine says, or undefined where it does not know the syntax. */
function nativePattern(source: string): Pattern | undefined {
	const native = nativeSticky(source);
	return (
		native &&
		((text) => {
			native.lastIndex = 0;
			for (const character of [...Array.from(text), '']) {
				const start = native.lastIndex;
				if (native.test(text)) return true;
				native.lastIndex = start + character.length;
			}
			return false;
		})
	);
}

/** It is told where to begin, since V8 also finds /\B/u between the two halves of a character, unlike the standard. */
function nativeSticky(source: string): RegExp | undefined {
	try {
		return new RegExp(source, 'iuy');
	} catch {
		return undefined;
	}
}

const letters = fc.oneof(
	{ weight: 6, arbitrary: fc.constantFrom('a', 'b', 'A') },
	{ weight: 2, arbitrary: fc.constantFrom('k', '\u212A', 's', '\u017F', 'ß', 'ẞ', 'é', 'É') },
	{ weight: 1, arbitrary: fc.constantFrom('σ', 'ς', 'Σ', 'i', 'ı', 'İ', 'ǆ', 'ǅ', '\u0345', 'ι') },
	{ weight: 2, arbitrary: fc.constantFrom('_', '-', ' ', '1', '٣', '\n', '\u2028', '\0', '/') },
	{ weight: 1, arbitrary: fc.constantFrom('😀', '\ud83d', '\ude00', '𐐀', '𐐨') },
);
const texts = fc.array(letters, { maxLength: 10 }).map((all) => all.join(''));

const escapes = fc.constantFrom(
	...['\\d', '\\D', '\\w', '\\W', '\\s', '\\S', '\\n', '\\t', '\\cJ', '\\x61', '\\u0041', '\\.'],
	...['\\u{1F600}', '\\ud83d\\ude00', '\\ud83d', '\\ude00', '\\u{61}', '\\/', '\\p{L}', '\\P{L}'],
	...['\\p{Lu}', '\\P{Lu}', '\\p{Script=Greek}'],
);
const members = fc.oneof(
	letters.map((letter) => (letter === '-' ? '\\-' : letter)),
	escapes,
	fc.constantFrom('a-c', 'A-Z', '\\b', '\\]', '[', '(', '|', '.', '\\^', '0-9', 'α-ω'),
);
const classes = fc
	.tuple(fc.constantFrom('', '^'), fc.array(members, { maxLength: 3 }))
	.map(([sign, all]) => `[${sign}${all.join('')}]`);
const characters = fc.oneof(
	{ weight: 4, arbitrary: letters.map((letter) => (letter === '/' ? '\\/' : letter)) },
	{ weight: 1, arbitrary: fc.constant('.') },
	{ weight: 2, arbitrary: escapes },
	{ weight: 2, arbitrary: classes },
);
const places = fc.constantFrom('^', '$', '\\b', '\\B');
const quantifiers = fc
	.tuple(
		fc.constantFrom('*', '+', '?', '{0}', '{1}', '{2}', '{0,}', '{1,}', '{2,}', '{0,2}', '{1,3}'),
		fc.constantFrom('', '?'),
	)
	.map((both) => both.join(''));

const { sources } = fc.letrec<{ sources: string; terms: string; groups: string }>((tie) => ({
	sources: fc
		.array(fc.array(tie('terms'), { maxLength: 4 }), { minLength: 1, maxLength: 3 })
		.map((alternatives) => alternatives.map((terms) => terms.join('')).join('|')),
	terms: fc.oneof(
		{ maxDepth: 3 },
		{ weight: 5, arbitrary: characters },
		{ weight: 1, arbitrary: places },
		{ weight: 2, arbitrary: fc.tuple(characters, quantifiers).map((both) => both.join('')) },
		{ weight: 1, arbitrary: tie('groups') },
		{ weight: 2, arbitrary: fc.tuple(tie('groups'), quantifiers).map((both) => both.join('')) },
	),
	groups: fc
		.tuple(fc.constantFrom('(', '(?:', '(?<name>'), tie('sources'))
		.map(([opening, source]) => `${opening}${source})`),
}));
const patterns = sources
	// Two groups must not have the same name.
	.map((source) => {
		let names = 0;
		return source.replaceAll('(?<name>', () => `(?<name${String(++names)}>`);
	})
	// The native engine would not come to an end with some of the longer ones.
	.filter((source) => source.length <= 60);

test('finds what the native engine finds', () => {
	fc.assert(
		fc.property(patterns, fc.array(texts, { minLength: 1, maxLength: 8 }), (source, some) => {
			const expected = nativePattern(source);
			expect(some.map(goodPattern(source))).toEqual(some.map((text) => expected?.(text)));
		}),
		{ numRuns: 3_000 },
	);
});

test('finds what the native engine finds in a whole text', () => {
	fc.assert(
		fc.property(patterns, texts, (source, text) => {
			const whole = `^(?:${source})$`;
			expect(goodPattern(whole)(text)).toBe(new RegExp(whole, 'iu').test(text));
		}),
		{ numRuns: 3_000 },
	);
});

test('takes any jumble of signs as the native engine does, or says why it does not', () => {
	const signs = fc.constantFrom(
		...['(', ')', '[', ']', '{', '}', '|', '*', '+', '?', '^', '$', '.', '\\', '/', '-', ','],
		...['(?:', '(?<a>', '(?<b>', '\\u', '\\p{L}', '\\b', '{2}', '{1,2}', '<', '>', ':', '=', '!'],
		...['a', 'b', '0', '1', '\\ud83d', '\\ude00', '\ud83d', '\ude00', '\\u{61}', '[a', 'a]'],
	);
	const jumbles = fc.array(signs, { maxLength: 8 }).map((all) => all.join(''));
	fc.assert(
		fc.property(jumbles, texts, (source, text) => {
			const expected = nativePattern(source);
			const pattern = compilePattern(source);
			if (typeof pattern === 'function') expect(pattern(text)).toBe(expected?.(text));
			else if (expected) expect(pattern.problem).toMatch(/^A pattern cannot/);
		}),
		{ numRuns: 10_000 },
	);
});

test('knows the same word characters as the native engine', () => {
	const pattern = goodPattern('\\b');
	const differing: string[] = [];
	for (let code = 0; code <= 0x10ffff; code++) {
		const character = String.fromCodePoint(code);
		if (pattern(character) !== /\b/iu.test(character)) differing.push(character);
	}
	expect(differing).toEqual([]);
});

test.each([
	['1080p', 'Show.S01E01.1080P.mkv', true],
	['^show', 'The Show', false],
	['\\.(mkv|mp4)$', 'Show.S01E01.MKV', true],
	['s\\d{2}e\\d{2}', 'Show.S01E01.mkv', true],
	['^[^\\p{L}]+$', '2026-11-24', true],
	['^.$', '😀', true],
	['^(a*)*$', 'aaab', false],
	['^(a*?)*?$', 'aaa', true],
	['^(?:|a)+$', 'aa', true],
	['^(?:a{2}){2}$', 'aaa', false],
	['^(?:(?:){1,2}|b){2,}$', 'bbb', true],
	['', 'anything', true],
	['a|', '', true],
	['[]', 'a', false],
	['^[^]$', '\n', true],
	['^.$', '\n', false],
])('%s on %j: %s', (source, text, expected) => {
	expect(goodPattern(source)(text)).toBe(expected);
});

/** How often a pattern has one character tested while it goes through a text. */
function countTests(pattern: Pattern, text: string): number {
	const test = jest.spyOn(RegExp.prototype, 'test');
	try {
		pattern(text);
		return test.mock.calls.length;
	} finally {
		test.mockRestore();
	}
}

test.each([
	['(a+)+$', 'a', '!'],
	['(a|aa)+$', 'a', '!'],
	['(a*)*$!', 'a', '!'],
	['(?:a?){30}a{30}$', 'a', '!'],
	['(.*a){25}', 'b', ''],
	['(.*a){25}b', 'a', ''],
	['(\\w+\\s?)+$', 'word ', '!'],
	['^(?:[^!]+|\\b\\w+\\b)*!!$', 'word ', '!'],
])('%s takes time linear in the text', (source, unit, end) => {
	const pattern = goodPattern(source);
	const text = (length: number) => unit.repeat(length / unit.length) + end;
	expect(pattern(text(10_000))).toBe(false);
	const [once, twice, thrice] = [1_000, 2_000, 3_000].map((length) =>
		countTests(pattern, text(length)),
	);
	expect(once).toBeGreaterThanOrEqual(1_000);
	expect(Number(thrice) - Number(twice)).toBe(Number(twice) - Number(once));
});

test.each(['(a)\\1', '(?<name>a)\\k<name>', '\\12', 'a\\k'])(
	'%s refers back, which is refused',
	(source) => {
		const reference = /\\(?:\d+|k.*)/.exec(source)?.[0] ?? '';
		expect(problemOf(source)).toBe(
			`A pattern cannot refer back to a group, as ${reference} does. Write the text out, or use a Filter node instead.`,
		);
	},
);

test.each(['(?=', '(?!', '(?<=', '(?<!'])('%s looks around, which is refused', (opening) => {
	expect(problemOf(`a${opening}b)`)).toBe(
		`A pattern cannot look ahead or behind, as ${opening} does. Describe the text itself, or use a Filter node instead.`,
	);
});

test.each(['(?i)', '(?s-i:', '(?-i:', '(?im)'])('%s is a modifier, which is refused', (opening) => {
	expect(problemOf(opening.endsWith(')') ? `${opening}a` : `${opening}a)`)).toBe(
		`A pattern cannot change how it is read, as ${opening} does. Leave that out: upper and lower case are the same already.`,
	);
});

test('what is refused may stand for itself', () => {
	expect(goodPattern('\\(\\?=\\\\1[(?=][(?i)]')('(?=\\1=I')).toBe(true);
});

test.each([
	['(a', 'Unterminated group'],
	['a)', 'Unmatched'],
	['[a', 'Unterminated character class'],
	['[(?=', 'Unterminated character class'],
	['*', 'Nothing to repeat'],
	['a++', 'Nothing to repeat'],
	['\\b+', 'Nothing to repeat'],
	['a{1', 'Incomplete quantifier'],
	['a\\-b', 'Invalid escape'],
	['a: \\', '\\ at end of pattern'],
	['\\p{Nonsense}', 'Invalid property name'],
	['(?P<name>a)', 'Invalid group'],
])('%s is not a regular expression: %s', (source, reason) => {
	const problem = problemOf(source);
	expect(problem).toContain(`The pattern is not a regular expression: ${reason}`);
	expect(problem).toContain('Put a \\ before each of');
});

test.each([
	['a number', 'a{2001}'],
	['a range', 'a{1,1001}'],
	['numbers that multiply', '(a{50}){50}'],
	['many of them', '((((a{99}){99}){99}){99}){99}'],
	['an endless number', `a{${'9'.repeat(400)}}`],
	['an endless number, perhaps', `(?:a{${'9'.repeat(400)}}){0,2}`],
	['a repetition of nothing', '(?:){1000000000}a'],
	['many characters', 'a'.repeat(2_001)],
	['many groups', '(?:'.repeat(1_500) + ')'.repeat(1_500)],
])('a pattern that would grow too long is refused: %s', (_, source) => {
	expect(problemOf(source)).toBe(
		'The pattern is too long. Make it shorter, and use + or * in place of large numbers in { }.',
	);
});

test('a pattern may be as long as it does not grow too long', () => {
	expect(goodPattern('^a{2,250}$')('a'.repeat(250))).toBe(true);
	expect(goodPattern('('.repeat(299) + 'a' + ')'.repeat(299))('ba')).toBe(true);
	expect(goodPattern('^(?:a{9999}){0}$')('')).toBe(true);
	expect(goodPattern(`^a{2,${'9'.repeat(400)}}$`)('aaa')).toBe(true);
	expect(goodPattern(`^${'('.repeat(100)}a${')+'.repeat(100)}$`)('aaa')).toBe(true);
	expect(goodPattern(`^${'(?:a|b)'.repeat(199)}$`)('ab'.repeat(100).slice(1))).toBe(true);
});

test('a source that is too deep even for the native engine is refused', () => {
	expect(problemOf('(?:'.repeat(500_000))).toEqual(expect.any(String));
});
