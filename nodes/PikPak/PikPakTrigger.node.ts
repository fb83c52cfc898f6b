import {
	NodeConnectionTypes,
	NodeOperationError,
	type IDataObject,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
} from 'n8n-workflow';
import { getTask, listTasks, simplifyTask } from '../../pikpak/tasks';
import { reduce, sampleOf, type TaskEvent, type WatchEvent } from '../../pikpak/watch/reduce';
import { readState, writeState, type WatchState } from '../../pikpak/watch/state';
import type { WireTask } from '../../pikpak/wire';
import { toNodeError } from './errors';
import { connect, type Drive } from './transport';

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
		const events = new Set(this.getNodeParameter('events') as TaskEvent[]);
		const run = this.getMode() === 'manual' ? sample : pollOnce;
		try {
			const found = await run(this, events);
			return found.length === 0 ? null : [found.map((event) => ({ json: itemOf(event) }))];
		} catch (thrown) {
			throw toNodeError(this.getNode(), thrown);
		}
	}
}

/** Asks, compares with the state, and moves the state only when everything has been read. */
async function pollOnce(
	n8n: IPollFunctions,
	events: ReadonlySet<TaskEvent>,
): Promise<WatchEvent[]> {
	const drive = await connect(n8n);
	const staticData = n8n.getWorkflowStaticData('node');
	const stored = readState(staticData['state']);
	const state = stored?.account === drive.account ? stored : undefined;
	if (state === undefined && staticData['state'] !== undefined) {
		n8n.logger.warn(
			'PikPak Trigger starts afresh: its state is of another account or cannot be read.',
		);
	}
	const reduced = reduce(state, await observe(drive, state), { account: drive.account, events });
	staticData['state'] = writeState(reduced.state);
	return reduced.events;
}

/**
 * All tasks of the account. They are listed without their files: with them, a finished task turns into a failed one when
 * its file is deleted.
 */
async function observe({ call }: Drive, state: WatchState | undefined): Promise<WireTask[]> {
	const seen = new Map<string, WireTask>();
	for await (const task of listTasks(call, ALL_TASKS)) seen.set(task.id, task);
	// A list that is read while it changes can miss a task, so one that should be there is asked for.
	const missing = [...(state?.unfinished.keys() ?? [])].filter((id) => !seen.has(id));
	for (const id of missing) {
		const task = await getTask(call, id);
		if (task !== undefined) seen.set(id, task);
	}
	return [...seen.values()];
}

const ALL_TASKS = {
	phases: [],
	type: 'offline',
	thumbnailSize: 'small',
	withReferenceResource: false,
} as const;

/** What "Fetch Test Event" shows: the newest real task for each chosen event. */
async function sample(n8n: IPollFunctions, events: ReadonlySet<TaskEvent>): Promise<WatchEvent[]> {
	const { call } = await connect(n8n);
	const samples = await sampleOf(listTasks(call, ALL_TASKS), events);
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
