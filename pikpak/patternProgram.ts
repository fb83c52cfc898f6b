/** Where a match can stand while a text is read. */
export type State =
	| { kind: 'end' }
	/** Goes on in all ways at once. */
	| { kind: 'fork'; ways: State[] }
	| { kind: 'place'; isHere: Place; next: State }
	| { kind: 'character'; test: (character: string) => boolean; next: State };

/** Whether a place between two characters is the wanted one; a text has none before its start and after its end. */
type Place = (before: string | undefined, after: string | undefined) => boolean;

/** A part of a pattern. */
interface Part {
	/** The most states that `build` makes; at least one, so that a repetition of nothing has its price as well. */
	size: number;
	/** @returns the state from which the part leads to `next` */
	build: (next: State) => State;
}

/** One code point, even where it is written as two escapes. */
const ESCAPE =
	/\\(?:u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|u[\da-fA-F]{4}|u\{[\da-fA-F]*\}|x[\da-fA-F]{2}|c[a-zA-Z]|[pP]\{[\w=]*\}|[1-9]\d*|k(?:<[^<>]*>)?|[^])/u;
/** Takes one that does not end to the end of the source. */
const CLASS = /\[(?:\\[^]|[^\]\\])*\]?/u;
const GROUP = /\((?:\?(?:<?[=!]|<[^>(]*>|[a-z-]*[:)]))?/u;
const QUANTIFIER = /(?:[*+?]|\{\d+(?:,\d*)?\})\??/u;
const TOKEN = new RegExp(
	[ESCAPE, CLASS, GROUP, QUANTIFIER, /[^]/u].map(({ source }) => source).join('|'),
	'gu',
);

/** @returns the pieces of a regular expression, one for each character that it can match; it need not be a correct one */
export function tokensOf(source: string): string[] {
	return source.match(TOKEN) ?? [];
}

/**
 * @param tokens of a regular expression that is known to be correct with the flags `iu`, and to have neither lookaround nor
 * backreferences nor modifiers
 */
export function parsePattern(tokens: readonly string[]): Part {
	return new Parser(tokens).choice();
}

class Parser {
	private position = 0;
	private readonly characters = new Map<string, Part>();

	constructor(private readonly tokens: readonly string[]) {}

	/** Alternatives, up to the end of their group. */
	choice(): Part {
		const parts = [this.sequence()];
		while (this.takes('|')) parts.push(this.sequence());
		const [only] = parts;
		if (only !== undefined && parts.length === 1) return only;
		return {
			size: 1 + sizeOf(parts),
			build: (next) => ({ kind: 'fork', ways: parts.map(({ build }) => build(next)) }),
		};
	}

	private sequence(): Part {
		const parts: Part[] = [];
		for (let token = this.token; token !== undefined && !/^[|)]/.test(token); token = this.token) {
			this.position++;
			const part = this.single(token);
			parts.push(this.quantified(part));
		}
		if (parts.length === 0) return NOTHING;
		return {
			size: sizeOf(parts),
			build: (next) => parts.reduceRight((state, { build }) => build(state), next),
		};
	}

	private single(token: string): Part {
		const isHere = PLACES.get(token);
		if (isHere !== undefined) {
			return { size: 1, build: (next) => ({ kind: 'place', isHere, next }) };
		}
		if (!token.startsWith('(')) return this.character(token);
		const part = this.choice();
		this.takes(')');
		return part;
	}

	/** The native engine tells what one character is tested for: it knows all classes, and which letters are the same. */
	private character(token: string): Part {
		const known = this.characters.get(token);
		if (known !== undefined) return known;
		const native = new RegExp(`^(?:${token})$`, 'iu');
		const test = (character: string) => native.test(character);
		const part: Part = { size: 1, build: (next) => ({ kind: 'character', test, next }) };
		this.characters.set(token, part);
		return part;
	}

	private quantified(part: Part): Part {
		const { token } = this;
		if (token === undefined || !IS_QUANTIFIER.test(token)) return part;
		this.position++;
		return repeated(part, timesOf(token));
	}

	private takes(token: string): boolean {
		const isNext = this.token === token;
		if (isNext) this.position++;
		return isNext;
	}

	private get token(): string | undefined {
		return this.tokens[this.position];
	}
}

const IS_QUANTIFIER = new RegExp(`^${QUANTIFIER.source}$`, 'u');

const NOTHING: Part = { size: 1, build: (next) => next };

/** With the flags `iu` a few signs beyond ASCII are letters of words: those that fold to one. */
const isOfWord = (character: string | undefined) =>
	character !== undefined && /^\w$/iu.test(character);

const PLACES: ReadonlyMap<string, Place> = new Map<string, Place>([
	['^', (before) => before === undefined],
	['$', (_, after) => after === undefined],
	['\\b', (before, after) => isOfWord(before) !== isOfWord(after)],
	['\\B', (before, after) => isOfWord(before) === isOfWord(after)],
]);

interface Times {
	least: number;
	most: number;
}

function timesOf(quantifier: string): Times {
	// Whether it is lazy makes no difference to whether there is a match.
	const [sign = ''] = quantifier;
	if (sign === '*') return { least: 0, most: Infinity };
	if (sign === '+') return { least: 1, most: Infinity };
	if (sign === '?') return { least: 0, most: 1 };
	const [least = '', most = least] = quantifier.replace(/[{}?]/g, '').split(',');
	return { least: Number(least), most: most === '' ? Infinity : Number(most) };
}

function repeated({ size, build }: Part, { least, most }: Times): Part {
	if (most === 0) return NOTHING;
	if (most === Infinity) {
		// The last copy leads back to itself, so that nested ones do not double each time.
		return {
			size: Math.max(least, 1) * size + 1,
			build: (next) => {
				const ways = [next];
				const fork: State = { kind: 'fork', ways };
				const last = build(fork);
				ways.push(last);
				return least === 0 ? fork : chained(build, least - 1, last);
			},
		};
	}
	return {
		size: least * size + (most - least) * (size + 1),
		build: (next) => {
			const optional = (end: State): State => ({ kind: 'fork', ways: [next, build(end)] });
			return chained(build, least, chained(optional, most - least, next));
		},
	};
}

/** Does the same step again and again, from the end to the start. */
function chained(step: (next: State) => State, times: number, end: State): State {
	let state = end;
	for (let time = 0; time < times; time++) state = step(state);
	return state;
}

function sizeOf(parts: readonly Part[]): number {
	return parts.reduce((total, { size }) => total + size, 0);
}
