import {
	NodeConnectionTypes,
	NodeOperationError,
	type IDataObject,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
} from 'n8n-workflow';
import { PikPakError } from '../../pikpak/errors';
import type { WatchEvent } from '../../pikpak/watch/event';
import { poll, startingPoint, type Polled, type Remembered } from '../../pikpak/watch/poll';
import { samples } from '../../pikpak/watch/samples';
import { toNodeError } from './errors';
import { connect } from './transport';
import { fields } from './trigger/fields';
import { triggerOptions, type TriggerOptions } from './trigger/options';
import { isFirstPoll, timeFor, TriggerMemory } from './trigger/memory';
import { StateStore } from './trigger/store';

export class PikPakTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'PikPak Trigger',
		name: 'pikPakTrigger',
		icon: { light: 'file:../../icons/pikpak.svg', dark: 'file:../../icons/pikpak.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["events"].join(", ") }}',
		description:
			'Starts the workflow when a download appears, comes on, finishes, fails or is gone on a PikPak drive',
		defaults: { name: 'PikPak Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'pikPakApi', required: true }],
		properties: fields,
	};

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		const find = this.getMode() === 'manual' ? sample : pollAlone;
		try {
			const found = await find(this, triggerOptions(this));
			return found.length === 0 ? null : [found.map((event) => ({ json: itemOf(event) }))];
		} catch (thrown) {
			throw toNodeError(this.getNode(), thrown);
		}
	}
}

/** n8n starts the next poll whether or not the last one has ended; both would find the same events. */
async function pollAlone(n8n: IPollFunctions, options: TriggerOptions): Promise<WatchEvent[]> {
	const memory = TriggerMemory.of(n8n);
	if (memory.isPolling) return [];
	memory.isPolling = true;
	return await pollOnce(n8n, options, memory).finally(() => (memory.isPolling = false));
}

/** Asks, compares with the state, and moves the state only when everything has been read. */
async function pollOnce(
	n8n: IPollFunctions,
	options: TriggerOptions,
	memory: TriggerMemory,
): Promise<WatchEvent[]> {
	const isFirst = isFirstPoll(n8n);
	if (isFirst) memory.failures = 0;
	const store = new StateStore(n8n);
	const remembered = store.read();
	const start = startingPoint(remembered, options, Date.now());
	if (start !== undefined) store.write({ kind: 'starting', ...start }, { emits: false });
	const deadline = Date.now() + timeFor(n8n, isFirst);
	const polled = await look(n8n, remembered, options, deadline).catch(whatPikPakRefused);
	if (polled instanceof PikPakError) {
		memory.failures += 1;
		if (
			!isTolerated(polled, n8n, {
				isFirst,
				failures: memory.failures,
				toleratedFailures: options.toleratedFailures,
			})
		)
			throw polled;
		n8n.logger.warn(`${n8n.getNode().name} asks PikPak again later: ${polled.message}`);
		return [];
	}
	memory.failures = 0;
	for (const warning of polled.warnings) memory.warn(n8n, warning);
	const emits = polled.events.length > 0;
	store.write({ kind: 'watching', state: polled.state }, { emits });
	return polled.events;
}

async function look(
	n8n: IPollFunctions,
	remembered: Remembered,
	options: TriggerOptions,
	deadline: number,
): Promise<Polled> {
	const drive = await connect(n8n);
	return await poll({ ...drive, now: Date.now, deadline }, remembered, options);
}

function whatPikPakRefused(error: unknown): PikPakError {
	if (error instanceof PikPakError) return error;
	throw error;
}

/**
 * n8n 2 gives a trigger up whose first poll fails, even beyond a restart, and shows it as published all the same. So that one
 * fails only for what a person must mend who is there to see it; what else is wrong, the next poll tells.
 */
function isTolerated(
	{ retry }: PikPakError,
	n8n: IPollFunctions,
	at: { isFirst: boolean; failures: number; toleratedFailures: number },
): boolean {
	const isUnattended = ['init', 'leadershipChange'].includes(n8n.getActivationMode());
	if (at.isFirst) return retry !== 'never' || isUnattended;
	return retry !== 'never' && at.failures <= at.toleratedFailures;
}

/** What "Fetch Test Event" shows: the newest real task for each chosen event. */
async function sample(n8n: IPollFunctions, options: TriggerOptions): Promise<WatchEvent[]> {
	const { call } = await connect(n8n);
	const found = await samples(call, options, Date.now());
	if (found.length > 0) return found;
	const filters = Object.keys(n8n.getNodeParameter('filters', {}) as object);
	throw new NodeOperationError(n8n.getNode(), 'No task on this drive fits the chosen events yet.', {
		description: [
			'Start a download in PikPak, or choose other events or filters, then fetch again.',
			`Chosen: ${[...options.events].join(', ')}${filters.length > 0 ? `; filters: ${filters.join(', ')}` : ''}.`,
			...(options.events.has('task.removed')
				? ['A download that was removed leaves nothing that could be shown as an example.']
				: []),
		].join(' '),
	});
}

function itemOf({ event, eventId, occurredAt, task, milestone }: WatchEvent): IDataObject {
	return {
		event,
		eventId,
		occurredAt: new Date(occurredAt).toISOString(),
		...(milestone !== undefined && { milestone }),
		task: { ...task },
	};
}
