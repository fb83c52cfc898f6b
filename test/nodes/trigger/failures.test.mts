import { pass } from '../../support/clock.mjs';
import { ALL_EVENTS, ENDS, PolledTrigger } from '../../support/polledTrigger.mjs';

const STRICT = { events: ENDS, options: { toleratedFailures: 0 } };
const ERROR = { kind: 'answer', status: 500, body: { error: 'internal' } } as const;
/** What no waiting mends. */
const REFUSAL = {
	kind: 'answer',
	status: 400,
	body: { error: 'file_space_not_enough', error_code: 8 },
} as const;
const SILENCE = { kind: 'drop' } as const;

describe('a poll that fails', () => {
	test.each([
		['an HTML page', { kind: 'answer', status: 200, body: '<html>Log in</html>' }],
		['cut JSON', { kind: 'answer', status: 200, body: '{"tasks":[{"id":"V1"' }],
		['a list of something else', { kind: 'answer', status: 200, body: { tasks: [null] } }],
		['a server error', ERROR],
		['a cut answer', { kind: 'truncate', bytes: 20 }],
		['nothing', SILENCE],
		['a demand to wait', { kind: 'tooFrequent' }],
		['an expired token, again and again', { kind: 'tokenExpired' }],
		['a refusal that stays', REFUSAL],
	] as const)(
		'because PikPak answers with %s leaves the state, byte by byte',
		async (_, effect) => {
			const trigger = await PolledTrigger.begin(STRICT, { seed: 'demo', maxPageSize: 3 });
			const { id } = trigger.simulator.addTask({ name: 'one.iso' });
			const before = trigger.state;
			// The second page, so that a part of the list has been read by then.
			trigger.simulator.addFault({
				name: 'first page passes',
				match: { path: '/drive/v1/tasks' },
				times: 1,
				effect: { kind: 'stall', ms: 0 },
			});
			trigger.breakLists(effect);
			await expect(trigger.poll()).rejects.toMatchObject({ name: 'NodeApiError' });
			expect(trigger.state).toBe(before);
			trigger.mend();
			pass();
			trigger.simulator.fail(id);
			expect(await trigger.found()).toEqual(['task.created one.iso', 'task.failed one.iso']);
		},
	);

	test('because a person must confirm leaves the state, and shows the link at once', async () => {
		const trigger = await PolledTrigger.begin({ events: ENDS });
		trigger.simulator.addTask({ name: 'one.iso' });
		const before = trigger.state;
		trigger.simulator.addFault({
			name: 'a person',
			match: { host: 'user', path: '/v1/shield/captcha/init' },
			effect: {
				kind: 'answer',
				status: 200,
				body: {
					captcha_token: 'ck0.a.b',
					expires_in: 300,
					url: 'https://user.mypikpak.com/captcha',
				},
			},
		});
		trigger.simulator.risk({ on: true, status: 403 });
		await expect(trigger.poll()).rejects.toMatchObject({
			message: 'PikPak wants a person to confirm this sign-in.',
			description: expect.stringContaining('https://user.mypikpak.com/captcha') as string,
		});
		expect(trigger.state).toBe(before);
		trigger.simulator.risk({ on: false, status: 403 });
		expect(await trigger.found()).toEqual(['task.created one.iso']);
	});

	test('because it cannot tell whose the tasks are leaves the state', async () => {
		const trigger = await PolledTrigger.begin(STRICT);
		const before = trigger.state;
		trigger.simulator.addTask({ name: 'one.iso' });
		trigger.breakLists({ kind: 'stall', ms: 300 }, 1);
		const polling = trigger.poll();
		// A person saves the credential while the list is on its way, and n8n's editor blanks the hidden fields.
		setTimeout(() => {
			trigger.editCredential({ session: '', sessionToken: '' });
		}, 150);
		await expect(polling).rejects.toThrow(/not signed in/);
		expect(trigger.state).toBe(before);
		expect(await trigger.found()).toEqual(['task.created one.iso']);
	});
});

describe('failures that can pass by themselves', () => {
	const failing = async (trigger: PolledTrigger) =>
		await trigger.poll().then(
			() => 'tolerated',
			() => 'thrown',
		);

	test('are tolerated three times in a row, logged, then thrown, and counted anew after a success', async () => {
		const trigger = await PolledTrigger.begin({ events: ENDS });
		trigger.simulator.addTask({ name: 'one.iso' });
		const before = trigger.state;
		trigger.breakLists(SILENCE);
		const outcomes = [];
		for (let poll = 0; poll < 5; poll += 1) outcomes.push(await failing(trigger));
		expect(outcomes).toEqual(['tolerated', 'tolerated', 'tolerated', 'thrown', 'thrown']);
		expect(trigger.warnings).toHaveLength(3);
		expect(trigger.warnings[0]).toMatch(
			/asks PikPak again later \(workflow ".*", .*failed polls in a row: 1\): n8n could not get an answer/,
		);
		expect(trigger.state).toBe(before);
		trigger.mend();
		expect(await trigger.found()).toEqual(['task.created one.iso']);
		trigger.breakLists(SILENCE);
		expect(await failing(trigger)).toBe('tolerated');
	});

	test('are tolerated as often as the user says', async () => {
		const trigger = await PolledTrigger.begin({ options: { toleratedFailures: 1 } });
		trigger.breakLists(SILENCE);
		expect([await failing(trigger), await failing(trigger)]).toEqual(['tolerated', 'thrown']);
	});

	test('do not hide one that stays', async () => {
		const trigger = await PolledTrigger.begin();
		trigger.breakLists(REFUSAL);
		expect(await failing(trigger)).toBe('thrown');
	});
});

describe('the first poll of an activation', () => {
	const fail = async (trigger: PolledTrigger, run: Parameters<PolledTrigger['poll']>[0] = {}) => {
		trigger.breakLists(SILENCE);
		expect(await trigger.poll(run)).toBeNull();
		trigger.mend();
	};

	test('does not fail for what can pass, and knows where to begin', async () => {
		const trigger = await PolledTrigger.make(STRICT, { seed: 'demo' });
		await fail(trigger);
		pass();
		trigger.simulator.addTask({ name: 'meanwhile.iso' });
		expect(await trigger.found()).toEqual(['task.created meanwhile.iso']);
		expect(await trigger.poll()).toBeNull();
	});

	test('knows it through a restart, and when later polls fail as well', async () => {
		const trigger = await PolledTrigger.make({ events: ENDS }, { seed: 'demo' });
		await fail(trigger);
		await fail(trigger);
		trigger.simulator.addTask({ name: 'meanwhile.iso' });
		await trigger.restart();
		await fail(trigger);
		expect(await trigger.found()).toEqual(['task.created meanwhile.iso']);
	});

	test.each([
		['newest', { newest: 1 }, ['task.created Sintel']],
		['since', { since: '2020-01-01' }, 8],
	])('has not used up the choice %s', async (onActivation, fields, expected) => {
		const parameters = { events: ['task.created'], onActivation, ...fields };
		const trigger = await PolledTrigger.make(parameters, { seed: 'demo' });
		await fail(trigger);
		const found = await trigger.found();
		if (typeof expected === 'number') expect(found).toHaveLength(expected);
		else expect(found).toEqual(expected);
		expect(await trigger.poll()).toBeNull();
	});

	test('does not fail after another activation either, and loses nothing', async () => {
		const trigger = await PolledTrigger.begin(STRICT);
		trigger.simulator.addTask({ name: 'one.iso' });
		trigger.activate();
		const before = trigger.state;
		await fail(trigger);
		expect(trigger.state).toBe(before);
		trigger.breakLists(SILENCE);
		await expect(trigger.poll()).rejects.toMatchObject({ name: 'NodeApiError' });
		trigger.mend();
		expect(await trigger.found()).toEqual(['task.created one.iso']);
	});

	test('fails for what a person must mend who publishes the workflow', async () => {
		const trigger = await PolledTrigger.make(STRICT);
		trigger.breakLists(REFUSAL);
		await expect(trigger.poll({ activation: 'activate' })).rejects.toMatchObject({
			name: 'NodeApiError',
		});
	});

	test.each(['init', 'leadershipChange'] as const)('never fails in the mode "%s"', async (mode) => {
		const trigger = await PolledTrigger.make(STRICT);
		trigger.breakLists(REFUSAL);
		expect(await trigger.poll({ activation: mode })).toBeNull();
		expect(trigger.warnings).toHaveLength(1);
		// Somebody is told by the next one.
		await expect(trigger.poll({ activation: mode })).rejects.toMatchObject({
			name: 'NodeApiError',
		});
		trigger.mend();
		trigger.simulator.addTask({ name: 'one.iso' });
		expect(await trigger.found()).toEqual(['task.created one.iso']);
	});

	test('is none of those that n8n polls on a short budget, whatever static data they bring', async () => {
		const trigger = await PolledTrigger.begin(STRICT);
		trigger.activate();
		trigger.breakLists(SILENCE);
		await expect(trigger.poll({ budgetMs: 60_000 })).rejects.toMatchObject({
			name: 'NodeApiError',
		});
	});
});

describe('Fetch Test Event', () => {
	const fetch = async (trigger: PolledTrigger) => await trigger.found({ mode: 'manual' });

	test('shows the newest real task for each event, and leaves the state alone', async () => {
		const trigger = await PolledTrigger.make(
			{ events: ALL_EVENTS, stalledAfter: 30 },
			{ seed: 'demo' },
		);
		const before = trigger.state;
		expect(await fetch(trigger)).toEqual([
			'task.created Sintel',
			'task.completed Big Buck Bunny 2160p.mkv',
			'task.failed Moby Dick.epub',
			'task.progressed Tears of Steel 50',
		]);
		pass({ minutes: 30 });
		expect(await fetch(trigger)).toContain('task.stalled Sintel');
		expect(trigger.state).toBe(before);
	});

	test('leaves the state of an active trigger alone', async () => {
		const trigger = await PolledTrigger.begin({ events: ENDS });
		trigger.simulator.addTask({ name: 'one.iso' });
		const before = trigger.state;
		expect(await fetch(trigger)).toEqual(['task.created one.iso']);
		expect(trigger.state).toBe(before);
		expect(await trigger.found()).toEqual(['task.created one.iso']);
	});

	test('shows what fits the filters', async () => {
		const trigger = await PolledTrigger.make(
			{ events: ENDS, filters: { nameContains: 'e', maxSize: 1000, reasons: ['save_failed'] } },
			{ seed: 'demo' },
		);
		expect(await fetch(trigger)).toEqual([
			'task.created Sintel',
			'task.completed debian-13.1.0-amd64-netinst.iso',
			'task.failed Moby Dick.epub',
		]);
	});

	test.each([
		[
			'in the names of the editor',
			{
				events: ['task.failed', 'task.removed'],
				filters: { nameContains: 'nowhere', nameMatches: '', minSize: 0, sources: [] },
			},
			'No download on this drive shows one of the chosen events and passes the filters.',
			'Looked for: Task Failed; filters: Name Contains. Start a download in PikPak, or change the events or filters, then fetch again. Once published, the trigger waits for them. Task Removed never has a test event, since nothing is left to show.',
		],
		[
			'without filters',
			{ events: ['task.stalled'], stalledAfter: 1_000_000 },
			'No download on this drive shows one of the chosen events.',
			'Looked for: Task Stalled. Start a download in PikPak, or change the events or filters, then fetch again. Once published, the trigger waits for them.',
		],
		[
			'for what leaves no trace',
			{ events: ['task.removed'] },
			'A download that is gone leaves nothing to show, so Task Removed has no test event.',
			'Publish the workflow and delete a running download, or choose another event to fetch one.',
		],
	])('says what to do when there is none, %s', async (_, parameters, message, description) => {
		const trigger = await PolledTrigger.make(parameters, { seed: 'demo' });
		await expect(fetch(trigger)).rejects.toMatchObject({ message, description });
	});

	test('fails at once, whatever may pass', async () => {
		const trigger = await PolledTrigger.make();
		trigger.breakLists(SILENCE);
		await expect(fetch(trigger)).rejects.toMatchObject({ name: 'NodeApiError' });
	});
});
