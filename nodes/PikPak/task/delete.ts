import type { INodeProperties } from 'n8n-workflow';
import { PikPakError } from '../../../pikpak/errors';
import { deleteTasks } from '../../../pikpak/tasks/remove';
import { Failed, type Operation, type Share } from '../operation';
import { onOrOff } from '../parameters';
import { taskIdsOf, taskPicker } from '../pickers/task';

const fields: INodeProperties[] = [
	taskPicker({
		displayName: 'Task',
		name: 'task',
		required: true,
		description:
			'The task to delete, or several by their IDs. PikPak does not say whether it had a task of that ID.',
	}),
	{
		displayName: 'Delete Files',
		name: 'deleteFiles',
		type: 'boolean',
		default: false,
		description:
			'Whether to delete the downloaded files too, for good. If off, the files of finished tasks stay on the drive; what an unfinished task has downloaded so far is lost in any case.',
	},
];

export const remove: Operation = {
	value: 'delete',
	name: 'Delete',
	action: 'Delete tasks and cancel unfinished ones',
	description:
		'Delete tasks by their IDs, with the files of finished ones only if chosen. Unfinished ones are cancelled.',
	fields,
	changed: () => true,
	async share(scope): Promise<Share<'done' | PikPakError>> {
		const { n8n, call, itemIndex } = scope;
		const deleteFiles = onOrOff(
			'Delete Files',
			n8n.getNodeParameter('deleteFiles', itemIndex),
			scope,
		);
		return {
			ids: taskIdsOf(scope, 'task'),
			options: { deleteFiles },
			runAll: async (ids) => await deleteTasks(call, ids, deleteFiles),
			tell: (done, id) =>
				done instanceof PikPakError ? new Failed(done, { id }) : { id, deleted: true },
		};
	},
};
