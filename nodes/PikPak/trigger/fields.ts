import type { INodeProperties } from 'n8n-workflow';

const events: INodeProperties = {
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
		'The per cent to report, from 1 to 99, separated by commas. A download that finishes at once has reached them all.',
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
			description: 'Report what has become of some of the downloads that are there',
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
	description: 'Downloads created after this time count as new',
	displayOptions: { show: { onActivation: ['since'] } },
};

const maxEvents: INodeProperties = {
	displayName: 'Max Events Per Poll',
	name: 'maxEvents',
	type: 'number',
	typeOptions: { minValue: 0 },
	default: 0,
	description:
		'The most events that start the workflow at once; the others wait for the next polls, oldest first. 1 gives one execution per event, 0 means no limit.',
};

const filters: INodeProperties = {
	displayName: 'Filters',
	name: 'filters',
	type: 'collection',
	placeholder: 'Add filter',
	default: {},
	description:
		'Which downloads count. What PikPak does not tell excludes nothing, such as the size before a download runs.',
	options: [
		{
			displayName: 'Failure Reasons',
			name: 'reasons',
			type: 'multiOptions',
			default: [],
			description: 'Which failures to report. Other events are not affected.',
			options: [
				{ name: 'Content Refused', value: 'content_refused' },
				{ name: 'Could Not Be Saved', value: 'save_failed' },
				{ name: 'Daily Limit Reached', value: 'task_daily_create_limit' },
				{ name: 'Drive Full', value: 'file_space_not_enough' },
				{ name: 'File Deleted', value: 'task_file_deleted' },
				{ name: 'Link Cannot Be Downloaded', value: 'task_url_resolve_error' },
				{ name: 'Other', value: 'unknown' },
				{ name: 'Taken for Advertising', value: 'file_maybe_ads' },
			],
		},
		{
			displayName: 'Folder',
			name: 'folder',
			type: 'resourceLocator',
			default: { mode: 'id', value: '' },
			description:
				'The folder that the file is saved in; its subfolders are others. A failed download whose folder PikPak does not tell any more is let through.',
			modes: [
				{
					displayName: 'By ID',
					name: 'id',
					type: 'string',
					hint: 'The parent folder ID of a task or file; "root" for the top of the drive',
					placeholder: 'e.g. VNfolder00000000000000000o1',
				},
			],
		},
		{
			displayName: 'Maximum Size (MB)',
			name: 'maxSize',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: 0,
			description: 'Leave out what is larger, in millions of bytes. 0 means no limit.',
		},
		{
			displayName: 'Minimum Size (MB)',
			name: 'minSize',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: 0,
			description: 'Leave out what is smaller, in millions of bytes',
		},
		{
			displayName: 'Name Contains',
			name: 'nameContains',
			type: 'string',
			default: '',
			placeholder: 'e.g. 1080p',
			description: 'A part of the name, in capitals or small letters',
		},
		{
			displayName: 'Name Matches',
			name: 'nameMatches',
			type: 'string',
			default: '',
			placeholder: 'e.g. S\\d+E\\d+.*\\.mkv$',
			description:
				'A regular expression for a part of the name, in capitals or small letters. References back and looking around are not possible.',
		},
		{
			displayName: 'Sources',
			name: 'sources',
			type: 'multiOptions',
			default: [],
			description: 'What kind of link was submitted',
			options: [
				{ name: 'Ed2k', value: 'ed2k' },
				{ name: 'Magnet', value: 'magnet' },
				{ name: 'Other', value: 'other' },
				{ name: 'Web Address', value: 'web' },
			],
		},
	],
};

const options: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	description: 'Further choices',
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
