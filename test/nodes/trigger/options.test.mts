import type { INodeParameters } from 'n8n-workflow';
import { PolledTrigger } from '../../support/polledTrigger.mjs';

/** What n8n shows for bad parameters; PikPak is not asked. */
const refusalOf = async (parameters: INodeParameters) => {
	const trigger = await PolledTrigger.make({ events: ['task.created'], ...parameters });
	const refusal = await trigger.poll().then(
		() => undefined,
		(error: unknown) => error as Error & { description: string },
	);
	expect(trigger.simulator.journal.count()).toBe(0);
	expect(trigger.state).not.toContain('floor');
	expect(refusal?.name).toBe('NodeOperationError');
	return { message: refusal?.message, description: refusal?.description };
};

const MILESTONES =
	'Use up to 20 whole numbers from 1 to 99, separated by commas, such as 25, 50, 75.';
const WHOLE = 'Use a whole number, such as 50, or 0.';
const POSITIVE = 'Use a whole number of at least 1, such as 50.';
const TIME = 'Use a date and time in the past, such as 2026-11-01 18:00.';
const progressed = (milestones: unknown) =>
	({ events: ['task.progressed'], milestones }) as INodeParameters;
const since = (time: unknown) => ({ onActivation: 'since', since: time }) as INodeParameters;

test.each([
	[{ events: ['task.eaten'] }, 'Events cannot be "task.eaten".', /^Use one of: task.created, /],
	[{ events: [] }, 'Events cannot be [].', /^Use at least one of: task.created, /],
	[progressed(''), 'Milestones cannot be "".', MILESTONES],
	[progressed('0'), 'Milestones cannot be "0".', MILESTONES],
	[progressed('50, 100'), 'Milestones cannot be "50, 100".', MILESTONES],
	[progressed('2.5'), 'Milestones cannot be "2.5".', MILESTONES],
	[progressed('half'), 'Milestones cannot be "half".', MILESTONES],
	[
		progressed(Array.from({ length: 21 }, (_, index) => index + 1).join()),
		/^Milestones cannot be "1,2,/,
		MILESTONES,
	],
	[{ events: ['task.stalled'], stalledAfter: 0 }, 'Stalled After cannot be 0.', POSITIVE],
	[
		{ onActivation: 'never' },
		'On Activation cannot be "never".',
		/^Use one of: fromNow, newest, since/,
	],
	[{ onActivation: 'newest', newest: 0 }, 'Newest Downloads cannot be 0.', POSITIVE],
	[since(''), 'Since cannot be "".', TIME],
	[since('soon'), 'Since cannot be "soon".', TIME],
	[since('2999-01-01'), 'Since cannot be "2999-01-01".', TIME],
	[{ maxEvents: -1 }, 'Max Events Per Poll cannot be -1.', WHOLE],
	[{ filters: { minSize: 1.5 } }, 'Minimum Size cannot be 1.5.', WHOLE],
	[{ filters: { maxSize: 'large' } }, 'Maximum Size cannot be "large".', WHOLE],
	[
		{ filters: { sources: ['ftp'] } },
		'Sources cannot be "ftp".',
		/^Use one of: ed2k, magnet, web, other/,
	],
	[
		{ filters: { reasons: ['bad'] } },
		'Failure Reasons cannot be "bad".',
		/^Use one of: content_refused, /,
	],
	[{ filters: { nameMatches: '(' } }, 'Name Matches cannot be "(".', /not a regular expression/],
	[
		{ filters: { nameMatches: 'a(?=b)' } },
		'Name Matches cannot be "a(?=b)".',
		/look ahead or behind/,
	],
	[{ options: { toleratedFailures: -1 } }, 'Failed Polls to Tolerate cannot be -1.', WHOLE],
] as Array<[INodeParameters, string | RegExp, string | RegExp]>)(
	'%j is refused in words',
	async (parameters, message, description) => {
		const refusal = await refusalOf(parameters);
		expect(refusal.message).toMatch(message);
		expect(refusal.description).toMatch(description);
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
