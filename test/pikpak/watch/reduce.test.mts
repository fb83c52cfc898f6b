import { isBelievable, roomIn } from '../../../pikpak/watch/reduce.js';
import {
	ALL,
	at,
	begun,
	COMPLETE,
	FAILED,
	MINUTE,
	NOW,
	RETRIED,
	START,
	task,
	Watch,
} from './looks.mjs';

describe('a task above the floor', () => {
	test('is created once', () => {
		const watch = new Watch();
		expect(watch.found([task('one')])).toEqual(['one:task.created:0']);
		expect(watch.found([task('one')])).toEqual([]);
	});

	test.each([
		['completed', COMPLETE],
		['failed', FAILED],
	])('that is first seen %s was created before', (end, phase) => {
		const watch = new Watch();
		expect(watch.found([task('one', phase)])).toEqual(['one:task.created:0', `one:task.${end}:0`]);
		expect(watch.found([task('one', phase)])).toEqual([]);
	});

	test('comes on to its end, once', () => {
		const watch = new Watch();
		watch.look([task('one')]);
		expect(watch.found([task('one', COMPLETE)])).toEqual(['one:task.completed:0']);
		expect(watch.found([task('one', COMPLETE)])).toEqual([]);
		expect(watch.state.watched.size).toBe(0);
	});

	test('is created once, in whichever attempt it is first seen', () => {
		const watch = new Watch();
		expect(watch.found([task('one', { ...FAILED, params: { retry_times: '3' } })])).toEqual([
			'one:task.created:0',
			'one:task.failed:3',
		]);
	});

	test('in a phase that nobody knows is unfinished', () => {
		const watch = new Watch();
		expect(watch.found([task('one', { phase: 'PHASE_TYPE_PAUSED' })])).toEqual([
			'one:task.created:0',
		]);
		expect(watch.found([task('one', COMPLETE)])).toEqual(['one:task.completed:0']);
	});

	test('makes no event that was not chosen, and is watched all the same', () => {
		const watch = new Watch({ events: new Set(['task.failed']) });
		expect(watch.found([task('one')])).toEqual([]);
		expect(watch.found([task('one', FAILED)])).toEqual(['one:task.failed:0']);
	});
});

describe('a task that is history', () => {
	test.each([
		['was created at the floor', { created_time: at(0) }],
		['was created below it', { created_time: at(-1) }],
		['has no creation time that can be read', { created_time: 'yesterday' }],
	])('because it %s is not created, and has not ended', (_, fields) => {
		const watch = new Watch();
		expect(watch.found([task('done', { ...fields, ...COMPLETE })])).toEqual([]);
		expect(watch.found([task('broken', { ...fields, ...FAILED })])).toEqual([]);
	});

	test('and is retried is watched from then on', () => {
		const watch = new Watch();
		const old = { created_time: at(-5000), ...RETRIED };
		expect(watch.found([task('old', old)])).toEqual([]);
		expect(watch.found([task('old', { ...old, ...FAILED })])).toEqual(['old:task.failed:1']);
		expect(watch.found([task('old', { ...old, ...FAILED })])).toEqual([]);
	});
});

describe('the floor', () => {
	const floors = (watch: Watch) => [watch.state.floor - START, watch.state.edge - START];

	test('rises to what was seen only once a second look has found nothing new below it', () => {
		const watch = new Watch();
		watch.look([task('one', { created_time: at(1000) })]);
		expect(floors(watch)).toEqual([0, 1000]);
		watch.look([task('two', { created_time: at(2000) })]);
		expect(floors(watch)).toEqual([1000, 2000]);
		watch.look([]);
		expect(floors(watch)).toEqual([2000, 2000]);
	});

	test('rises no further than to something new that comes to light below what was seen', () => {
		const watch = new Watch();
		watch.look([task('one', { created_time: at(1000) })]);
		watch.look([task('hidden', { created_time: at(500), ...COMPLETE })]);
		expect(floors(watch)).toEqual([499, 1000]);
	});

	test('stays where it is after a look that did not reach down to it', () => {
		const watch = new Watch();
		watch.look([task('one', { created_time: at(1000) })]);
		watch.look([], { whole: false });
		expect(floors(watch)).toEqual([0, 1000]);
	});

	test('does not follow a creation time that lies days ahead, and the task counts once all the same', () => {
		const watch = new Watch();
		const odd = task('odd', { created_time: '2030-01-01T00:00:00Z', ...COMPLETE });
		const kinds = ['task.created', 'task.completed'];
		expect(watch.found([odd])).toEqual(kinds.map((kind) => `odd:${kind}:0`));
		expect(floors(watch)).toEqual([0, 0]);
		expect(watch.found([odd])).toEqual([]);
		expect(watch.found([odd, task('one', COMPLETE)])).toEqual(kinds.map((kind) => `one:${kind}:0`));
		expect(watch.found([odd, task('one', COMPLETE)])).toEqual([]);
	});

	test('believes a clock that is a day ahead at most', () => {
		const day = 24 * 60 * MINUTE;
		expect([isBelievable(NOW + day, NOW), isBelievable(NOW + day + 1, NOW)]).toEqual([true, false]);
	});

	test('takes along what is remembered above it, and nothing else', () => {
		const watch = new Watch();
		watch.look([task('one', { created_time: at(1000), ...COMPLETE })]);
		watch.look([task('two', { created_time: at(2000), ...COMPLETE })]);
		expect([...watch.state.known.keys()]).toEqual(['two']);
		watch.look([]);
		expect(watch.state.known.size).toBe(0);
	});
});

describe('a list that is not what it should be', () => {
	test('shows a task of the same millisecond late', () => {
		const watch = new Watch();
		watch.look([task('one', COMPLETE)]);
		expect(watch.found([task('two', COMPLETE), task('one', COMPLETE)])).toEqual([
			'two:task.created:0',
			'two:task.completed:0',
		]);
		expect(watch.found([task('two', COMPLETE), task('one', COMPLETE)])).toEqual([]);
	});

	test('shows a task late that is older than what it showed before', () => {
		const watch = new Watch();
		const newer = task('newer', { created_time: at(2000), ...COMPLETE });
		const older = task('older', { created_time: at(1000), ...COMPLETE });
		watch.look([newer]);
		expect(watch.found([newer, older])).toEqual(['older:task.created:0', 'older:task.completed:0']);
	});

	test('leaves a finished task out for a while', () => {
		const watch = new Watch();
		const done = task('one', COMPLETE);
		watch.look([done]);
		watch.look([]);
		expect(watch.found([done])).toEqual([]);
	});
});

describe('a task that is retried', () => {
	test('fails once for each attempt', () => {
		const watch = new Watch();
		watch.look([task('one', FAILED)]);
		expect(watch.found([task('one', RETRIED)])).toEqual([]);
		expect(watch.found([task('one', { ...RETRIED, ...FAILED })])).toEqual(['one:task.failed:1']);
	});

	test('tells what it has come to meanwhile', () => {
		const watch = new Watch({ milestones: [25, 50] });
		const old = task('old', { created_time: at(-5000), progress: 30, ...RETRIED });
		expect(watch.found([old])).toEqual(['old:task.progressed:1:25']);
		expect(watch.found([old])).toEqual([]);
	});

	test('between two looks, while it is watched, counts as the attempt that is seen', () => {
		const watch = new Watch();
		watch.look([task('one')]);
		expect(watch.found([task('one', RETRIED)])).toEqual([]);
		expect(watch.found([task('one', { ...RETRIED, ...COMPLETE })])).toEqual([
			'one:task.completed:1',
		]);
	});
});

describe('milestones', () => {
	const options = { milestones: [25, 50, 75] };
	const reached = (watch: Watch, progress: number, fields: Record<string, unknown> = {}) =>
		watch
			.look([task('one', { progress, ...fields })])
			.events.flatMap(({ event, milestone }) => (event === 'task.progressed' ? [milestone] : []));

	test('are reported once each, all that were passed', () => {
		const watch = new Watch(options);
		expect([0, 24, 25, 25, 80, 99].map((progress) => reached(watch, progress))).toEqual([
			[],
			[],
			[25],
			[],
			[50, 75],
			[],
		]);
	});

	test('are not reported again when the progress goes back', () => {
		const watch = new Watch(options);
		expect([60, 10, 60, 75].map((progress) => reached(watch, progress))).toEqual([
			[25, 50],
			[],
			[],
			[75],
		]);
	});

	test('are reported again in another attempt', () => {
		const watch = new Watch(options);
		expect(reached(watch, 30)).toEqual([25]);
		expect(reached(watch, 30, RETRIED)).toEqual([25]);
	});

	test('have all been reached by a task that is done at once', () => {
		const watch = new Watch(options);
		expect(watch.found([task('one', { ...COMPLETE, progress: 0 })])).toEqual([
			'one:task.created:0',
			'one:task.progressed:0:25',
			'one:task.progressed:0:50',
			'one:task.progressed:0:75',
			'one:task.completed:0',
		]);
	});

	test('that lay behind before the event was chosen are not reported', () => {
		const watch = new Watch(options);
		const others = { events: new Set(['task.failed' as const]) };
		watch.look([task('one', { progress: 60 })], { options: others });
		expect(reached(watch, 60)).toEqual([]);
		expect(reached(watch, 75)).toEqual([75]);
	});
});

describe('a task without progress', () => {
	const options = { stalledAfterMs: 10 * MINUTE };
	const found = (watch: Watch, minutes: number, progress = 0) =>
		watch.found([task('one', { progress })], { now: NOW + minutes * MINUTE });

	test('has stalled once, until it comes on', () => {
		const watch = new Watch(options);
		expect(found(watch, 0)).toEqual(['one:task.created:0']);
		expect(found(watch, 9)).toEqual([]);
		expect(found(watch, 10)).toEqual(['one:task.stalled:0:0']);
		expect(found(watch, 30)).toEqual([]);
		expect(found(watch, 31, 5)).toEqual([]);
		expect(found(watch, 40, 5)).toEqual([]);
		expect(found(watch, 41, 5)).toEqual(['one:task.stalled:0:5']);
	});

	test('has stalled again in another attempt', () => {
		const watch = new Watch(options);
		found(watch, 0);
		found(watch, 10);
		const retried = [task('one', RETRIED)];
		expect(watch.found(retried, { now: NOW + 11 * MINUTE })).toEqual([]);
		expect(watch.found(retried, { now: NOW + 21 * MINUTE })).toEqual(['one:task.stalled:1:0']);
	});

	test('has not stalled when it is done', () => {
		const watch = new Watch(options);
		found(watch, 0);
		expect(watch.found([task('one', COMPLETE)], { now: NOW + 60 * MINUTE })).toEqual([
			'one:task.completed:0',
		]);
	});

	test('is timed anew when the clock of n8n is set back', () => {
		const watch = new Watch(options);
		found(watch, 60);
		expect(found(watch, 0)).toEqual([]);
		expect(found(watch, 10)).toEqual(['one:task.stalled:0:0']);
	});
});

describe('a watched task that is gone', () => {
	test('was removed, and is shown as it was remembered', () => {
		const watch = new Watch();
		watch.look([task('one', { progress: 40, ...RETRIED })]);
		const { events } = watch.look([], { gone: ['one'] });
		expect(events).toEqual([
			{
				event: 'task.removed',
				eventId: 'one:task.removed:1',
				occurredAt: NOW,
				task: expect.objectContaining({
					id: 'one',
					name: 'one.iso',
					phase: 'removed',
					progress: 40,
					fileId: 'file-of-one',
				}) as object,
			},
		]);
		expect(watch.state.watched.size).toBe(0);
	});

	test('is not watched any more, even if nobody wants to know', () => {
		const watch = new Watch({ events: new Set(['task.failed']) });
		watch.look([task('one')]);
		expect(watch.found([], { gone: ['one'] })).toEqual([]);
		expect(watch.state.watched.size).toBe(0);
	});

	test('is still watched if nobody has looked for it', () => {
		const watch = new Watch();
		watch.look([task('one')]);
		expect(watch.found([])).toEqual([]);
		expect(watch.found([task('one', COMPLETE)])).toEqual(['one:task.completed:0']);
	});
});

test('a task that is gone without having been watched tells nothing', () => {
	const watch = new Watch();
	expect(watch.found([], { gone: ['one'] })).toEqual([]);
	expect(watch.found([task('one')])).toEqual(['one:task.created:0']);
});

describe('events', () => {
	test('come oldest first, whichever task they belong to', () => {
		const watch = new Watch();
		watch.look([task('late'), task('early')]);
		expect(
			watch.found([
				task('new', { created_time: at(6000), updated_time: at(6000) }),
				task('early', { ...COMPLETE, updated_time: at(5000) }),
				task('late', { ...FAILED, updated_time: at(7000) }),
			]),
		).toEqual(['early:task.completed:0', 'new:task.created:0', 'late:task.failed:0']);
	});

	test('of one task come in their order, whatever the times of the service are', () => {
		const watch = new Watch();
		const odd = { created_time: at(5000), updated_time: at(2000) };
		const { events } = watch.look([task('one', { ...COMPLETE, ...odd })]);
		expect(events.map(({ event, occurredAt }) => [event, occurredAt - START])).toEqual([
			['task.created', 5000],
			['task.completed', 5000],
		]);
	});

	test('beyond the most of one look wait for the next ones', () => {
		const watch = new Watch({ maxEvents: 2 });
		const tasks = ['c', 'b', 'a'].map((id, index) =>
			task(id, { created_time: at(3000 - index * 1000) }),
		);
		expect(watch.found(tasks)).toEqual(['a:task.created:0', 'b:task.created:0']);
		expect(watch.found(tasks)).toEqual(['c:task.created:0']);
		expect(watch.found(tasks)).toEqual([]);
	});

	test('that wait go before those that are found later', () => {
		const watch = new Watch({ maxEvents: 1 });
		watch.look([task('b', { created_time: at(2000) }), task('a')]);
		const later = task('c', { created_time: at(1500) });
		expect(watch.found([later])).toEqual(['b:task.created:0']);
		expect(watch.found([later])).toEqual(['c:task.created:0']);
	});

	test('that wait are dropped if they are not chosen any more', () => {
		const watch = new Watch({ maxEvents: 1 });
		const done = ['c', 'b', 'a'].map((id) => task(id, COMPLETE));
		watch.look(done);
		expect(watch.state.queue).toHaveLength(5);
		const options = { events: new Set(['task.completed' as const]), maxEvents: 10 };
		expect(watch.found(done, { options })).toEqual(
			['a', 'b', 'c'].map((id) => `${id}:task.completed:0`),
		);
		expect(watch.found(done)).toEqual([]);
	});
});

describe('more events than there is room for', () => {
	// Done at once: three events each with one milestone.
	const options = { maxEvents: 1, milestones: [50] };
	const flood = Array.from({ length: 120 }, (_, index) =>
		task(`task-${String(index).padStart(3, '0')}`, {
			...COMPLETE,
			created_time: at(1000 + index),
			updated_time: at(1000 + index),
		}),
	).reverse();

	test('stay with the service until there is room, and none is lost or told twice', () => {
		const watch = new Watch(options);
		const found: string[] = [];
		for (let look = 0; look < 370; look += 1) {
			const events = watch.found(flood);
			expect(events.length).toBeLessThanOrEqual(1);
			expect(watch.state.queue.length).toBeLessThanOrEqual(250);
			found.push(...events);
		}
		expect(found).toEqual(
			[...flood]
				.reverse()
				.flatMap(({ id }) => [
					`${id}:task.created:0`,
					`${id}:task.progressed:0:50`,
					`${id}:task.completed:0`,
				]),
		);
	});

	test('let the floor rise to just below the oldest that had to be left, so that few are known', () => {
		const watch = new Watch(options);
		watch.look(flood);
		const taken = watch.state.known.size;
		expect(flood.length - taken).toBeGreaterThan(30);
		watch.look(flood);
		expect(watch.state.floor).toBe(START + 1000 + taken - 1);
		expect(watch.state.known.size).toBeLessThan(3);
	});

	test('do not keep a task from being watched that has nothing to tell', () => {
		const watch = new Watch({ ...options, events: new Set(['task.completed']) });
		watch.look([task('running'), ...flood, ...many(200, COMPLETE)]);
		expect(watch.state.queue).toHaveLength(250);
		expect(watch.state.watched.has('running')).toBe(true);
	});

	test('are left in the order in which they happened, so one that is gone comes in its turn', () => {
		const watch = new Watch({ maxEvents: 0 });
		watch.look([task('gone')], { options: { maxEvents: Infinity } });
		const before = many(250, { created_time: at(2000) });
		watch.look(before, { gone: ['gone'] });
		expect(watch.state.queue).toHaveLength(250);
		expect(watch.state.watched.has('gone')).toBe(true);
		expect(watch.state.watched.size).toBe(251);
	});

	test('leave room for as many as may be emitted, and 250 that wait', () => {
		expect(roomIn(begun(), 1)).toBe(251);
		expect(roomIn(begun(), Infinity)).toBe(10_250);
	});
});

const many = (count: number, fields: Record<string, unknown> = {}) =>
	Array.from({ length: count }, (_, index) => task(`many-${String(index)}`, fields));

test('watches 10,000 unfinished tasks, and tells how many it cannot', () => {
	const options = { events: new Set(['task.completed' as const]) };
	const watch = new Watch(options);
	const tasks = many(10_002);
	expect(watch.look(tasks).unwatched).toBe(2);
	expect(watch.state.watched.size).toBe(10_000);
	// The two oldest end, and make room for the two newest.
	const ended = tasks.map((seen, index) => (index > 9_999 ? { ...seen, ...COMPLETE } : seen));
	expect(watch.look(ended).events).toHaveLength(2);
	expect(watch.look(ended).unwatched).toBe(0);
	expect(watch.state.watched.has('many-0')).toBe(true);
});

test('what is retried tells nothing while it cannot be watched, since it would tell it in each look', () => {
	const options = { milestones: [25] };
	const old = task('old', { created_time: at(-5000), progress: 30, ...RETRIED });
	const foundBeside = (count: number) => {
		const watch = new Watch(options);
		const others = many(count);
		watch.look(others);
		return watch.found([...others, old]);
	};
	expect(foundBeside(9_999)).toEqual(['old:task.progressed:1:25']);
	expect(foundBeside(10_000)).toEqual([]);
});

describe('a filter', () => {
	const filter = { key: 'mkv', name: (name: string) => name.endsWith('.mkv') };

	test('decides by what a task is at the time of the event', () => {
		const watch = new Watch({ filter });
		expect(watch.found([task('one', { name: 'magnet' })])).toEqual([]);
		expect(watch.found([task('one', { name: 'film.mkv', ...COMPLETE })])).toEqual([
			'one:task.completed:0',
		]);
	});

	test('decides about a task that is gone by how it was last seen', () => {
		const watch = new Watch({ filter });
		watch.look([task('fits', { name: 'film.mkv' }), task('not', { name: 'song.mp3' })]);
		expect(watch.found([], { gone: ['fits', 'not'] })).toEqual(['fits:task.removed:0']);
	});

	test('leaves out failures by their reason, and nothing else', () => {
		const reason = (code: string) => code === 'file_space_not_enough';
		const watch = new Watch({ filter: { key: 'full', reason } });
		const full = { ...FAILED, message: 'Storage space is not enough' };
		expect(
			watch.found([
				task('done', COMPLETE),
				task('full', full),
				task('ads', { ...FAILED, message: 'file_maybe_ads' }),
			]),
		).toEqual([
			'ads:task.created:0',
			'full:task.created:0',
			'full:task.failed:0',
			'done:task.created:0',
			'done:task.completed:0',
		]);
	});
});

test('looks the same twice find nothing the second time, and leave the state alone', () => {
	const watch = new Watch({ ...ALL, milestones: [10], stalledAfterMs: 1 });
	const seen = [task('one', { progress: 50 }), task('two', COMPLETE), task('three', FAILED)];
	watch.look(seen);
	watch.look(seen, { now: NOW + 1 });
	watch.look(seen, { now: NOW + 2 });
	const before = watch.state;
	expect(watch.found(seen, { now: NOW + 3 })).toEqual([]);
	expect(watch.state).toEqual(before);
});
