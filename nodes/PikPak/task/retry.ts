import { PikPakError } from '../../../pikpak/errors';
import { retryTasks } from '../../../pikpak/tasks/retry';
import { Failed, type Operation, type Outcome } from '../operation';
import { taskIdsOf, taskPicker } from '../pickers/task';
import { chosenOutput, outputFields } from './output';

export const retry: Operation = {
	value: 'retry',
	name: 'Retry',
	action: 'Retry tasks that have failed',
	description: 'Start failed downloads again, each by its ID, which it keeps',
	fields: [
		taskPicker({
			displayName: 'Task',
			name: 'task',
			required: true,
			description:
				'The task to start again, or several by their IDs. One that is still running begins anew, and loses what it has downloaded.',
		}),
		...outputFields,
	],
	changed: () => true,
	async share(scope) {
		const { n8n, call, itemIndex } = scope;
		const present = chosenOutput(scope);
		return {
			ids: taskIdsOf(scope, 'task'),
			options: {
				output: n8n.getNodeParameter('output', itemIndex),
				fields: n8n.getNodeParameter('fields', itemIndex, []),
			},
			runAll: async (ids) => {
				const outcomes = await retryTasks(call, ids);
				return new Map<string, Outcome>(
					[...outcomes].map(([id, outcome]) => [
						id,
						outcome instanceof PikPakError ? new Failed(outcome, { id }) : present(outcome),
					]),
				);
			},
		};
	},
};
