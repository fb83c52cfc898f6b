import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { listTasksThat } from '../../../pikpak/tasks/criteria';
import {
	listTasks,
	PHASES,
	THUMBNAIL_SIZES,
	TYPES,
	type TaskQuery,
} from '../../../pikpak/tasks/tasks';
import { limitFields, limitOf } from '../limit';
import type { Operation, Scope } from '../operation';
import { choice, choices, onOrOff } from '../parameters';
import { criteriaOf, filters } from './filters';
import { chosenOutput, outputFields } from './output';

const fields: INodeProperties[] = [
	{
		displayName: 'Phases',
		name: 'phases',
		type: 'multiOptions',
		default: [],
		hint: 'None chosen means all',
		description: 'Which tasks to list',
		options: [
			{ name: 'Complete', value: 'complete' },
			{ name: 'Failed', value: 'error' },
			{ name: 'Pending', value: 'pending' },
			{ name: 'Running', value: 'running' },
		],
	},
	filters,
	...limitFields,
	{
		displayName: 'Thumbnail Size',
		name: 'thumbnailSize',
		type: 'options',
		default: 'small',
		description:
			'The size of the pictures that thumbnail links lead to. Such links are in Raw and among the Selected Fields, most of them with the reference resource only.',
		options: [
			{ name: 'Large', value: 'large' },
			{ name: 'Small', value: 'small' },
		],
	},
	...outputFields,
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			{
				displayName: 'Type',
				name: 'type',
				type: 'options',
				default: 'offline',
				description: 'Which kind of task to list',
				options: [
					{ name: 'All', value: 'all', description: 'Tasks of every kind' },
					{
						name: 'Offline Download',
						value: 'offline',
						description: 'Downloads of magnets and links',
					},
					{ name: 'Upload', value: 'upload', description: 'Uploads to the drive' },
				],
			},
			{
				displayName: 'With Reference Resource',
				name: 'withReferenceResource',
				type: 'boolean',
				default: false,
				description:
					'Whether to include the file that a task made, with its thumbnail. PikPak then lists a finished task as failed once its file is deleted.',
			},
		],
	},
];

export const list: Operation = {
	value: 'list',
	name: 'List',
	action: 'List tasks',
	description: 'List downloads with their state, newest first',
	fields,
	async run(scope) {
		const query = queryOf(scope);
		const limit = limitOf(scope);
		const present = chosenOutput(scope);
		const criteria = await criteriaOf(scope);
		const tasks: IDataObject[] = [];
		const found =
			criteria === undefined
				? listTasks(scope.call, query, limit)
				: listTasksThat(scope.call, query, criteria, limit);
		for await (const page of found) for (const task of page) tasks.push(present(task));
		return tasks;
	},
};

function queryOf(scope: Scope): TaskQuery {
	const { n8n, itemIndex } = scope;
	const options = n8n.getNodeParameter('options', itemIndex);
	const { type = 'offline', withReferenceResource = false } = options;
	return {
		phases: choices('Phases', n8n.getNodeParameter('phases', itemIndex), PHASES, scope),
		type: choice('Type', type, TYPES, scope),
		thumbnailSize: choice(
			'Thumbnail Size',
			n8n.getNodeParameter('thumbnailSize', itemIndex),
			THUMBNAIL_SIZES,
			scope,
		),
		withReferenceResource: onOrOff('With Reference Resource', withReferenceResource, scope),
	};
}
