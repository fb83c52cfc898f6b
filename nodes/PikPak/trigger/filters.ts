import type { INodeProperties, IPollFunctions } from 'n8n-workflow';
import type { Call } from '../../../pikpak/call';
import { ROOT } from '../../../pikpak/files';
import { SOURCES, type TaskFilter } from '../../../pikpak/watch/filter';
import { FAILURE_REASONS, failureReasonsOf, isAmong } from '../failureReasons';
import { badParameter, choices, type Asker } from '../parameters';
import { folderIdIn, folderPicker } from '../pickers/folder';
import {
	bytesOf,
	minSize,
	nameContains,
	nameFilterOf,
	nameMatches,
	namePartOf,
} from '../taskFilters';

/** Which tasks count, as the editor offers it. */
export const filters: INodeProperties = {
	displayName: 'Filters',
	name: 'filters',
	type: 'collection',
	placeholder: 'Add filter',
	default: {},
	description:
		'Which downloads count. What PikPak does not tell excludes nothing, such as the size before a download runs.',
	options: [
		{
			displayName: 'Failure Reasons',
			name: 'reasons',
			type: 'multiOptions',
			default: [],
			description: 'Which failures to report. Other events are not affected.',
			options: [...FAILURE_REASONS],
		},
		folderPicker({
			displayName: 'Folder',
			name: 'folder',
			description:
				'The folder that the file is saved in; its subfolders are others. A failed download whose folder PikPak does not tell any more is let through. By Path asks PikPak at each poll, once for each name in the path.',
		}),
		nameContains,
		nameMatches,
		minSize,
		{
			displayName: 'Size at Most (MB)',
			name: 'maxSize',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: 0,
			description: 'Leave out what is larger, in millions of bytes. 0 means no limit.',
		},
		{
			displayName: 'Sources',
			name: 'sources',
			type: 'multiOptions',
			default: [],
			description: 'What kind of link was submitted',
			options: [
				{ name: 'Ed2k', value: 'ed2k' },
				{ name: 'Magnet', value: 'magnet' },
				{ name: 'Other', value: 'other' },
				{ name: 'Web Address', value: 'web' },
			],
		},
	],
};

/**
 * Reads the filters of the trigger.
 *
 * @throws NodeOperationError if one of them cannot be, PikPakError if the folder does not exist
 */
export async function filterOf(n8n: IPollFunctions, call: Call): Promise<TaskFilter> {
	const asker = { n8n, call };
	const values = n8n.getNodeParameter('filters', {}) as Record<string, unknown>;
	const { reasons = [], nameMatches: pattern = '', sources = [] } = values;
	const chosenReasons = failureReasonsOf(reasons, asker);
	const chosenSources = choices('Sources', sources, SOURCES, asker);
	const sizes = sizesOf(values, asker);
	const name = nameFilterOf(values, asker);
	// Last, since it may ask.
	const chosen = n8n.getNodeParameter('filters.folder', '');
	const folderId = await folderIdIn(chosen, { isLenient: true }, asker);
	const folder = folderId === '' ? ROOT : (folderId ?? '');
	return {
		key: JSON.stringify([namePartOf(values), pattern, folder, sizes, chosenSources, chosenReasons]),
		name,
		...(folderId !== undefined && { folderId }),
		...sizes,
		...(chosenSources.length > 0 && { sources: new Set(chosenSources) }),
		...(chosenReasons.length > 0 && {
			reason: (code) => isAmong(chosenReasons, code),
		}),
	};
}

/** @returns bytes */
function sizesOf(
	{ minSize: least = 0, maxSize: most = 0 }: Record<string, unknown>,
	asker: Asker,
): { minSize: number; maxSize: number } {
	const smallest = bytesOf('Size at Least', least, asker);
	const largest = bytesOf('Size at Most', most, asker) || Infinity;
	if (smallest <= largest) return { minSize: smallest, maxSize: largest };
	throw badParameter('Size at Least', least, 'Use no more than in Size at Most.', asker);
}
