import type { INodeParameters } from 'n8n-workflow';
import { PolledTrigger } from '../../support/polledTrigger.mjs';

/** What n8n shows for bad parameters; PikPak is not asked. */
const refusalOf = async (parameters: INodeParameters) => {
	const trigger = await PolledTrigger.make({ events: ['task.created'], ...parameters });
	const refusal = await trigger.poll().then(
		() => undefined,
		(error: unknown) => error as Error,
	);
	expect(trigger.simulator.journal.count()).toBe(0);
	expect(trigger.state).not.toContain('floor');
	expect(refusal?.name).toBe('NodeOperationError');
	return refusal?.message;
};

const MILESTONES =
	'Use up to 20 whole numbers from 1 to 99, separated by commas, such as 25, 50, 75.';
const WHOLE = 'Use a whole number, or 0.';
const POSITIVE = 'Use a whole number of at least 1.';
const TIME = 'Use a date and time in the past, such as 2026-11-01 18:00.';
const progressed = (milestones: unknown) =>
	({ events: ['task.progressed'], milestones }) as INodeParameters;
const since = (time: unknown) => ({ onActivation: 'since', since: time }) as INodeParameters;
const matching = (nameMatches: string) => ({ filters: { nameMatches } }) as INodeParameters;

test.each([
	[
		{ events: ['task.eaten'] },
		'Events cannot be "task.eaten". Use one of: task.created, task.completed, task.failed, task.progressed, task.removed, task.stalled.',
	],
	[
		{ events: [] },
		'Events cannot be []. Use at least one of: task.created, task.completed, task.failed, task.progressed, task.removed, task.stalled.',
	],
	[progressed(''), `Milestones cannot be empty. ${MILESTONES}`],
	[progressed('0'), `Milestones cannot be "0". ${MILESTONES}`],
	[progressed('50, 100'), `Milestones cannot be "50, 100". ${MILESTONES}`],
	[progressed('2.5'), `Milestones cannot be "2.5". ${MILESTONES}`],
	[progressed('half'), `Milestones cannot be "half". ${MILESTONES}`],
	[
		progressed(Array.from({ length: 50 }, (_, index) => index + 1).join()),
		`Milestones cannot be "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31,32,33,34,35,36,3…". ${MILESTONES}`,
	],
	[{ events: ['task.stalled'], stalledAfter: 0 }, `Stalled After cannot be 0. ${POSITIVE}`],
	[
		{ onActivation: 'never' },
		'On Activation cannot be "never". Use one of: fromNow, newest, since.',
	],
	[{ onActivation: 'newest', newest: 0 }, `Newest Downloads cannot be 0. ${POSITIVE}`],
	[since(''), `Since cannot be empty. ${TIME}`],
	[since('soon'), `Since cannot be "soon". ${TIME}`],
	[
		since('2999-01-01'),
		`Since cannot be "2999-01-01". It is in the future, in the time zone America/New_York of the workflow. ${TIME}`,
	],
	[{ maxEvents: -1 }, `Max Events Per Poll cannot be -1. ${WHOLE}`],
	[{ filters: { minSize: 1.5 } }, `Size at Least cannot be 1.5. ${WHOLE}`],
	[{ filters: { maxSize: 'large' } }, `Size at Most cannot be "large". ${WHOLE}`],
	[
		{ filters: { minSize: 2, maxSize: 1 } },
		'Size at Least cannot be 2. Use no more than in Size at Most.',
	],
	[
		{ filters: { sources: ['ftp'] } },
		'Sources cannot be "ftp". Use one of: ed2k, magnet, web, other.',
	],
	[
		{ filters: { reasons: ['bad'] } },
		'Failure Reasons cannot be "bad". Use one of: content_refused, save_failed, task_daily_create_limit, file_space_not_enough, task_file_deleted, task_url_resolve_error, unknown, file_maybe_ads.',
	],
	[
		matching('('),
		'Name Matches cannot be "(". The pattern is not a regular expression: Unterminated group. Put a \\ before each of ^ $ . * + ? ( ) [ ] { } | / \\ that stands for itself, and before no other sign.',
	],
	[
		matching('a(?=\\d)'),
		'Name Matches cannot be "a(?=\\d)". A pattern cannot look ahead or behind, as (?= does. Describe the text itself, or use a Filter node instead.',
	],
	[
		matching('/s\\d+/i'),
		'Name Matches cannot be "/s\\d+/i". Leave out the slashes around it, and what follows them: upper and lower case are the same already.',
	],
	[{ options: { toleratedFailures: -1 } }, `Failed Polls to Tolerate cannot be -1. ${WHOLE}`],
] as Array<[INodeParameters, string]>)(
	'%j is refused in words that stand by themselves',
	async (parameters, message) => {
		expect(await refusalOf(parameters)).toBe(message);
	},
);

test('numbers may come as texts, as expressions make them, and a single choice as no list', async () => {
	const trigger = await PolledTrigger.begin({
		events: 'task.progressed',
		milestones: 50,
		maxEvents: '1',
		filters: { minSize: '0', maxSize: '0', sources: 'magnet' },
		options: { toleratedFailures: '2' },
	});
	trigger.simulator.addTask({ name: 'one', phase: 'PHASE_TYPE_COMPLETE' });
	expect(await trigger.found()).toEqual(['task.progressed one 50']);
});
