import type { IDataObject } from 'n8n-workflow';
import { simplifyMember, taskMembers } from '../../../pikpak/tasks/members';
import type { WireMember } from '../../../pikpak/wire';
import { oneByOne } from '../oneByOne';
import type { Operation, Scope } from '../operation';
import { choice, positiveWholeNumber } from '../parameters';
import { taskIdsOf, taskPicker } from '../pickers/task';

export const listStatuses: Operation = {
	value: 'listStatuses',
	name: 'List Statuses',
	action: 'List statuses of task files',
	description: 'List size and phase of each file in a download; PikPak does not tell their names',
	fields: [
		taskPicker({
			displayName: 'Task',
			name: 'task',
			required: true,
			description: 'The task whose files to look at, or several tasks by their IDs',
		}),
		{
			displayName: 'Limit',
			name: 'limit',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 50,
			description: 'Max number of results to return',
		},
		{
			displayName: 'Output',
			name: 'output',
			type: 'options',
			default: 'simplified',
			description: 'How much of each status to return',
			options: [
				{ name: 'Simplified', value: 'simplified', description: 'Task ID, size and phase' },
				{ name: 'Raw', value: 'raw', description: 'What PikPak answers, unchanged' },
			],
		},
	],
	async run(scope) {
		const { n8n, call, itemIndex } = scope;
		const present = chosenOutput(scope);
		const limit = positiveWholeNumber('Limit', n8n.getNodeParameter('limit', itemIndex), scope);
		return await oneByOne(taskIdsOf(scope, 'task'), async (taskId) => {
			const members = await taskMembers(call, taskId, limit);
			return members.map((member) => present(taskId, member));
		});
	},
};

function chosenOutput(scope: Scope): (taskId: string, member: WireMember) => IDataObject {
	const { n8n, itemIndex } = scope;
	const output = n8n.getNodeParameter('output', itemIndex);
	return choice('Output', output, ['simplified', 'raw'], scope) === 'raw'
		? (_, member) => member as IDataObject
		: (taskId, member) => ({ taskId, ...simplifyMember(member) });
}
