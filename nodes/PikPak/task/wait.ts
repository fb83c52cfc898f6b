import type { Operation } from '../operation';
import { taskIdsOf, taskPicker } from '../pickers/task';
import { waitedFor, waitFields, waitOptionsOf } from './waiting';

export const wait: Operation = {
	value: 'wait',
	name: 'Wait',
	action: 'Wait until tasks have ended',
	description: 'Wait until downloads are complete or have failed, and get what they have made',
	fields: [
		taskPicker({
			displayName: 'Task',
			name: 'task',
			required: true,
			description:
				'The task to wait for, or several by their IDs. Those of all items are waited for together.',
		}),
		...waitFields,
	],
	async share(scope) {
		const options = waitOptionsOf(scope);
		return {
			ids: taskIdsOf(scope, 'task'),
			options: { ...options },
			runAll: async (ids) => await waitedFor(scope, ids, options),
		};
	},
};
