import type { INodeProperties } from 'n8n-workflow';
import type { TaskCriteria } from '../../../pikpak/tasks/criteria';
import { FAILURE_REASONS, failureReasonsOf, isAmong } from '../failureReasons';
import type { Scope } from '../operation';
import { badParameter, parsedTime } from '../parameters';
import { folderIdIn, folderPicker } from '../pickers/folder';
import { bytesOf, minSize, nameContains, nameFilterOf, nameMatches } from '../taskFilters';

/** Which tasks to list, beside their phases. PikPak itself knows no such filters. */
export const filters: INodeProperties = {
	displayName: 'Filters',
	name: 'filters',
	type: 'collection',
	placeholder: 'Add filter',
	default: {},
	description:
		'Which tasks to list. A task of which PikPak does not tell what a filter looks at is left out.',
	options: [
		{
			displayName: 'Created After',
			name: 'createdAfter',
			type: 'dateTime',
			default: '',
			description: 'Leave out what was created earlier. The time zone is that of the workflow.',
		},
		{
			displayName: 'Created Before',
			name: 'createdBefore',
			type: 'dateTime',
			default: '',
			description: 'Leave out what was created then or later',
		},
		{
			displayName: 'Failure Reasons',
			name: 'reasons',
			type: 'multiOptions',
			default: [],
			description: 'Why tasks have failed. All others are left out.',
			options: [...FAILURE_REASONS],
		},
		folderPicker({
			displayName: 'Folder',
			name: 'folder',
			description:
				'The folder that the file is saved in; its subfolders are others. Failed tasks have no file. Finished tasks whose file was deleted count as failed then.',
		}),
		nameContains,
		nameMatches,
		minSize,
	],
};

/**
 * Reads {@link filters}.
 *
 * @returns undefined if there is none
 * @throws NodeOperationError if one of them cannot be, PikPakError if the folder does not exist
 */
export async function criteriaOf(scope: Scope): Promise<TaskCriteria | undefined> {
	const values = scope.n8n.getNodeParameter('filters', scope.itemIndex, {}) as Record<
		string,
		unknown
	>;
	if (Object.keys(values).length === 0) return undefined;
	const reasons = failureReasonsOf(values['reasons'] ?? [], scope);
	const least = bytesOf('Size at Least', values['minSize'] ?? 0, scope);
	const createdFrom = momentOf('Created After', values['createdAfter'], scope);
	const createdBefore = momentOf('Created Before', values['createdBefore'], scope);
	const name = nameFilterOf(values, scope);
	// Last, since it may ask.
	const folderId = 'folder' in values ? await folderIdIn(values['folder'], {}, scope) : undefined;
	return {
		name,
		...(folderId !== undefined && { folderId }),
		...(least > 0 && { minSize: least }),
		...(createdFrom !== undefined && { createdFrom }),
		...(createdBefore !== undefined && { createdBefore }),
		...(reasons.length > 0 && { reason: (code) => isAmong(reasons, code) }),
	};
}

function momentOf(label: string, value: unknown, scope: Scope): number | undefined {
	if (value === undefined || value === '') return undefined;
	const time = parsedTime(value, scope.n8n.getTimezone());
	if (time !== undefined) return time;
	throw badParameter(label, value, 'Use a date and time, such as 2026-11-01 18:00.', scope);
}
