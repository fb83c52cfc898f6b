import {
	NodeConnectionTypes,
	type IDataObject,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
} from 'n8n-workflow';
import { PikPakError } from '../../pikpak/errors';
import type { WatchEvent } from '../../pikpak/watch/event';
import { poll, startingPoint, type Polled, type Remembered } from '../../pikpak/watch/poll';
import { toNodeError } from './errors';
import { searchFolders } from './pickers/folder';
import { connect } from './transport';
import { fields } from './trigger/fields';
import { toleratedFailures, triggerOptions } from './trigger/options';
import { isFirstPoll, timeFor, TriggerMemory } from './trigger/memory';
import { sample } from './trigger/sample';
import { StateStore } from './trigger/store';

export class PikPakTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'PikPak Trigger',
		name: 'pikPakTrigger',
		icon: { light: 'file:../../icons/pikpak.svg', dark: 'file:../../icons/pikpak.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ [$parameter["events"]].flat().join(", ").replace(/task\\./g, "") }}',
		// n8n's palette has one entry for both nodes, and shows this text there.
		description:
			'Work with the downloads of a PikPak drive, or start the workflow when one appears, finishes or fails',
		defaults: { name: 'PikPak Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'pikPakApi', required: true }],
		properties: fields,
	};

	methods = { listSearch: { searchFolders } };

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		const find = this.getMode() === 'manual' ? sample : pollAlone;
		try {
			const found = await find(this);
			return found.length === 0 ? null : [found.map((event) => ({ json: itemOf(event) }))];
		} catch (thrown) {
			throw toNodeError(this.getNode(), thrown);
		}
	}
}

/**
 * n8n starts the next poll whether or not the last one has ended; both would find the same events. And when it activates a
 * workflow anew, n8n 1 emits what a poll of the old activation still finds, while the new one starts from what is saved.
 */
async function pollAlone(n8n: IPollFunctions): Promise<WatchEvent[]> {
	const memory = TriggerMemory.of(n8n);
	const isFirst = isFirstPoll(n8n);
	const activation = n8n.getWorkflowStaticData('global');
	memory.activation = activation;
	const store = new StateStore(n8n, memory);
	const remembered = store.read();
	const start = startingPoint(remembered, Date.now());
	if (start !== undefined) store.write({ kind: 'starting', ...start }, { emits: false, isFirst });
	if (memory.isPolling) {
		memory.logSkipped(n8n);
		return [];
	}
	memory.isPolling = true;
	const outcome = await look(n8n, remembered, timeFor(n8n, isFirst))
		.catch((error: unknown): Failed => ({ error }))
		.finally(() => (memory.isPolling = false));
	if (memory.activation !== activation) return [];
	if (isFirst) memory.failures = 0;
	if ('error' in outcome) {
		memory.failures += 1;
		if (!isTolerated(outcome, n8n, memory, isFirst))
			throw toNodeError(n8n.getNode(), outcome.error);
		memory.logFailure(n8n, sentenceOf(outcome.error));
		return [];
	}
	memory.failures = 0;
	for (const warning of outcome.warnings) memory.warn(n8n, warning);
	const { state, events } = outcome;
	store.write({ kind: 'watching', state }, { emits: events.length > 0, isFirst });
	return events;
}

interface Failed {
	error: unknown;
}

/** Asks and compares. Moves nothing: the state is moved once everything has been read. */
async function look(n8n: IPollFunctions, remembered: Remembered, timeMs: number): Promise<Polled> {
	const deadline = Date.now() + timeMs;
	const drive = await connect(n8n);
	const options = await triggerOptions(n8n, drive.call);
	return await poll({ ...drive, now: Date.now, deadline }, remembered, options);
}

/**
 * n8n 2 gives a trigger up whose first poll fails, even beyond a restart, and shows it as published all the same. So that one
 * fails only for what a person must mend who is there to see it; what else is wrong, the next poll tells.
 */
function isTolerated(
	{ error }: Failed,
	n8n: IPollFunctions,
	{ failures }: TriggerMemory,
	isFirst: boolean,
): boolean {
	const isUnattended = ['init', 'leadershipChange'].includes(n8n.getActivationMode());
	if (isFirst && isUnattended) return true;
	const canPass = error instanceof PikPakError && error.retry !== 'never';
	return canPass && (isFirst || failures <= toleratedFailures(n8n));
}

/** Without the link of a verification, which holds a token: it has no place in a log. */
function sentenceOf(error: unknown): string {
	if (error instanceof PikPakError) return `${error.meaning} ${error.advice}`;
	return error instanceof Error ? error.message : String(error);
}

function itemOf({ event, eventId, occurredAt, task, milestone }: WatchEvent): IDataObject {
	// In the order in which the editor's table has room for them: what a person looks for comes first.
	return {
		event,
		occurredAt: new Date(occurredAt).toISOString(),
		...(milestone !== undefined && { milestone }),
		task: { ...task },
		eventId,
	};
}
