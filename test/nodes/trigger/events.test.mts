import { pass } from '../../support/clock.mjs';
import { ALL_EVENTS, ENDS, PolledTrigger } from '../../support/polledTrigger.mjs';
import { LIST } from '../../support/routes.mjs';

const RUNNING = 'PHASE_TYPE_RUNNING';

test('finds nothing of what is there when it is activated', async () => {
	const trigger = await PolledTrigger.make({ events: ALL_EVENTS }, { seed: 'demo' });
	expect([await trigger.poll(), await trigger.poll()]).toEqual([null, null]);
});

describe('a task that begins and ends', () => {
	test('is reported when it is new and when it has failed, unless told otherwise', async () => {
		const trigger = await PolledTrigger.begin({}, { seed: 'demo', maxPageSize: 3 });
		const { simulator } = trigger;
		pass();
		const [one, two] = [
			simulator.addTask({ name: 'one.iso' }),
			simulator.addTask({ name: 'two.iso' }),
		];
		expect(await trigger.found()).toEqual(['task.created one.iso', 'task.created two.iso']);
		simulator.finish(one.id);
		simulator.fail(two.id);
		expect(await trigger.found()).toEqual(['task.failed two.iso']);
		expect(await trigger.poll()).toBeNull();
	});

	test('is an item with its id, its time and the task in plain words', async () => {
		const trigger = await PolledTrigger.begin();
		const { id } = trigger.simulator.addTask({ name: 'one.iso' });
		await trigger.poll();
		const { updatedAt } = trigger.simulator.fail(id, 'Storage space is not enough');
		expect(await trigger.poll()).toEqual([
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

	test('between two polls is reported as a whole, oldest first', async () => {
		const trigger = await PolledTrigger.begin({ events: ENDS });
		const { id } = trigger.simulator.addTask({ name: 'quick.iso' });
		pass();
		trigger.simulator.finish(id);
		expect(await trigger.found()).toEqual(['task.created quick.iso', 'task.completed quick.iso']);
	});

	test('fails again after a retry', async () => {
		const trigger = await PolledTrigger.begin();
		const { id } = trigger.simulator.addTask({ name: 'stubborn.iso', phase: 'PHASE_TYPE_ERROR' });
		expect(await trigger.found()).toEqual([
			'task.created stubborn.iso',
			'task.failed stubborn.iso',
		]);
		trigger.simulator.retry(id);
		expect(await trigger.poll()).toBeNull();
		trigger.simulator.fail(id);
		expect((await trigger.poll())?.map(({ json }) => json['eventId'])).toEqual([
			`${id}:task.failed:1`,
		]);
	});

	test('is not new when it is old and retried, and is watched from then on', async () => {
		const trigger = await PolledTrigger.make({ events: ENDS });
		const { id } = trigger.simulator.addTask({ name: 'old.iso', phase: 'PHASE_TYPE_ERROR' });
		await trigger.poll();
		trigger.simulator.retry(id);
		expect(await trigger.poll()).toBeNull();
		trigger.simulator.finish(id);
		expect(await trigger.found()).toEqual(['task.completed old.iso']);
	});

	test('has not failed when its file is deleted', async () => {
		const trigger = await PolledTrigger.begin({ events: ALL_EVENTS });
		const { simulator } = trigger;
		const { id } = simulator.addTask({ name: 'kept.iso' });
		simulator.finish(id);
		expect(await trigger.found()).toHaveLength(3);
		simulator.deleteFile(id);
		expect(await trigger.poll()).toBeNull();
		// With the file embedded, the list would show it as failed.
		expect(
			simulator.journal.entries({ route: LIST }).every(({ query }) => !('with' in query)),
		).toBe(true);
	});

	test('has ended even if the list does not hold it any more', async () => {
		const trigger = await PolledTrigger.begin({ events: ENDS });
		const { id } = trigger.simulator.addTask({ name: 'hidden.iso' });
		await trigger.poll();
		trigger.simulator.finish(id);
		trigger.breakLists({ kind: 'answer', status: 200, body: { tasks: [], next_page_token: '' } });
		expect(await trigger.found()).toEqual(['task.completed hidden.iso']);
	});
});

describe('a task that comes on', () => {
	test('is reported at its milestones, once each', async () => {
		const trigger = await PolledTrigger.begin({
			events: ['task.progressed'],
			milestones: '75, 25;50%',
		});
		const { id } = trigger.simulator.addTask({ name: 'one.iso' });
		const found = [];
		for (const percent of [24, 25, 80, 80]) {
			trigger.simulator.progress(id, percent);
			found.push(await trigger.found());
		}
		expect(found).toEqual([
			[],
			['task.progressed one.iso 25'],
			['task.progressed one.iso 50', 'task.progressed one.iso 75'],
			[],
		]);
	});

	test('and is done at once has reached them all, and they do not count as new after a retry alone', async () => {
		const trigger = await PolledTrigger.begin({ events: ['task.progressed'], milestones: '1,99' });
		const { id } = trigger.simulator.addTask({ name: 'one.iso', phase: 'PHASE_TYPE_COMPLETE' });
		const ids = (await trigger.poll())?.map(({ json }) => json['eventId']);
		expect(ids).toEqual([`${id}:task.progressed:0:1`, `${id}:task.progressed:0:99`]);
		trigger.simulator.retry(id);
		expect(await trigger.poll()).toBeNull();
		trigger.simulator.progress(id, 1);
		expect((await trigger.poll())?.map(({ json }) => json['eventId'])).toEqual([
			`${id}:task.progressed:1:1`,
		]);
	});

	test('was not seen to come on if it stood there when the trigger was activated', async () => {
		const trigger = await PolledTrigger.make({ events: ['task.progressed'], milestones: '25, 75' });
		const { id } = trigger.simulator.addTask({ name: 'one.iso', phase: RUNNING, progress: 50 });
		expect([await trigger.poll(), await trigger.poll()]).toEqual([null, null]);
		trigger.simulator.progress(id, 75);
		expect(await trigger.found()).toEqual(['task.progressed one.iso 75']);
	});
});

test('a task without progress has stalled once, until it comes on', async () => {
	const trigger = await PolledTrigger.begin({ events: ['task.stalled'], stalledAfter: 10 });
	const { simulator } = trigger;
	const { id } = simulator.addTask({ name: 'slow.iso', phase: RUNNING, progress: 5 });
	expect(await trigger.poll()).toBeNull();
	pass({ minutes: 9 });
	expect(await trigger.poll()).toBeNull();
	pass({ minutes: 1 });
	const [item] = (await trigger.poll()) ?? [];
	expect(item?.json).toMatchObject({
		event: 'task.stalled',
		eventId: `${id}:task.stalled:0:5`,
		task: { name: 'slow.iso', progress: 5, phase: 'running' },
	});
	pass({ minutes: 20 });
	expect(await trigger.poll()).toBeNull();
	simulator.progress(id, 6);
	expect(await trigger.poll()).toBeNull();
	pass({ minutes: 10 });
	expect(await trigger.found()).toEqual(['task.stalled slow.iso']);
});

describe('a watched task that is gone', () => {
	test('was removed if it was not done', async () => {
		const trigger = await PolledTrigger.begin({ events: ALL_EVENTS });
		const { id } = trigger.simulator.addTask({ name: 'one.iso', phase: RUNNING, progress: 30 });
		await trigger.poll();
		trigger.simulator.remove(id);
		const [item, ...others] = (await trigger.poll()) ?? [];
		expect(others).toEqual([]);
		expect(item?.json).toMatchObject({
			event: 'task.removed',
			eventId: `${id}:task.removed:0`,
			task: { id, name: 'one.iso', phase: 'removed', progress: 30 },
		});
		expect(await trigger.poll()).toBeNull();
	});

	test.each([
		['is still there', 'task.completed', () => undefined],
		[
			'was put in the trash',
			'task.removed',
			({ simulator }: PolledTrigger, id: string) => {
				simulator.trashFile(id);
			},
		],
		[
			'was deleted',
			'task.removed',
			({ simulator }: PolledTrigger, id: string) => {
				simulator.deleteFile(id);
			},
		],
	])('after it was done, and whose file %s: %s', async (_, event, treatFile) => {
		const trigger = await PolledTrigger.begin({ events: [...ENDS, 'task.removed'] });
		const { simulator } = trigger;
		const { id } = simulator.addTask({ name: 'film.mkv', phase: RUNNING, size: 5_000_000 });
		const { fileId } = simulator.tasks()[0] ?? {};
		await trigger.poll();
		simulator.finish(id);
		treatFile(trigger, id);
		simulator.remove(id);
		const [item, ...others] = (await trigger.poll()) ?? [];
		expect(others).toEqual([]);
		expect(item?.json).toMatchObject({ event, task: { id, name: 'film.mkv', fileId } });
		expect(await trigger.poll()).toBeNull();
	});

	test('after it was done, and made a folder, whose size PikPak does not tell', async () => {
		const trigger = await PolledTrigger.begin({
			events: ['task.completed'],
			filters: { minSize: 1 },
		});
		const { simulator } = trigger;
		const url = `magnet:?xt=urn:btih:${'a'.repeat(40)}`;
		const size = 5_000_000;
		const files = ['one.mkv', 'two.mkv'].map((path) => ({ path, size }));
		simulator.addContent({ url, name: 'Season 1', files });
		const { id } = simulator.addTask({ url, phase: RUNNING });
		await trigger.poll();
		simulator.finish(id);
		simulator.remove(id);
		const [item] = (await trigger.poll()) ?? [];
		expect(item?.json).toMatchObject({ task: { id, name: 'Season 1', size: null } });
	});

	test('is gone in whatever words PikPak says so', async () => {
		const trigger = await PolledTrigger.begin({ events: ['task.removed', 'task.created'] });
		const { id } = trigger.simulator.addTask({ name: 'gone.iso' });
		await trigger.poll();
		trigger.simulator.remove(id);
		trigger.simulator.addFault({
			name: 'other words',
			match: { path: `/drive/v1/tasks/${id}` },
			effect: { kind: 'answer', status: 400, body: { error: 'task_not_exist', error_code: 3 } },
		});
		trigger.simulator.addTask({ name: 'next.iso' });
		expect((await trigger.found()).sort()).toEqual([
			'task.created next.iso',
			'task.removed gone.iso',
		]);
	});

	test('is not gone while PikPak does not say so', async () => {
		const trigger = await PolledTrigger.begin({
			events: ALL_EVENTS,
			options: { toleratedFailures: 0 },
		});
		const { id } = trigger.simulator.addTask({ name: 'one.iso' });
		await trigger.poll();
		trigger.simulator.remove(id);
		trigger.simulator.addFault({
			name: 'in the way',
			match: { path: `/drive/v1/tasks/${id}` },
			effect: { kind: 'answer', status: 503, body: '<html></html>', contentType: 'text/html' },
		});
		const { id: other } = trigger.simulator.addTask({ name: 'two.iso' });
		expect(await trigger.found()).toEqual(['task.created two.iso']);
		trigger.simulator.finish(other);
		expect(await trigger.found()).toContain('task.completed two.iso');
		trigger.simulator.removeFault('in the way');
		expect(await trigger.found()).toEqual(['task.removed one.iso']);
	});
});

describe('the most events of one poll', () => {
	test('are emitted oldest first, and the others wait, through a restart too', async () => {
		const trigger = await PolledTrigger.begin({ events: ENDS, maxEvents: 2 });
		const { simulator } = trigger;
		for (const name of ['a.iso', 'b.iso']) {
			pass();
			simulator.addTask({ name, phase: 'PHASE_TYPE_COMPLETE' });
		}
		expect(await trigger.found()).toEqual(['task.created a.iso', 'task.completed a.iso']);
		pass();
		simulator.addTask({ name: 'c.iso' });
		await trigger.restart();
		expect(await trigger.found()).toEqual(['task.created b.iso', 'task.completed b.iso']);
		expect(await trigger.found()).toEqual(['task.created c.iso']);
		expect(await trigger.poll()).toBeNull();
	});

	test('are as many as there are, if nothing is said', async () => {
		const trigger = await PolledTrigger.begin({ events: ENDS });
		trigger.simulator.addTasks(
			Array.from({ length: 600 }, () => ({ phase: 'PHASE_TYPE_COMPLETE' as const })),
		);
		expect(await trigger.poll()).toHaveLength(1200);
	});
});
