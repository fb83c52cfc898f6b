import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { waitForTasks, type Waited } from '../../../pikpak/tasks/waiting';
import type { WireTask } from '../../../pikpak/wire';
import { Failed, type Outcome, type Scope, type Share } from '../operation';
import { badParameter, choice, positiveWholeNumber } from '../parameters';
import { pauseOf } from '../pause';
import { simplified } from './output';

const SHORTEST_INTERVAL = 3;

/** How a wait for tasks goes, for every operation that can wait. */
export const waitFields: INodeProperties[] = [
	{
		displayName: 'Timeout (Minutes)',
		name: 'timeout',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 60,
		description: 'How long to wait at most. The download itself goes on after that.',
	},
	{
		displayName: 'Check Every (Seconds)',
		name: 'checkEvery',
		type: 'number',
		typeOptions: { minValue: SHORTEST_INTERVAL },
		default: 10,
		description: 'How long to pause between two looks at PikPak, at least 3 seconds',
	},
	{
		displayName: 'If It Fails or Takes Too Long',
		name: 'onFailure',
		type: 'options',
		default: 'error',
		description: 'What to do with a task that is not complete at the end',
		options: [
			{
				name: 'Fail With an Error',
				value: 'error',
				description: "Says why, and takes the error output if the node's settings provide one",
			},
			{
				name: 'Return the Task',
				value: 'return',
				description: 'As it is then, with its phase, progress and reason',
			},
		],
	},
];

const ON_FAILURE = ['error', 'return'] as const;

/** How a user wants to wait. */
export interface WaitChoice {
	timeoutMs: number;
	intervalMs: number;
	onFailure: (typeof ON_FAILURE)[number];
}

const MINUTE_MS = 60_000;

/**
 * Reads {@link waitFields}.
 *
 * @throws NodeOperationError if one of them cannot be
 */
export function waitOptionsOf(scope: Scope): WaitChoice {
	const { n8n, itemIndex } = scope;
	// n8n does not store fields that it has not shown.
	const timeout = n8n.getNodeParameter('timeout', itemIndex, 60);
	const checkEvery = n8n.getNodeParameter('checkEvery', itemIndex, 10);
	const onFailure = n8n.getNodeParameter('onFailure', itemIndex, 'error');
	const seconds = positiveWholeNumber('Check Every', checkEvery, scope);
	if (seconds < SHORTEST_INTERVAL)
		throw badParameter('Check Every', checkEvery, 'Use 3 seconds at least.', scope);
	return {
		timeoutMs: positiveWholeNumber('Timeout', timeout, scope) * MINUTE_MS,
		intervalMs: seconds * 1000,
		onFailure: choice('If It Fails or Takes Too Long', onFailure, ON_FAILURE, scope),
	};
}

/**
 * A wait for tasks, until the execution is stopped at the latest. Items with equal times share it.
 *
 * @param present what goes out of a task; its ten fields if left out
 * @returns what tells for each id: that, and as `file` what the task has made, null if it has not made any
 */
export function sharedWait(
	{ n8n, call }: Scope,
	{ onFailure, ...times }: WaitChoice,
	present: Presentation = simplified,
): Omit<Share<Waited>, 'ids'> {
	return {
		options: times,
		isWait: true,
		runAll: async (ids) =>
			await waitForTasks(call, ids, { ...times, now: Date.now, sleep: pauseOf(n8n) }),
		tell: (waited) => outcomeOf(waited, onFailure, present),
	};
}

type Presentation = (task: WireTask) => IDataObject;

function outcomeOf(
	waited: Waited,
	onFailure: WaitChoice['onFailure'],
	present: Presentation,
): Outcome {
	const { kind, task } = waited;
	if (kind === 'complete') return { ...present(task), file: waited.file as IDataObject | null };
	if (kind !== 'lost' && onFailure === 'return') return { ...present(task), file: null };
	const { id, name, phase, progress, reason } = simplified(task);
	return new Failed(waited.error, phase === '' ? { id } : { id, name, phase, progress, reason });
}
