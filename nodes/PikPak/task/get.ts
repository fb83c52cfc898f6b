import { getTask } from '../../../pikpak/tasks/tasks';
import { oneByOne } from '../oneByOne';
import type { Operation } from '../operation';
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
	async run(scope) {
		const present = chosenOutput(scope);
		return await oneByOne(taskIdsOf(scope, 'task'), async (id) => [
			present(await getTask(scope.call, id)),
		]);
	},
};
