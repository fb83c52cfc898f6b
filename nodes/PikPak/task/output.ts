import type { IDataObject, INodeProperties } from 'n8n-workflow';
import {
	detailTask,
	simplifyTask,
	type DetailedTask,
	type Task,
} from '../../../pikpak/tasks/tasks';
import type { WireTask } from '../../../pikpak/wire';
import type { Scope } from '../operation';
import { choice, someChoices } from '../parameters';

const FIELDS: Array<{ name: string; value: keyof DetailedTask }> = [
	{ name: 'Created At', value: 'createdAt' },
	{ name: 'File ID', value: 'fileId' },
	{ name: 'File Name', value: 'fileName' },
	{ name: 'Icon URL', value: 'iconUrl' },
	{ name: 'ID', value: 'id' },
	{ name: 'Message', value: 'message' },
	{ name: 'MIME Type', value: 'mimeType' },
	{ name: 'Name', value: 'name' },
	{ name: 'Parent Folder ID', value: 'parentFolderId' },
	{ name: 'Phase', value: 'phase' },
	{ name: 'Progress', value: 'progress' },
	{ name: 'Reason', value: 'reason' },
	{ name: 'Retries', value: 'retries' },
	{ name: 'Size', value: 'size' },
	{ name: 'Source URL', value: 'sourceUrl' },
	{ name: 'Thumbnail URL', value: 'thumbnailUrl' },
	{ name: 'Type', value: 'type' },
	{ name: 'Updated At', value: 'updatedAt' },
];

const output: INodeProperties = {
	displayName: 'Output',
	name: 'output',
	type: 'options',
	default: 'simplified',
	description: 'How much of each task to return',
	options: [
		{
			name: 'Simplified',
			value: 'simplified',
			description:
				'The ten fields that most workflows need, with plain words, numbers and UTC times',
		},
		{ name: 'Raw', value: 'raw', description: 'What PikPak answers' },
		{ name: 'Selected Fields', value: 'selectedFields', description: 'Only the fields you choose' },
	],
};

const fields: INodeProperties = {
	displayName: 'Fields',
	name: 'fields',
	type: 'multiOptions',
	default: ['id', 'name', 'phase'],
	description:
		'The fields to return. The parent folder is told only together with the reference resource, as are most MIME types and thumbnails.',
	displayOptions: { show: { output: ['selectedFields'] } },
	options: FIELDS,
};

/** The choice of what is returned of a task, for every operation that returns tasks. */
export const outputFields: INodeProperties[] = [output, fields];

const OUTPUTS = ['simplified', 'raw', 'selectedFields'] as const;
const FIELD_NAMES = FIELDS.map(({ value }) => value);

/** @returns the ten fields of a task: a new object already, since a copy would be one more for each of a long list */
export function simplified(task: WireTask): IDataObject {
	return simplifyTask(task) as Task & IDataObject;
}

/**
 * @returns how to turn a task into the output that the user chose
 * @throws NodeOperationError if the choice cannot be understood
 */
export function chosenOutput(scope: Scope): (task: WireTask) => IDataObject {
	const { n8n, itemIndex } = scope;
	switch (choice('Output', n8n.getNodeParameter('output', itemIndex), OUTPUTS, scope)) {
		case 'simplified':
			return simplified;
		case 'raw':
			return (task) => task as IDataObject;
		case 'selectedFields': {
			const names = someChoices(
				'Fields',
				n8n.getNodeParameter('fields', itemIndex),
				FIELD_NAMES,
				scope,
			);
			return (task) => {
				const details = detailTask(task);
				return Object.fromEntries(names.map((name) => [name, details[name]]));
			};
		}
	}
}
