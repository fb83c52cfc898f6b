import type { INodeProperties, IPollFunctions } from 'n8n-workflow';
import type { Call } from '../../../pikpak/call';
import { ROOT } from '../../../pikpak/files';
import { compilePattern } from '../../../pikpak/pattern';
import { SOURCES, type TaskFilter } from '../../../pikpak/watch/filter';
import { badParameter, choices, textOf, wholeNumber } from '../parameters';
import { folderIdIn, folderPicker } from '../pickers/folder';

/** Whatever is not among the others. */
const OTHER = 'unknown';

/** Why a task can fail, as far as its message tells. */
const REASONS = [
	{ name: 'Content Refused', value: 'content_refused' },
	{ name: 'Could Not Be Saved', value: 'save_failed' },
	{ name: 'Daily Limit Reached', value: 'task_daily_create_limit' },
	{ name: 'Drive Full', value: 'file_space_not_enough' },
	{ name: 'File Deleted', value: 'task_file_deleted' },
	{ name: 'Link Cannot Be Downloaded', value: 'task_url_resolve_error' },
	{ name: 'Other', value: OTHER },
	{ name: 'Taken for Advertising', value: 'file_maybe_ads' },
] as const;

const CODES = REASONS.map(({ value }) => value);

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
			options: [...REASONS],
		},
		folderPicker({
			displayName: 'Folder',
			name: 'folder',
			description:
				'The folder that the file is saved in; its subfolders are others. A failed download whose folder PikPak does not tell any more is let through. By Path asks PikPak at each poll, once for each name in the path.',
		}),
		{
			displayName: 'Name Contains',
			name: 'nameContains',
			type: 'string',
			default: '',
			placeholder: 'e.g. 1080p',
			description: 'A part of the name; upper and lower case are the same',
		},
		{
			displayName: 'Name Matches',
			name: 'nameMatches',
			type: 'string',
			default: '',
			placeholder: 'e.g. S\\d+E\\d+.*\\.mkv$',
			description:
				'A regular expression for a part of the name, without slashes around it; upper and lower case are the same. Backreferences, lookahead and lookbehind are not possible.',
		},
		{
			displayName: 'Size at Least (MB)',
			name: 'minSize',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: 0,
			description: 'Leave out what is smaller, in millions of bytes',
		},
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

/** As in JavaScript's source. No name has a slash, so that it would match nothing. */
const DELIMITED = /^\/.*\/[a-z]*$/s;
const DELIMITERS =
	'Leave out the slashes around it, and what follows them: upper and lower case are the same already.';

const MEGABYTE = 1_000_000;

/**
 * Reads the filters of the trigger.
 *
 * @throws NodeOperationError if one of them cannot be, PikPakError if the folder does not exist
 */
export async function filterOf(n8n: IPollFunctions, call: Call): Promise<TaskFilter> {
	const asker = { n8n, call };
	const {
		reasons = [],
		maxSize = 0,
		minSize = 0,
		nameContains = '',
		nameMatches = '',
		sources = [],
	} = n8n.getNodeParameter('filters', {}) as Record<string, unknown>;
	const chosenReasons = choices('Failure Reasons', reasons, CODES, asker);
	const chosenSources = choices('Sources', sources, SOURCES, asker);
	const sizes = sizesOf(minSize, maxSize, n8n);
	const pattern = patternOf(textOf(nameMatches), n8n);
	const part = textOf(nameContains).toLowerCase();
	// Last, since it may ask.
	const folderId = await folderIdIn(n8n.getNodeParameter('filters.folder', ''), {}, asker);
	const folder = folderId === '' ? ROOT : folderId;
	return {
		key: JSON.stringify([part, nameMatches, folder ?? '', sizes, chosenSources, chosenReasons]),
		name: (name) => name.toLowerCase().includes(part) && pattern(name),
		...(folderId !== undefined && { folderId }),
		...sizes,
		...(chosenSources.length > 0 && { sources: new Set(chosenSources) }),
		...(chosenReasons.length > 0 && {
			reason: (code) => chosenReasons.includes(CODES.find((known) => known === code) ?? OTHER),
		}),
	};
}

/** @returns bytes */
function sizesOf(
	least: unknown,
	most: unknown,
	n8n: IPollFunctions,
): { minSize: number; maxSize: number } {
	const minSize = wholeNumber('Size at Least', least, { n8n }) * MEGABYTE;
	const maxSize = wholeNumber('Size at Most', most, { n8n }) * MEGABYTE || Infinity;
	if (minSize <= maxSize) return { minSize, maxSize };
	throw badParameter('Size at Least', least, 'Use no more than in Size at Most.', { n8n });
}

function patternOf(source: string, n8n: IPollFunctions): (name: string) => boolean {
	if (source === '') return () => true;
	const pattern = DELIMITED.test(source) ? { problem: DELIMITERS } : compilePattern(source);
	if (typeof pattern === 'function') return pattern;
	throw badParameter('Name Matches', source, pattern.problem, { n8n });
}
