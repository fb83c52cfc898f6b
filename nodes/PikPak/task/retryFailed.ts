import type { INodeProperties } from 'n8n-workflow';
import { PikPakError } from '../../../pikpak/errors';
import type { TaskReason } from '../../../pikpak/reasonOf';
import { endedTasks, type Ended } from '../../../pikpak/tasks/ended';
import { retryTasks } from '../../../pikpak/tasks/retry';
import { simplifyTask } from '../../../pikpak/tasks/tasks';
import { FAILURE_REASONS, failureReasonsOf, isAmong } from '../failureReasons';
import { Failed, type Operation, type Outcome, type Scope } from '../operation';
import { badParameter, onOrOff, positiveWholeNumber } from '../parameters';

const fields: INodeProperties[] = [
	{
		displayName: 'Failure Reasons',
		name: 'reasons',
		type: 'multiOptions',
		default: [],
		description:
			'Which failures to retry. If none is chosen, all are retried but those where it cannot help unless something changes, such as refused content or a full drive.',
		options: [...FAILURE_REASONS],
	},
	{
		displayName: 'Retry at Most',
		name: 'retryAtMost',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 50,
		description: 'Max number of tasks to retry, beginning with the one that failed first',
	},
	{
		displayName: 'Dry Run',
		name: 'dryRun',
		type: 'boolean',
		default: false,
		description: 'Whether to retry nothing, and only return what would be retried',
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			{
				displayName: 'Failed Before (Hours)',
				name: 'failedBefore',
				type: 'number',
				typeOptions: { minValue: 1 },
				default: 1,
				description: 'Retry only what failed at least so many hours ago',
			},
			{
				displayName: 'Failed Within (Hours)',
				name: 'failedWithin',
				type: 'number',
				typeOptions: { minValue: 1 },
				default: 24,
				description: 'Retry only what failed in the last hours, so many of them',
			},
		],
	},
];

export const retryFailed: Operation = {
	value: 'retryFailed',
	name: 'Retry Failed',
	action: 'Retry all failed tasks',
	description:
		'Find failed downloads by reason and age, and start them again, until PikPak takes no more for now',
	fields,
	changed: ({ retried }) => retried === true,
	async run(scope) {
		const { ended, retryAtMost, isMeant, dryRun } = choiceOf(scope);
		const failed = await endedTasks(scope.call, ended);
		const found = failed.filter((task) => isMeant(simplifyTask(task).reason)).slice(0, retryAtMost);
		if (dryRun) {
			return found.map((task) => ({ ...simplifyTask(task), dryRun, retried: false }));
		}
		const before = new Map(found.map((task) => [task.id, task]));
		const outcomes = await retryTasks(scope.call, found);
		return [...outcomes].map(([id, outcome]): Outcome => {
			if (!(outcome instanceof PikPakError))
				return { ...simplifyTask(outcome.task), retried: outcome.retried };
			const { name } = simplifyTask(before.get(id) ?? { id });
			return new Failed(outcome, { id, name });
		});
	},
};

const HOUR_MS = 3_600_000;

function choiceOf(scope: Scope): {
	ended: Ended;
	retryAtMost: number;
	isMeant: (reason: TaskReason | null) => boolean;
	dryRun: boolean;
} {
	const { n8n, itemIndex } = scope;
	const valueOf = (name: string) => n8n.getNodeParameter(name, itemIndex);
	const { failedBefore, failedWithin } = n8n.getNodeParameter('options', itemIndex);
	const ago = (label: string, hours: unknown) =>
		Date.now() - positiveWholeNumber(label, hours, scope) * HOUR_MS;
	const reasons = failureReasonsOf(valueOf('reasons'), scope);
	if (Number(failedBefore) >= Number(failedWithin)) {
		const advice = 'Use less than in Failed Within, or nothing fits.';
		throw badParameter('Failed Before', failedBefore, advice, scope);
	}
	return {
		ended: {
			phases: ['error'],
			...(failedWithin !== undefined && { after: ago('Failed Within', failedWithin) }),
			...(failedBefore !== undefined && { until: ago('Failed Before', failedBefore) }),
		},
		retryAtMost: positiveWholeNumber('Retry at Most', valueOf('retryAtMost'), scope),
		isMeant: (reason) =>
			reasons.length > 0 ? isAmong(reasons, reason?.code ?? '') : reason?.retryable !== false,
		dryRun: onOrOff('Dry Run', valueOf('dryRun'), scope),
	};
}
