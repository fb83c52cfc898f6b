import fc from 'fast-check';
import { TASK_EVENTS, type WatchEvent } from '../../../pikpak/watch/event.js';
import {
	readStored,
	writeStored,
	type Stored,
	type Watched,
	type WatchState,
} from '../../../pikpak/watch/state.js';
import { simplifyTask } from '../../../pikpak/tasks/tasks.js';
import { ALL, at, begun, COMPLETE, task, Watch } from './looks.mjs';

const ids = fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', ''));
// JSON has no negative zero.
const times = fc.maxSafeInteger().map((time) => Math.trunc(time / 2) + 0);
const courses = fc.record({
	progress: fc.oneof(fc.nat(100), fc.double({ min: 0, max: 100, noNaN: true }).map(positiveZero)),
	since: fc.nat(),
	stalled: fc.boolean(),
	name: fc.string({ unit: 'grapheme' }),
});
const watched: fc.Arbitrary<Watched> = fc
	.tuple(
		fc.record({
			attempt: fc.nat(),
			fileId: fc.string(),
			fits: fc.constantFrom(true, false, undefined),
		}),
		fc.option(courses, { nil: undefined }),
	)
	.map(([fields, course]) => ({ ...fields, ...(course !== undefined && { course }) }));
const events: fc.Arbitrary<WatchEvent> = fc
	.record({
		event: fc.constantFrom(...TASK_EVENTS),
		eventId: fc.string(),
		occurredAt: fc.nat(),
		task: ids.filter((id) => id !== '').map((id) => simplifyTask(task(id))),
	})
	.chain((event) =>
		fc.option(fc.nat(99), { nil: undefined }).map((milestone) => ({
			...event,
			...(milestone !== undefined && { milestone }),
		})),
	);
const states: fc.Arbitrary<WatchState> = fc.record({
	account: fc.string(),
	activation: fc.string(),
	filter: fc.string(),
	floor: times.filter(isDate),
	edge: times.filter(isDate),
	known: fc.array(fc.tuple(ids, fc.nat())).map((entries) => new Map(entries)),
	watched: fc.array(fc.tuple(ids, watched)).map((entries) => new Map(entries)),
	queue: fc.array(events, { maxLength: 5 }),
});
const anyStored: fc.Arbitrary<Stored> = fc.oneof(
	fc.record({ kind: fc.constant('watching' as const), turn: fc.nat(), state: states }),
	fc.record({
		kind: fc.constant('starting' as const),
		turn: fc.nat(),
		startedAt: fc.nat(),
		isAfresh: fc.boolean(),
	}),
);

function positiveZero(number: number): number {
	return number + 0;
}

function isDate(time: number): boolean {
	return Math.abs(time) <= 8.64e15;
}

test('what is stored comes back as it was written', () => {
	fc.assert(
		fc.property(anyStored, (stored) => {
			expect(readStored(writeStored(stored))).toEqual(stored);
		}),
	);
});

test('what is not a state is read as none', () => {
	fc.assert(
		fc.property(fc.oneof(fc.anything(), fc.json(), fc.string()), (stored) => {
			expect(readStored(stored)).toBeUndefined();
		}),
	);
});

test('a state that was cut or changed is read as none, or as a whole one', () => {
	fc.assert(
		fc.property(anyStored, fc.nat(), fc.string(), (stored, place, noise) => {
			const written = writeStored(stored);
			const at = place % written.length;
			for (const changed of [
				written.slice(0, at) + noise,
				written.slice(0, at) + noise + written.slice(at + noise.length),
			]) {
				const read = readStored(changed);
				if (read !== undefined) expect(readStored(writeStored(read))).toEqual(read);
			}
		}),
	);
});

/** As much of an event as is looked at when it is read. */
const EVENT = {
	event: 'task.failed',
	eventId: 'one:task.failed:0',
	occurredAt: 1,
	task: { id: 'one', name: 'One' },
};

describe('a state of which one thing is wrong', () => {
	const whole = JSON.parse(
		writeStored({
			kind: 'watching',
			turn: 4,
			state: begun({
				known: new Map([['one', 5]]),
				watched: new Map([['one', { attempt: 0, fileId: 'file', fits: true }]]),
			}),
		}),
	) as Record<string, unknown>;

	test('would be read without it', () => {
		expect(readStored(JSON.stringify({ ...whole, queue: [EVENT] }))).toBeDefined();
	});

	test.each(Object.keys(whole))('is read as none without "%s"', (key) => {
		expect(readStored(JSON.stringify({ ...whole, [key]: undefined }))).toBeUndefined();
	});

	test.each([
		['v', 1],
		['v', 3],
		['turn', -1],
		['turn', 1.5],
		['floor', '5'],
		['edge', 1e300],
		['known', {}],
		['known', [['one']]],
		['known', [[1, 5]]],
		['known', [null]],
		['tasks', [['one', 'no word']]],
		['tasks', [[1, '0/file']]],
		['tasks', [null]],
		['tasks', [['one', '0/file', 'much', 5, 0, 'name']]],
		['tasks', [['one', '0/file', 5, 'soon', 0, 'name']]],
		['tasks', [['one', '0/file', 5, 5, 0, 1]]],
		['tasks', [['one', '0/file', 5]]],
		['queue', [{ ...EVENT, event: 'task.eaten' }]],
		['queue', [{ ...EVENT, eventId: 1 }]],
		['queue', [{ ...EVENT, occurredAt: 'now' }]],
		['queue', [{ ...EVENT, task: {} }]],
		['queue', [{ ...EVENT, task: { id: 'one' } }]],
		['queue', [{ ...EVENT, task: { name: 'One' } }]],
		['queue', [null]],
	])('is read as none with "%s" as %j', (key, value) => {
		expect(readStored(JSON.stringify({ ...whole, [key]: value }))).toBeUndefined();
	});
});

describe('the size', () => {
	const bytes = (state: WatchState) =>
		Buffer.byteLength(writeStored({ kind: 'watching', turn: 1, state }));
	/** Ids as long as PikPak's. */
	const unfinished = (count: number, name: string) =>
		Array.from({ length: count }, (_, index) => {
			const number = String(index).padStart(16, '0');
			return task(`VSynthTask${number}`, {
				name,
				file_id: `VSynthFile${number}`,
				progress: 42,
				params: { retry_times: '12' },
				created_time: at(1000 + index),
			});
		});
	/** Once it is settled that nothing else is to be remembered of them. */
	const bytesPerTask = (watch: () => Watch, name: string) => {
		const sizeFor = (count: number) => {
			const settled = watch();
			for (let look = 0; look < 3; look += 1) settled.look(unfinished(count, name));
			return bytes(settled.state);
		};
		return (sizeFor(1001) - sizeFor(1)) / 1000;
	};
	const few = { events: new Set(['task.created', 'task.completed', 'task.failed'] as const) };

	test('is at most 64 bytes for an unfinished task', () => {
		expect(bytesPerTask(() => new Watch(few), 'a name')).toBeLessThanOrEqual(64);
	});

	test.each([
		['a short name', 'one.iso'],
		['a long name', 'n'.repeat(5000)],
		['a long name in Chinese', '電影'.repeat(500)],
		['a long name of emoji', '🎬'.repeat(500)],
		['a long name that JSON writes longer', '"\\\n'.repeat(500)],
	])('is at most 256 bytes for one whose course is followed, with %s', (_, name) => {
		expect(bytesPerTask(() => new Watch(ALL), name)).toBeLessThanOrEqual(256);
	});

	test('does not grow with finished tasks', () => {
		const sizeFor = (count: number) => {
			const watch = new Watch();
			for (let look = 0; look < 3; look += 1)
				watch.look(unfinished(count, 'a name').map((seen) => ({ ...seen, ...COMPLETE })));
			return bytes(watch.state);
		};
		expect(sizeFor(1000)).toBe(sizeFor(1));
	});

	test('does not depend on how many events there are, beyond 250 that wait', () => {
		const done = unfinished(1000, 'a name').map((seen) => ({ ...seen, ...COMPLETE }));
		const watch = new Watch({ maxEvents: 1 });
		for (let look = 0; look < 5; look += 1) {
			watch.look(done);
			expect(watch.state.queue.length).toBeLessThanOrEqual(250);
			expect(watch.state.queue.length).toBeGreaterThan(240);
		}
	});
});

test.each([
	['a short one', 'one.iso', 'one.iso'],
	['one that just fits', 'n'.repeat(120), 'n'.repeat(120)],
	['a long one', 'n'.repeat(200), `${'n'.repeat(117)}…`],
	['one with pairs of surrogates', '🎬'.repeat(100), `${'🎬'.repeat(29)}…`],
])('of a name, %s is remembered as far as there is room', (_, name, remembered) => {
	const watch = new Watch();
	watch.look([task('one', { name })]);
	expect(watch.state.watched.get('one')?.course?.name).toBe(remembered);
});
