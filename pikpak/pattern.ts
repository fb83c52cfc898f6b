import { parsePattern, tokensOf, type State } from './patternProgram';

/** Tests whether a text has a match somewhere. */
export type Pattern = (text: string) => boolean;

/**
 * The most states of a pattern, with its repetitions written out. Each of them costs a moment for each character of a text.
 */
const MOST_STATES = 1_000;

/**
 * Makes a pattern of a regular expression that a user has typed: JavaScript's, with the flags `iu`, but for lookaround,
 * backreferences and modifiers. JavaScript's own engine tries one way after the other, which can take years for a name of
 * fifty letters, and nothing can interrupt it; this one goes all ways at once, in time linear in the text.
 *
 * @returns the compiled pattern, or what is wrong with it in words that tell the user what to do
 */
export function compilePattern(source: string): Pattern | { problem: string } {
	const tokens = tokensOf(source);
	// These first: some of them are no syntax at all in older engines, which would say less.
	const problem = tokens.map(unsupported).find((found) => found !== undefined) ?? invalid(source);
	if (problem !== undefined) return { problem };
	// Groups are parsed by recursion, which is to end before the stack does.
	if (tokens.length > MOST_STATES) return { problem: TOO_LONG };
	const { size, build } = parsePattern(tokens);
	// This way round, since repetitions without end make it NaN as well.
	if (!(size <= MOST_STATES)) return { problem: TOO_LONG };
	const start = build({ kind: 'end' });
	return (text) => hasMatch(start, text);
}

const TOO_LONG =
	'The pattern is too long. Make it shorter, and use + or * in place of large numbers in { }.';

/** @returns what is wrong if the token is one of those that need an engine that tries one way after the other */
function unsupported(token: string): string | undefined {
	if (/^\\[1-9k]/.test(token)) {
		return `A pattern cannot refer back to a group, as ${token} does. Write the text out, or use a Filter node instead.`;
	}
	if (/^\(\?<?[=!]/.test(token)) {
		return `A pattern cannot look ahead or behind, as ${token} does. Describe the text itself, or use a Filter node instead.`;
	}
	if (/^\(\?[a-z-]/.test(token)) {
		return `A pattern cannot change how it is read, as ${token} does. Leave that out: upper and lower case are the same already.`;
	}
	return undefined;
}

/** @returns what the native engine has against a source, if anything */
function invalid(source: string): string | undefined {
	try {
		new RegExp(source, 'iu');
		return undefined;
	} catch (error) {
		// `Invalid regular expression: /(/iu: Unterminated group`
		const reason = String(error).split(': ').at(-1) ?? '';
		return `The pattern is not a regular expression: ${reason}. Put a \\ before each of ^ $ . * + ? ( ) [ ] { } | / \\ that stands for itself, and before no other sign.`;
	}
}

/** Goes through a text once, with all states that a match so far can be in. */
function hasMatch(start: State, text: string): boolean {
	let before: string | undefined;
	let reached = new Set([start]);
	for (const after of [...Array.from(text), undefined]) {
		// A match can begin anywhere.
		const next = new Set([start]);
		// A set takes in a state once, so that empty loops end, and hands out what is added on the way.
		for (const state of reached) {
			if (state.kind === 'end') return true;
			if (state.kind === 'fork') for (const way of state.ways) reached.add(way);
			else if (state.kind === 'place' && state.isHere(before, after)) reached.add(state.next);
			else if (state.kind === 'character' && after !== undefined && state.test(after))
				next.add(state.next);
		}
		before = after;
		reached = next;
	}
	return false;
}
