import type { INodeProperties } from 'n8n-workflow';
import { compilePattern } from '../../pikpak/pattern';
import { badParameter, textOf, wholeNumber, type Asker } from './parameters';

// Filters on tasks that the trigger and the list have in common.

export const nameContains: INodeProperties = {
	displayName: 'Name Contains',
	name: 'nameContains',
	type: 'string',
	default: '',
	placeholder: 'e.g. 1080p',
	description: 'A part of the name; upper and lower case are the same',
};

export const nameMatches: INodeProperties = {
	displayName: 'Name Matches',
	name: 'nameMatches',
	type: 'string',
	default: '',
	placeholder: 'e.g. S\\d+E\\d+.*\\.mkv$',
	description:
		'A regular expression for a part of the name, without slashes around it; upper and lower case are the same. Backreferences, lookahead and lookbehind are not possible.',
};

export const minSize: INodeProperties = {
	displayName: 'Size at Least (MB)',
	name: 'minSize',
	type: 'number',
	typeOptions: { minValue: 0 },
	default: 0,
	description: 'Leave out what is smaller, in millions of bytes',
};

/**
 * Reads {@link nameContains} and {@link nameMatches}, both of which may be missing.
 *
 * @returns whether a name fits
 * @throws NodeOperationError if the pattern is none
 */
export function nameFilterOf(
	filters: Record<string, unknown>,
	asker: Asker,
): (name: string) => boolean {
	const part = namePartOf(filters);
	const pattern = patternOf(textOf(filters['nameMatches']), asker);
	return (name) => name.toLowerCase().includes(part) && pattern(name);
}

/** @returns what {@link nameContains} holds, in lower case */
export function namePartOf(filters: Record<string, unknown>): string {
	return textOf(filters['nameContains']).toLowerCase();
}

/** As in JavaScript's source. No name has a slash, so that it would match nothing. */
const DELIMITED = /^\/.*\/[a-z]*$/s;
const DELIMITERS =
	'Leave out the slashes around it, and what follows them: upper and lower case are the same already.';

function patternOf(source: string, asker: Asker): (name: string) => boolean {
	if (source === '') return () => true;
	const pattern = DELIMITED.test(source) ? { problem: DELIMITERS } : compilePattern(source);
	if (typeof pattern === 'function') return pattern;
	throw badParameter('Name Matches', source, pattern.problem, asker);
}

const MEGABYTE = 1_000_000;

/**
 * @param megabytes whole millions of bytes, as a number or a text
 * @returns bytes
 * @throws NodeOperationError if it is no whole number
 */
export function bytesOf(label: string, megabytes: unknown, asker: Asker): number {
	return wholeNumber(label, megabytes, asker) * MEGABYTE;
}
