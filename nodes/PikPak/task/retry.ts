import { PikPakError } from '../../../pikpak/errors';
import { retryByIds, type Retried } from '../../../pikpak/tasks/retry';
import { Failed, type Operation, type Share } from '../operation';
import { onOrOff } from '../parameters';
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
				'The task to start again, or several by their IDs. One that has not failed is returned as it is.',
		}),
		...outputFields,
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			placeholder: 'Add option',
			default: {},
			options: [
				{
					displayName: 'Restart Unfinished',
					name: 'restartUnfinished',
					type: 'boolean',
					default: false,
					description:
						'Whether to start pending and running tasks again, too. They lose what they have downloaded.',
				},
			],
		},
	],
	changed: ({ retried }) => retried !== false,
	async share(scope): Promise<Share<Retried | PikPakError>> {
		const { n8n, call, itemIndex } = scope;
		const { restartUnfinished: chosen = false } = n8n.getNodeParameter('options', itemIndex, {});
		const restartUnfinished = onOrOff('Restart Unfinished', chosen, scope);
		const present = chosenOutput(scope);
		const isSimplified = n8n.getNodeParameter('output', itemIndex) === 'simplified';
		return {
			ids: taskIdsOf(scope, 'task'),
			options: { restartUnfinished },
			runAll: async (ids) => await retryByIds(call, ids, restartUnfinished),
			tell: (outcome, id) => {
				if (outcome instanceof PikPakError) return new Failed(outcome, { id });
				const { task, retried } = outcome;
				return { ...present(task), ...(isSimplified && { retried }) };
			},
		};
	},
};
