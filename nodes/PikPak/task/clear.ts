import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { PikPakError } from '../../../pikpak/errors';
import { endedTasks, type Ended } from '../../../pikpak/tasks/ended';
import { deleteTasks } from '../../../pikpak/tasks/remove';
import { simplifyTask, type Task } from '../../../pikpak/tasks/tasks';
import { Failed, type Operation, type Scope } from '../operation';
import { onOrOff, someChoices, wholeNumber } from '../parameters';

const PHASES = ['complete', 'error'] as const;

const fields: INodeProperties[] = [
	{
		displayName: 'Phases',
		name: 'phases',
		type: 'multiOptions',
		required: true,
		default: ['complete'],
		description: 'Which tasks to clear. With a failed one its link is gone from the list too.',
		options: [
			{ name: 'Complete', value: 'complete' },
			{ name: 'Failed', value: 'error' },
		],
	},
	{
		displayName: 'Older Than (Days)',
		name: 'olderThan',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 0,
		description: 'Clear only what finished or failed so many days ago. 0 clears it all.',
	},
	{
		displayName: 'Delete Files',
		name: 'deleteFiles',
		type: 'boolean',
		default: false,
		description:
			'Whether to delete the downloaded files too, for good. If off, they stay on the drive, and only the tasks go.',
	},
	{
		displayName: 'Dry Run',
		name: 'dryRun',
		type: 'boolean',
		default: true,
		description: 'Whether to delete nothing, and only return what would be deleted',
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			{
				displayName: 'Clear at Most',
				name: 'clearAtMost',
				type: 'number',
				typeOptions: { minValue: 0 },
				default: 0,
				description:
					'Max number of tasks to clear, beginning with the one that ended first. 0 means no limit.',
			},
		],
	},
];

export const clear: Operation = {
	value: 'clear',
	name: 'Clear',
	action: 'Clear finished tasks from list',
	description:
		'Delete all finished or failed tasks, with their files only if chosen. A dry run until you turn that off.',
	fields,
	changed: ({ deleted }) => deleted === true,
	async run(scope) {
		const { ended, clearAtMost, deleteFiles, dryRun } = choiceOf(scope);
		const found = (await endedTasks(scope.call, ended)).slice(0, clearAtMost).map(simplifyTask);
		if (dryRun) return found.map(wouldBeDeleted);
		const ids = found.map(({ id }) => id);
		const outcomes = await deleteTasks(scope.call, ids, deleteFiles);
		return found.map(({ id, name }) => {
			const outcome = outcomes.get(id);
			if (outcome instanceof PikPakError) return new Failed(outcome, { id, name });
			return { id, name, deleted: true };
		});
	},
};

function wouldBeDeleted({ id, name, phase, size, updatedAt }: Task): IDataObject {
	return { id, name, phase, size, updatedAt, dryRun: true, deleted: false };
}

const DAY_MS = 86_400_000;

function choiceOf(scope: Scope): {
	ended: Ended;
	clearAtMost: number;
	deleteFiles: boolean;
	dryRun: boolean;
} {
	const { n8n, itemIndex } = scope;
	const valueOf = (name: string) => n8n.getNodeParameter(name, itemIndex);
	const { clearAtMost = 0 } = n8n.getNodeParameter('options', itemIndex);
	const days = wholeNumber('Older Than', valueOf('olderThan'), scope);
	return {
		ended: {
			phases: someChoices('Phases', valueOf('phases'), PHASES, scope),
			...(days > 0 && { until: Date.now() - days * DAY_MS }),
		},
		clearAtMost: wholeNumber('Clear at Most', clearAtMost, scope) || Infinity,
		deleteFiles: onOrOff('Delete Files', valueOf('deleteFiles'), scope),
		dryRun: onOrOff('Dry Run', valueOf('dryRun'), scope),
	};
}
