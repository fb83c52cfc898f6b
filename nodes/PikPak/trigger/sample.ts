import { NodeOperationError, type INodeProperties, type IPollFunctions } from 'n8n-workflow';
import type { WatchEvent } from '../../../pikpak/watch/event';
import type { PollOptions } from '../../../pikpak/watch/poll';
import { samples } from '../../../pikpak/watch/samples';
import { connect } from '../transport';
import { events } from './fields';
import { filters } from './filters';
import { triggerOptions } from './options';

/**
 * What "Fetch Test Event" shows: the newest real task for each chosen event.
 *
 * @throws NodeOperationError if there is none, with what was looked for
 * @throws PikPakError
 */
export async function sample(n8n: IPollFunctions): Promise<WatchEvent[]> {
	const { call } = await connect(n8n);
	const options = await triggerOptions(n8n, call);
	const found = await samples(call, options, Date.now());
	if (found.length > 0) return found;
	throw new NodeOperationError(n8n.getNode(), ...nothingToShow(n8n, options));
}

function nothingToShow(
	n8n: IPollFunctions,
	options: PollOptions,
): [message: string, { description: string }] {
	const removed = nameOf(events, 'task.removed');
	const shown = [...options.events].filter((event) => event !== 'task.removed');
	if (shown.length === 0) {
		return [
			`A download that is gone leaves nothing to show, so ${removed} has no test event.`,
			{
				description:
					'Publish the workflow and delete a running download, or choose another event to fetch one.',
			},
		];
	}
	const narrowed = filtersInUse(n8n);
	const lookedFor = shown.map((event) => nameOf(events, event)).join(', ');
	return [
		narrowed.length === 0
			? 'No download on this drive shows one of the chosen events.'
			: 'No download on this drive shows one of the chosen events and passes the filters.',
		{
			description: [
				`Looked for: ${lookedFor}${narrowed.length === 0 ? '' : `; filters: ${narrowed.join(', ')}`}.`,
				'Start a download in PikPak, or change the events or filters, then fetch again. Once published, the trigger waits for them.',
				...(options.events.has('task.removed')
					? [`${removed} never has a test event, since nothing is left to show.`]
					: []),
			].join(' '),
		},
	];
}

/** The names of those filters that leave something out, as the editor has them. */
function filtersInUse(n8n: IPollFunctions): string[] {
	const chosen = n8n.getNodeParameter('filters', {}) as Record<string, unknown>;
	const folder = n8n.getNodeParameter('filters.folder', '', { extractValue: true });
	const values = Object.entries({ ...chosen, folder });
	return values.filter(([, value]) => !isBlank(value)).map(([name]) => nameOf(filters, name));
}

function isBlank(value: unknown): boolean {
	return value === '' || value === 0 || (Array.isArray(value) && value.length === 0);
}

/** @returns the name that the editor shows for an option of a field */
function nameOf({ options = [] }: INodeProperties, value: string): string {
	const found = options.find((option) => 'name' in option && optionKey(option) === value);
	if (found === undefined) return value;
	return 'displayName' in found ? found.displayName : found.name;
}

function optionKey(option: NonNullable<INodeProperties['options']>[number]): unknown {
	return 'value' in option ? option.value : option.name;
}
