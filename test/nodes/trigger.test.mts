import type { IDataObject } from 'n8n-workflow';
import { CredentialDatabase } from '../support/credentialsHelper.mjs';
import { bootN8n, type N8nProcess, type PollRun } from '../support/n8n.mjs';
import { LIST } from '../support/routes.mjs';
import { startSimulated, stopSimulated, type Simulated } from '../support/simulated.mjs';

const ALL_EVENTS = ['task.created', 'task.completed', 'task.failed'];
const credentialId = 'credential-1';
const database = new CredentialDatabase();

let n8n: N8nProcess;
let pikpak: Simulated;
let staticData: IDataObject;

beforeAll(async () => {
	n8n = await bootN8n(database);
});

beforeEach(async () => {
	pikpak = await startSimulated({ seed: 'demo', maxPageSize: 3 });
	database.create(credentialId, pikpak.credential);
	staticData = {};
});

afterEach(async () => {
	expect(await stopSimulated()).toEqual([]);
});

const poll = async (events?: string[], run: Partial<PollRun> = {}) =>
	await n8n.poll({
		credentialId,
		staticData,
		parameters: events === undefined ? {} : { events },
		...run,
	});

/** What a poll emits, as `event name`. */
const emitted = async (events?: string[]) =>
	((await poll(events)) ?? []).map(({ json }) => {
		const { event, task } = json as { event: string; task: { name: string } };
		return `${event} ${task.name}`;
	});

const later = () => {
	pikpak.simulator.advance(1000);
};

test('takes what is there as known when it is activated', async () => {
	expect(await poll(ALL_EVENTS)).toBeNull();
	expect(await poll(ALL_EVENTS)).toBeNull();
	expect(typeof staticData['state']).toBe('string');
});

test('fires for a new task and for a failed one, and not for a completed one, unless told otherwise', async () => {
	await poll();
	later();
	const [one, two] = [
		pikpak.simulator.addTask({ name: 'one.iso' }),
		pikpak.simulator.addTask({ name: 'two.iso' }),
	];
	expect(await emitted()).toEqual(['task.created one.iso', 'task.created two.iso']);
	later();
	pikpak.simulator.finish(one.id);
	pikpak.simulator.fail(two.id);
	expect(await emitted()).toEqual(['task.failed two.iso']);
	expect(await poll()).toBeNull();
});

test('emits an event with its id, its time and the task in plain words', async () => {
	await poll();
	later();
	const { id } = pikpak.simulator.addTask({ name: 'one.iso' });
	await poll();
	later();
	const { updatedAt } = pikpak.simulator.fail(id, 'Storage space is not enough');
	expect(await poll()).toEqual([
		{
			json: {
				event: 'task.failed',
				eventId: `${id}:task.failed:0`,
				occurredAt: new Date(updatedAt).toISOString(),
				task: expect.objectContaining({
					id,
					phase: 'error',
					reason: expect.objectContaining({ code: 'file_space_not_enough' }) as object,
				}) as object,
			},
		},
	]);
});

test('fires for a task that was added and ended between two polls, oldest first', async () => {
	await poll(ALL_EVENTS);
	later();
	const { id } = pikpak.simulator.addTask({ name: 'quick.iso' });
	later();
	pikpak.simulator.finish(id);
	expect(await emitted(ALL_EVENTS)).toEqual(['task.created quick.iso', 'task.completed quick.iso']);
});

test('fires again when a task fails again after a retry', async () => {
	await poll();
	later();
	const { id } = pikpak.simulator.addTask({ name: 'stubborn.iso', phase: 'PHASE_TYPE_ERROR' });
	expect(await emitted()).toEqual(['task.created stubborn.iso', 'task.failed stubborn.iso']);
	later();
	pikpak.simulator.retry(id);
	expect(await poll()).toBeNull();
	later();
	pikpak.simulator.fail(id);
	expect((await poll())?.map(({ json }) => json['eventId'])).toEqual([`${id}:task.failed:1`]);
});

test('does not call an old task new when somebody retries it, and watches it from then on', async () => {
	const { id } = pikpak.simulator.addTask({ name: 'old.iso', phase: 'PHASE_TYPE_ERROR' });
	await poll(ALL_EVENTS);
	later();
	pikpak.simulator.retry(id);
	expect(await poll(ALL_EVENTS)).toBeNull();
	later();
	pikpak.simulator.finish(id);
	expect(await emitted(ALL_EVENTS)).toEqual(['task.completed old.iso']);
});

test('does not call a task failed when its file is deleted', async () => {
	await poll(ALL_EVENTS);
	later();
	const { id } = pikpak.simulator.addTask({ name: 'kept.iso' });
	pikpak.simulator.finish(id);
	expect(await emitted(ALL_EVENTS)).toHaveLength(2);
	later();
	pikpak.simulator.deleteFile(id);
	expect(await poll(ALL_EVENTS)).toBeNull();
	expect(
		pikpak.simulator.journal.entries({ route: LIST }).every(({ query }) => !('with' in query)),
	).toBe(true);
});

describe('when PikPak cannot be asked', () => {
	test.each([
		['an HTML page', { kind: 'answer', status: 200, body: '<html>Log in</html>' }],
		['cut JSON', { kind: 'answer', status: 200, body: '{"tasks":[{"id":"V1"' }],
		['a list of something else', { kind: 'answer', status: 200, body: { tasks: [null] } }],
		['a server error', { kind: 'answer', status: 500, body: { error: 'internal' } }],
		['a cut answer', { kind: 'truncate', bytes: 20 }],
		['nothing', { kind: 'drop' }],
		['a demand to wait', { kind: 'tooFrequent' }],
		['an expired token, again and again', { kind: 'tokenExpired' }],
	] as const)(
		'because it answers with %s, the state stays and the next poll catches up',
		async (_, effect) => {
			await poll();
			later();
			const { id } = pikpak.simulator.addTask({ name: 'one.iso' });
			const before = staticData['state'];
			// The second page, so that a part of the list has been read by then.
			pikpak.simulator.addFault({
				name: 'first page passes',
				match: { path: '/drive/v1/tasks' },
				times: 1,
				effect: { kind: 'stall', ms: 0 },
			});
			pikpak.simulator.addFault({ name: 'broken', match: { path: '/drive/v1/tasks' }, effect });
			await expect(poll()).rejects.toMatchObject({ name: 'NodeApiError' });
			expect(staticData['state']).toBe(before);
			pikpak.simulator.removeFault('broken');
			later();
			pikpak.simulator.fail(id);
			expect(await emitted()).toEqual(['task.created one.iso', 'task.failed one.iso']);
		},
	);

	test('because a person must confirm, the state stays and the next poll catches up', async () => {
		await poll();
		later();
		pikpak.simulator.addTask({ name: 'one.iso' });
		const before = staticData['state'];
		pikpak.simulator.addFault({
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
		pikpak.simulator.risk({ on: true, status: 403 });
		await expect(poll()).rejects.toMatchObject({
			message: 'PikPak wants a person to confirm this sign-in.',
			description: expect.stringContaining('https://user.mypikpak.com/captcha') as string,
		});
		expect(staticData['state']).toBe(before);
		pikpak.simulator.risk({ on: false, status: 403 });
		expect(await emitted()).toEqual(['task.created one.iso']);
	});
});

test('survives a restart with what n8n has stored', async () => {
	await poll(ALL_EVENTS);
	later();
	const { id } = pikpak.simulator.addTask({ name: 'one.iso' });
	expect(await emitted(ALL_EVENTS)).toEqual(['task.created one.iso']);
	staticData = JSON.parse(JSON.stringify(staticData)) as IDataObject;
	n8n = await bootN8n(database);
	later();
	pikpak.simulator.finish(id);
	expect(await emitted(ALL_EVENTS)).toEqual(['task.completed one.iso']);
});

test('goes on when the password or the service is changed', async () => {
	await poll(ALL_EVENTS);
	later();
	pikpak.simulator.addTask({ name: 'one.iso' });
	const snapshot = pikpak.simulator.snapshot();
	const account = { ...snapshot.account, password: 'a new one' };
	pikpak.simulator.restore({ ...snapshot, account });
	database.edit(credentialId, { password: 'a new one' });
	expect(await emitted(ALL_EVENTS)).toEqual(['task.created one.iso']);
});

test('starts afresh, without a flood, on another account', async () => {
	await poll(ALL_EVENTS);
	const other = await startSimulated({ seed: 'demo' });
	const snapshot = other.simulator.snapshot();
	const account = { ...snapshot.account, userId: 'XAnotherUser0001' };
	other.simulator.restore({ ...snapshot, account });
	other.simulator.advance(1000);
	other.simulator.addTask({ name: 'other.iso' });
	database.create(credentialId, other.credential);
	expect(await poll(ALL_EVENTS)).toBeNull();
	other.simulator.advance(1000);
	other.simulator.addTask({ name: 'another.iso' });
	expect(await emitted(ALL_EVENTS)).toEqual(['task.created another.iso']);
});

test.each(['{"v":1,"acc', '{"v":2}', 7, null])(
	'starts afresh, without a flood, with the state %j',
	async (state) => {
		staticData['state'] = state;
		expect(await poll(ALL_EVENTS)).toBeNull();
		later();
		pikpak.simulator.addTask({ name: 'one.iso' });
		expect(await emitted(ALL_EVENTS)).toEqual(['task.created one.iso']);
	},
);

test('asks for a watched task that the list does not hold', async () => {
	await poll(ALL_EVENTS);
	later();
	const { id } = pikpak.simulator.addTask({ name: 'hidden.iso' });
	await poll(ALL_EVENTS);
	later();
	pikpak.simulator.finish(id);
	pikpak.simulator.addFault({
		name: 'a list that misses it',
		match: { path: '/drive/v1/tasks' },
		effect: { kind: 'answer', status: 200, body: { tasks: [], next_page_token: '' } },
	});
	expect(await emitted(ALL_EVENTS)).toEqual(['task.completed hidden.iso']);
});

test('takes a task that PikPak neither lists nor gives for gone, in whatever words', async () => {
	await poll();
	later();
	const { id } = pikpak.simulator.addTask({ name: 'gone.iso' });
	await poll();
	pikpak.simulator.remove(id);
	pikpak.simulator.addFault({
		name: 'other words',
		match: { path: `/drive/v1/tasks/${id}` },
		effect: { kind: 'answer', status: 400, body: { error: 'task_not_exist', error_code: 3 } },
	});
	later();
	pikpak.simulator.addTask({ name: 'next.iso' });
	expect(await emitted()).toEqual(['task.created next.iso']);
});

test('keeps its state when it cannot tell whose the tasks are', async () => {
	const onePage = await startSimulated({ seed: 'demo' });
	database.create(credentialId, onePage.credential);
	await poll();
	const before = staticData['state'];
	onePage.simulator.advance(1000);
	onePage.simulator.addTask({ name: 'one.iso' });
	onePage.simulator.addFault({
		name: 'slow',
		match: { path: '/drive/v1/tasks' },
		times: 1,
		effect: { kind: 'stall', ms: 300 },
	});
	const polling = poll();
	// A person saves the credential while the list is on its way, and n8n's editor blanks the hidden fields.
	setTimeout(() => {
		database.edit(credentialId, { session: '', sessionToken: '' });
	}, 150);
	await expect(polling).rejects.toThrow(/not signed in/);
	expect(staticData['state']).toBe(before);
	expect(await emitted()).toEqual(['task.created one.iso']);
});

test.each([
	['an event that does not exist', ['task.eaten'], /Events cannot be "task.eaten"/],
	['none', [], /Events cannot be \[\]/],
])('refuses %s', async (_, events, message) => {
	await expect(poll(events)).rejects.toThrow(message);
});

test('does not find an event twice when n8n polls while it is polling', async () => {
	await poll();
	later();
	pikpak.simulator.addTask({ name: 'one.iso' });
	pikpak.simulator.addFault({
		name: 'slow',
		match: { path: '/drive/v1/tasks' },
		effect: { kind: 'stall', ms: 200 },
	});
	const both = await Promise.all([emitted(), emitted()]);
	expect(both.flat()).toEqual(['task.created one.iso']);
});

describe('Fetch Test Event', () => {
	const fetchSample = async (events?: string[]) => await poll(events, { mode: 'manual' });

	test('shows the newest real task for each chosen event, and leaves the state alone', async () => {
		pikpak.simulator.advance(1000);
		pikpak.simulator.addTask({ name: 'newest.iso', phase: 'PHASE_TYPE_ERROR' });
		const samples = await fetchSample(ALL_EVENTS);
		expect(samples?.map(({ json }) => json['event']).sort()).toEqual([...ALL_EVENTS].sort());
		const failed = samples?.find(({ json }) => json['event'] === 'task.failed');
		expect(failed?.json['task']).toMatchObject({ name: 'newest.iso', phase: 'error' });
		expect(staticData).toEqual({});
	});

	test('says so when there is none', async () => {
		pikpak.simulator.reset('empty');
		await expect(fetchSample(['task.failed'])).rejects.toMatchObject({
			message: 'No task on this drive fits the chosen events yet.',
			description: expect.stringContaining('Chosen: task.failed.') as string,
		});
	});
});
