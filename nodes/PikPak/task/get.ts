import { inTurn } from '../../../pikpak/batches';
import { PikPakError } from '../../../pikpak/errors';
import { getTask } from '../../../pikpak/tasks/tasks';
import type { WireTask } from '../../../pikpak/wire';
import { Failed, type Operation, type Share } from '../operation';
import { taskIdsOf, taskPicker } from '../pickers/task';
import { chosenOutput, outputFields } from './output';

export const get: Operation = {
	value: 'get',
	name: 'Get',
	action: 'Get tasks',
	description: 'Get the state of downloads by their IDs',
	fields: [
		taskPicker({
			displayName: 'Task',
			name: 'task',
			required: true,
			description: 'The task to get, or several by their IDs',
		}),
		...outputFields,
	],
	async share(scope): Promise<Share<WireTask | PikPakError>> {
		const { call } = scope;
		const present = chosenOutput(scope);
		return {
			ids: taskIdsOf(scope, 'task'),
			options: {},
			runAll: async (ids) => await inTurn(ids, async (id) => await getTask(call, id)),
			tell: (task, id) => (task instanceof PikPakError ? new Failed(task, { id }) : present(task)),
		};
	},
};
