import {
	NodeConnectionTypes,
	NodeOperationError,
	type IDataObject,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
} from 'n8n-workflow';
import { simplifyTask } from '../../pikpak/tasks';
import { lookForMissing, observe, watchedTasks } from '../../pikpak/watch/observe';
import {
	reduce,
	sampleOf,
	TASK_EVENTS,
	type TaskEvent,
	type WatchEvent,
} from '../../pikpak/watch/reduce';
import { readState, writeState } from '../../pikpak/watch/state';
import { toNodeError } from './errors';
import { someChoices } from './parameters';
import { connect } from './transport';

export class PikPakTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'PikPak Trigger',
		name: 'pikPakTrigger',
		icon: { light: 'file:../../icons/pikpak.svg', dark: 'file:../../icons/pikpak.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["events"].join(", ") }}',
		description: 'Starts the workflow when a download appears, finishes or fails on a PikPak drive',
		defaults: { name: 'PikPak Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'pikPakApi', required: true }],
		properties: [
			{
				displayName: 'Events',
				name: 'events',
				type: 'multiOptions',
				required: true,
				default: ['task.created', 'task.failed'],
				description: 'What starts the workflow. Each event becomes one item.',
				options: [
					{
						name: 'Task Completed',
						value: 'task.completed',
						description: 'A download has finished',
					},
					{
						name: 'Task Created',
						value: 'task.created',
						description: 'A new download has appeared, whoever started it',
					},
					{
						name: 'Task Failed',
						value: 'task.failed',
						description: 'A download has failed, for the first time or after a retry',
					},
				],
			},
		],
	};

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		const find = this.getMode() === 'manual' ? sample : pollAlone;
		try {
			const found = await find(this, chosenEvents(this));
			return found.length === 0 ? null : [found.map((event) => ({ json: itemOf(event) }))];
		} catch (thrown) {
			throw toNodeError(this.getNode(), thrown);
		}
	}
}

function chosenEvents(n8n: IPollFunctions): ReadonlySet<TaskEvent> {
	const events = n8n.getNodeParameter('events');
	return new Set(someChoices('Events', events, TASK_EVENTS, { n8n }));
}

/** n8n starts the next poll whether or not the last one has ended; both would find the same events. */
const polling = new Set<string>();

async function pollAlone(
	n8n: IPollFunctions,
	events: ReadonlySet<TaskEvent>,
): Promise<WatchEvent[]> {
	const trigger = `${String(n8n.getWorkflow().id)}:${n8n.getNode().id}`;
	if (polling.has(trigger)) return [];
	polling.add(trigger);
	return await poll(n8n, events).finally(() => polling.delete(trigger));
}

/** Asks, compares with the state, and moves the state only when everything has been read. */
async function poll(n8n: IPollFunctions, events: ReadonlySet<TaskEvent>): Promise<WatchEvent[]> {
	const { call, accountId } = await connect(n8n);
	const seen = await observe(call);
	const account = await accountId();
	const staticData = n8n.getWorkflowStaticData('node');
	const stored = readState(staticData['state']);
	const state = stored?.account === account ? stored : undefined;
	if (state === undefined && staticData['state'] !== undefined) {
		n8n.logger.warn(
			'PikPak Trigger starts afresh: its state is of another account or cannot be read.',
		);
	}
	const missing = await lookForMissing(call, state, seen);
	const reduced = reduce(state, [...seen, ...missing], { account, events });
	staticData['state'] = writeState(reduced.state);
	return reduced.events;
}

/** What "Fetch Test Event" shows: the newest real task for each chosen event. */
async function sample(n8n: IPollFunctions, events: ReadonlySet<TaskEvent>): Promise<WatchEvent[]> {
	const { call } = await connect(n8n);
	const samples = await sampleOf(watchedTasks(call), events);
	if (samples.length > 0) return samples;
	throw new NodeOperationError(n8n.getNode(), 'No task on this drive fits the chosen events yet.', {
		description: `Start a download in PikPak, or choose other events, then fetch again. Chosen: ${[...events].join(', ')}.`,
	});
}

function itemOf({ event, eventId, occurredAt, task }: WatchEvent): IDataObject {
	return {
		event,
		eventId,
		occurredAt: new Date(occurredAt).toISOString(),
		task: { ...simplifyTask(task) },
	};
}
