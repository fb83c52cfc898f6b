import type { INodeProperties } from 'n8n-workflow';
import { filters } from './filters';

/** The choice of events. */
export const events: INodeProperties = {
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
		{
			name: 'Task Progressed',
			value: 'task.progressed',
			description: 'A download has reached one of your milestones',
		},
		{
			name: 'Task Removed',
			value: 'task.removed',
			description: 'An unfinished download is gone, and there is no finished file of it',
		},
		{
			name: 'Task Stalled',
			value: 'task.stalled',
			description: 'A download has made no progress for as long as you say',
		},
	],
};

const milestones: INodeProperties = {
	displayName: 'Milestones',
	name: 'milestones',
	type: 'string',
	default: '50',
	placeholder: 'e.g. 25, 50, 75',
	description:
		'Percentages to report, from 1 to 99, separated by commas. A download that finishes at once has reached them all.',
	displayOptions: { show: { events: ['task.progressed'] } },
};

const stalledAfter: INodeProperties = {
	displayName: 'Stalled After (Minutes)',
	name: 'stalledAfter',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 60,
	description: 'How long a download makes no progress until it counts as stalled',
	displayOptions: { show: { events: ['task.stalled'] } },
};

const onActivation: INodeProperties = {
	displayName: 'On Activation',
	name: 'onActivation',
	type: 'options',
	noDataExpression: true,
	default: 'fromNow',
	description:
		'What to report of the time before the workflow is published for the first time, or for the first time with another choice here. Later the trigger goes on where it was.',
	options: [
		{
			name: 'Start From Now',
			value: 'fromNow',
			description: 'Report only what happens from now on',
		},
		{
			name: 'Also Report the Newest Downloads',
			value: 'newest',
			description: 'Report what has become of the newest of the downloads that are there',
		},
		{
			name: 'Also Report Everything Since a Time',
			value: 'since',
			description: 'Report what has become of every download created since then',
		},
	],
};

const newest: INodeProperties = {
	displayName: 'Newest Downloads',
	name: 'newest',
	type: 'number',
	noDataExpression: true,
	typeOptions: { minValue: 1, maxValue: 1000 },
	default: 10,
	description:
		'How many of the newest downloads to report to which a chosen event has happened, among the newest 1,000',
	displayOptions: { show: { onActivation: ['newest'] } },
};

const since: INodeProperties = {
	displayName: 'Since',
	name: 'since',
	type: 'dateTime',
	noDataExpression: true,
	default: '',
	required: true,
	description:
		'Downloads created after this time count as new. It is a time in the time zone of the workflow (Settings → Timezone).',
	displayOptions: { show: { onActivation: ['since'] } },
};

const maxEvents: INodeProperties = {
	displayName: 'Max Events Per Poll',
	name: 'maxEvents',
	type: 'number',
	typeOptions: { minValue: 0 },
	default: 0,
	hint: '0 means no limit',
	description:
		'The most events that start the workflow at once; the others wait for the next polls, oldest first. 1 gives one execution per event.',
};

const options: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	options: [
		{
			displayName: 'Failed Polls to Tolerate',
			name: 'toleratedFailures',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: 3,
			description:
				'How many polls in a row may fail for a reason that can pass by itself, until one counts as a failed execution. Nothing is lost meanwhile. 0 reports each.',
		},
	],
};

/** The parameters of the trigger, in the order of the editor. */
export const fields: INodeProperties[] = [
	events,
	milestones,
	stalledAfter,
	onActivation,
	newest,
	since,
	maxEvents,
	filters,
	options,
];
