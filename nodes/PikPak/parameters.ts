import { NodeOperationError } from 'n8n-workflow';
import type { Scope } from './operation';

// An expression or an AI agent can put anything into a parameter, whatever the editor offers.

/**
 * @returns the chosen value
 * @throws NodeOperationError if it is not one of the allowed ones
 */
export function choice<Value extends string>(
	label: string,
	value: unknown,
	allowed: readonly Value[],
	scope: Scope,
): Value {
	const found = allowed.find((candidate) => candidate === value);
	if (found !== undefined) return found;
	throw badParameter(
		`${label} cannot be ${JSON.stringify(value)}.`,
		`Use one of: ${allowed.join(', ')}.`,
		scope,
	);
}

/**
 * @returns the chosen values, in the user's order; a single value counts as a list of one
 * @throws NodeOperationError if one of them is not allowed
 */
export function choices<Value extends string>(
	label: string,
	values: unknown,
	allowed: readonly Value[],
	scope: Scope,
): Value[] {
	return [values].flat().map((value) => choice(label, value, allowed, scope));
}

/**
 * @returns the whole number
 * @throws NodeOperationError if it is less than 1, or no whole number
 */
export function positiveWholeNumber(label: string, value: unknown, scope: Scope): number {
	if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 1) return value;
	throw badParameter(
		`${label} cannot be ${JSON.stringify(value)}.`,
		'Use a whole number of at least 1, such as 50.',
		scope,
	);
}

function badParameter(message: string, description: string, { n8n, itemIndex }: Scope) {
	return new NodeOperationError(n8n.getNode(), message, { description, itemIndex });
}
