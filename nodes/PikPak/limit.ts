import type { INodeProperties } from 'n8n-workflow';
import type { Scope } from './operation';
import { onOrOff, positiveWholeNumber } from './parameters';

/** How many results to return, for every operation that lists something. */
export const limitFields: INodeProperties[] = [
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		default: false,
		description: 'Whether to return all results or only up to a given limit',
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 50,
		description: 'Max number of results to return',
		displayOptions: { show: { returnAll: [false] } },
	},
];

/**
 * Reads {@link limitFields}.
 *
 * @returns `Infinity` for all
 * @throws NodeOperationError if it is no such number
 */
export function limitOf(scope: Scope): number {
	const { n8n, itemIndex } = scope;
	const returnAll = onOrOff('Return All', n8n.getNodeParameter('returnAll', itemIndex), scope);
	if (returnAll) return Infinity;
	// A workflow that was not made in the editor may lack the field.
	return positiveWholeNumber('Limit', n8n.getNodeParameter('limit', itemIndex, 50), scope);
}
