import type { IPollFunctions } from 'n8n-workflow';
import type { Call } from '../../../pikpak/call';
import type { OnActivation } from '../../../pikpak/watch/begin';
import { TASK_EVENTS } from '../../../pikpak/watch/event';
import { SEARCHED_AT_MOST } from '../../../pikpak/watch/observe';
import type { PollOptions } from '../../../pikpak/watch/poll';
import {
	badParameter,
	choice,
	parsedTime,
	positiveWholeNumber,
	someChoices,
	textOf,
	wholeNumber,
} from '../parameters';
import { filterOf } from './filters';

const MINUTE_MS = 60_000;

/**
 * Reads the parameters of the trigger. The drive is asked for the path of a folder, if there is one.
 *
 * @throws NodeOperationError if one of them cannot be, PikPakError if the folder does not exist
 */
export async function triggerOptions(n8n: IPollFunctions, call: Call): Promise<PollOptions> {
	const asker = { n8n };
	const events = new Set(someChoices('Events', n8n.getNodeParameter('events'), TASK_EVENTS, asker));
	// Wrong values are told before anything is asked.
	toleratedFailures(n8n);
	const others = {
		events,
		milestones: events.has('task.progressed') ? milestonesOf(n8n) : [],
		stalledAfterMs: events.has('task.stalled')
			? MINUTE_MS *
				positiveWholeNumber('Stalled After', n8n.getNodeParameter('stalledAfter', 60), asker)
			: Infinity,
		onActivation: onActivationOf(n8n),
		maxEvents:
			wholeNumber('Max Events Per Poll', n8n.getNodeParameter('maxEvents', 0), asker) || Infinity,
	};
	return { ...others, filter: await filterOf(n8n, call) };
}

const MILESTONES_AT_MOST = 20;

/**
 * Polls in a row that may fail for a reason that can pass by itself.
 *
 * @throws NodeOperationError if it is no whole number
 */
export function toleratedFailures(n8n: IPollFunctions): number {
	const { toleratedFailures: value = 3 } = n8n.getNodeParameter('options', {}) as {
		toleratedFailures?: unknown;
	};
	return wholeNumber('Failed Polls to Tolerate', value, { n8n });
}

function milestonesOf(n8n: IPollFunctions): number[] {
	const value = n8n.getNodeParameter('milestones', '50');
	const numbers = textOf(value)
		.split(/[\s,;%]+/)
		.filter((part) => part !== '')
		.map(Number);
	const sorted = [...new Set(numbers)].sort((one, other) => one - other);
	const areFine = sorted.every((number) => Number.isInteger(number) && number >= 1 && number <= 99);
	if (areFine && sorted.length > 0 && sorted.length <= MILESTONES_AT_MOST) return sorted;
	throw badParameter(
		'Milestones',
		value,
		'Use up to 20 whole numbers from 1 to 99, separated by commas, such as 25, 50, 75.',
		{ n8n },
	);
}

function onActivationOf(n8n: IPollFunctions): OnActivation {
	const kinds = ['fromNow', 'newest', 'since'] as const;
	const kind = choice('On Activation', n8n.getNodeParameter('onActivation', 'fromNow'), kinds, {
		n8n,
	});
	switch (kind) {
		case 'fromNow':
			return { kind };
		case 'newest': {
			const value = n8n.getNodeParameter('newest', 10);
			const count = positiveWholeNumber('Newest Downloads', value, { n8n });
			if (count <= SEARCHED_AT_MOST) return { kind, count };
			throw badParameter('Newest Downloads', value, 'Use a whole number from 1 to 1000.', { n8n });
		}
		case 'since':
			return { kind, ...sinceOf(n8n) };
	}
}

function sinceOf(n8n: IPollFunctions): { time: number; typed: string } {
	const value = n8n.getNodeParameter('since', '');
	const timezone = n8n.getTimezone();
	const time = parsedTime(value, timezone);
	if (time !== undefined && time <= Date.now()) return { time, typed: JSON.stringify(value) };
	const problem =
		time === undefined ? '' : `It is in the future, in the time zone ${timezone} of the workflow. `;
	const advice = `${problem}Use a date and time in the past, such as 2026-11-01 18:00.`;
	throw badParameter('Since', value, advice, { n8n });
}
