import { NodeOperationError, tryToParseDateTime, type INode } from 'n8n-workflow';

// An expression or an AI agent can put anything into a parameter, whatever the editor offers.

/** Who asks for a parameter: a node, for one of its items if it has any. */
export interface Asker {
	n8n: { getNode: () => INode };
	itemIndex?: number;
}

/**
 * @returns the chosen value
 * @throws NodeOperationError if it is not one of the allowed ones
 */
export function choice<Value extends string>(
	label: string,
	value: unknown,
	allowed: readonly Value[],
	asker: Asker,
): Value {
	const found = allowed.find((candidate) => candidate === value);
	if (found !== undefined) return found;
	throw badParameter(label, value, `Use one of: ${allowed.join(', ')}.`, asker);
}

/** Between words; brackets and quotes too, since an agent likes to write a list as JSON. */
const SEPARATORS = /[\s,;"[\]]+/;

/** @returns what is listed in a text, such as `a, b` or `["a", "b"]` */
export function wordsIn(text: string): string[] {
	return text.split(SEPARATORS).filter((word) => word !== '');
}

/**
 * @returns the chosen values, in the user's order; a text can list several, but none only as an empty list
 * @throws NodeOperationError if one of them is not allowed
 */
export function choices<Value extends string>(
	label: string,
	values: unknown,
	allowed: readonly Value[],
	asker: Asker,
): Value[] {
	return [values].flat().flatMap((value: unknown) => {
		const words = typeof value === 'string' ? wordsIn(value) : [];
		return (words.length > 0 ? words : [value]).map((word) => choice(label, word, allowed, asker));
	});
}

/**
 * @returns the chosen values, one at least
 * @throws NodeOperationError if there is none, or one of them is not allowed
 */
export function someChoices<Value extends string>(
	label: string,
	values: unknown,
	allowed: readonly Value[],
	asker: Asker,
): Value[] {
	const chosen = choices(label, values, allowed, asker);
	if (chosen.length > 0) return chosen;
	throw badParameter(label, values, `Use at least one of: ${allowed.join(', ')}.`, asker);
}

/**
 * @returns the whole number, which may come as a text
 * @throws NodeOperationError if it is less than 1, or no whole number
 */
export function positiveWholeNumber(label: string, value: unknown, asker: Asker): number {
	const parsed = parsedWholeNumber(value);
	if (parsed !== undefined && parsed >= 1) return parsed;
	throw badParameter(label, value, 'Use a whole number of at least 1.', asker);
}

/**
 * @returns the whole number, which may come as a text
 * @throws NodeOperationError if it is negative, or no whole number
 */
export function wholeNumber(label: string, value: unknown, asker: Asker): number {
	const parsed = parsedWholeNumber(value);
	if (parsed !== undefined) return parsed;
	throw badParameter(label, value, 'Use a whole number, or 0.', asker);
}

function parsedWholeNumber(value: unknown): number | undefined {
	const parsed = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
	return Number.isSafeInteger(parsed) && Number(parsed) >= 0 ? Number(parsed) : undefined;
}

/**
 * @returns whether it is on; it may come as the text `true` or `false`
 * @throws NodeOperationError if it is neither
 */
export function onOrOff(label: string, value: unknown, asker: Asker): boolean {
	if (value === true || value === 'true') return true;
	if (value === false || value === 'false') return false;
	throw badParameter(label, value, 'Use true or false.', asker);
}

/**
 * @param timezone of the workflow, for a time that does not tell its own
 * @returns milliseconds since 1970, or undefined if it is no time
 */
export function parsedTime(value: unknown, timezone: string): number | undefined {
	try {
		return tryToParseDateTime(value, timezone).toMillis();
	} catch {
		return undefined;
	}
}

/** @returns the text; an expression can yield a number where the editor has one, and what is neither is empty */
export function textOf(value: unknown): string {
	return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/**
 * @param advice what is wrong with it, and what to do: sentences
 * @returns the error for a value that cannot be used. All of it is the message, since n8n shows nothing else when a workflow is
 *   published, and hands nothing else to an agent
 */
export function badParameter(
	label: string,
	value: unknown,
	advice: string,
	{ n8n, itemIndex }: Asker,
): NodeOperationError {
	const message = `${label} cannot be ${shown(value)}. ${advice}`;
	return new NodeOperationError(
		n8n.getNode(),
		message,
		itemIndex === undefined ? {} : { itemIndex },
	);
}

const SHOWN_CHARACTERS = 100;

/** As it was typed: JSON would double the backslashes of a pattern. */
function shown(value: unknown): string {
	if (value === '') return 'empty';
	const words = typeof value === 'string' ? value : JSON.stringify(value);
	const short = words.length > SHOWN_CHARACTERS ? `${words.slice(0, SHOWN_CHARACTERS)}…` : words;
	return typeof value === 'string' ? `"${short}"` : short;
}
