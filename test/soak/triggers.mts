import fc from 'fast-check';
import type { WorkflowJson } from '../../scripts/n8n/rest.mjs';
import { chain } from '../support/workflows.mjs';
import { RARE, SIZES } from './lives.mjs';

const EVENTS = [
	'task.completed',
	'task.created',
	'task.failed',
	'task.progressed',
	'task.removed',
	'task.stalled',
] as const;
type Event = (typeof EVENTS)[number];

export const MILESTONES = [25, 50, 75];

interface Filters {
	nameContains?: string;
	nameMatches?: string;
	sources?: string[];
	minSize?: number;
	maxSize?: number;
	reasons?: string[];
	folder?: { __rl: true; mode: 'id'; value: string };
}

/** What one of the workflows is set to. */
export interface Trigger {
	/** Of the workflow, and of its only trigger. */
	name: string;
	events: Event[];
	onActivation:
		| { onActivation: 'fromNow' }
		| { onActivation: 'newest'; newest: number }
		| { onActivation: 'since'; since: string };
	maxEvents: number;
	filters: Filters;
	toleratedFailures: number;
	hasNextNode: boolean;
}

const MEGABYTE = 1_000_000;

/**
 * Draws what workflows are set to; the first one is told everything.
 *
 * @param folderId where all files are saved
 * @param since a moment between the tasks that are there at the beginning
 */
export function drawTriggers(
	seed: number,
	count: number,
	{ folderId, since }: { folderId: string; since: number },
): Trigger[] {
	const filters: fc.Arbitrary<Filters> = fc.constantFrom(
		{},
		{},
		{ nameContains: '1080P' },
		{ nameMatches: '^\\d+ s01e0[1-5]' },
		{ sources: ['magnet', 'ed2k'] },
		{ minSize: SIZES.middle / MEGABYTE },
		{ maxSize: SIZES.middle / MEGABYTE, nameContains: 'mkv' },
		{ reasons: ['save_failed', 'file_maybe_ads'] },
		{ folder: { __rl: true, mode: 'id', value: folderId } },
	);
	const trigger = fc.record({
		events: fc.oneof<Array<fc.Arbitrary<Event[]>>>(
			fc.constant([...EVENTS]),
			fc.subarray([...EVENTS], { minLength: 2 }),
			// Stalling is allowed to come late: not alone.
			fc.constantFrom(...EVENTS.slice(0, -1)).map((event): Event[] => [event]),
		),
		onActivation: fc.constantFrom<Trigger['onActivation']>(
			{ onActivation: 'fromNow' },
			{ onActivation: 'fromNow' },
			{ onActivation: 'newest', newest: 3 },
			{ onActivation: 'since', since: new Date(since).toISOString() },
		),
		pace: fc.oneof(
			{ weight: 2, arbitrary: filters.map((chosen) => ({ maxEvents: 0, filters: chosen })) },
			// What waits must fit into the state: downloads that are few.
			fc.constantFrom(1, 5).map((maxEvents) => ({ maxEvents, filters: { nameContains: RARE } })),
		),
		toleratedFailures: fc.constantFrom(0, 3, 1000),
		hasNextNode: fc.boolean(),
	});
	return fc.sample(trigger, { seed, numRuns: count }).map(({ pace, ...drawn }, index) => ({
		...drawn,
		...(index === 0 ? { events: [...EVENTS], maxEvents: 0, filters: {} } : pace),
		name: `Soak ${String(index)}`,
	}));
}

/** The workflow of such a trigger. */
export function workflowOf(trigger: Trigger, credentialId: string): WorkflowJson {
	const { name, events, onActivation, maxEvents, filters, toleratedFailures, hasNextNode } =
		trigger;
	const node = {
		name,
		type: 'n8n-nodes-pikpak.pikPakTrigger',
		parameters: {
			pollTimes: { item: [{ mode: 'everyMinute' }] },
			events,
			milestones: MILESTONES.join(', '),
			stalledAfter: 1,
			...onActivation,
			maxEvents,
			filters,
			options: { toleratedFailures },
		},
		credentialId,
	};
	const next = { name: 'No Operation', type: 'n8n-nodes-base.noOp' };
	return { ...chain(node, ...(hasNextNode ? [next] : [])), name };
}
