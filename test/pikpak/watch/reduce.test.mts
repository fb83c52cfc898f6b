import fc from 'fast-check';
import { reduce, sampleOf, TASK_EVENTS, type WatchEvent } from '../../../pikpak/watch/reduce.js';
import { readState, writeState, type WatchState } from '../../../pikpak/watch/state.js';
import type { WireTask } from '../../../pikpak/wire.js';
import { Drive, isFinal, steps, type Step } from './drive.mjs';

const ALL = { account: 'someone', events: new Set(TASK_EVENTS) };

interface Poll {
	before: WireTask[] | undefined;
	seen: WireTask[];
	events: WatchEvent[];
	state: WatchState;
}

/** Lives a history, and polls it with a state that goes through its stored form each time. */
function live(history: Step[]): Poll[] {
	const drive = new Drive();
	const polls: Poll[] = [];
	let stored: string | undefined;
	for (const step of history) {
		drive.apply(step);
		if (step.kind !== 'poll') continue;
		const seen = rotated(drive.tasks, step.shuffle);
		const { state, events } = reduce(readState(stored), seen, ALL);
		stored = writeState(state);
		polls.push({ before: polls.at(-1)?.seen, seen, events, state });
	}
	return polls;
}

function rotated<Item>(list: Item[], by: number): Item[] {
	const cut = list.length === 0 ? 0 : by % list.length;
	return [...list.slice(cut), ...list.slice(0, cut)];
}

const idsOf = (events: WatchEvent[], kinds: string[]) =>
	events.filter(({ event }) => kinds.includes(event)).map(({ task }) => task.id);

const ENDS = ['task.completed', 'task.failed'];

describe('over any history of a drive', () => {
	const everyPoll = (holds: (poll: Poll, earlier: Poll[]) => void) => {
		fc.assert(
			fc.property(steps, (history) => {
				const polls = live(history);
				polls.forEach((poll, index) => {
					holds(poll, polls.slice(0, index));
				});
			}),
			{ numRuns: 2000 },
		);
	};

	test('the first look takes everything as known', () => {
		everyPoll(({ before, events }) => {
			if (before === undefined) expect(events).toEqual([]);
		});
	});

	test('each task that appears is created once, in the poll that first shows it', () => {
		everyPoll(({ before, seen, events }, earlier) => {
			if (before === undefined) return;
			const shown = new Set(earlier.flatMap((poll) => poll.seen.map(({ id }) => id)));
			const appeared = seen.filter(({ id }) => !shown.has(id)).map(({ id }) => id);
			expect(idsOf(events, ['task.created']).sort()).toEqual(appeared.sort());
		});
	});

	test('a task that was unfinished and is finished has ended once, as its phase says', () => {
		everyPoll(({ before, seen, events }) => {
			const unfinished = new Set(
				(before ?? []).filter((task) => !isFinal(task)).map(({ id }) => id),
			);
			const ended = seen.filter((task) => isFinal(task) && unfinished.has(task.id));
			for (const task of ended) {
				const kind = task['phase'] === 'PHASE_TYPE_COMPLETE' ? 'task.completed' : 'task.failed';
				const own = events.filter(
					(event) => event.task.id === task.id && ENDS.includes(event.event),
				);
				expect(own.map(({ event }) => event)).toEqual([kind]);
			}
		});
	});

	test('a task that was finished before does not end again without a retry that was seen', () => {
		everyPoll(({ before, events }) => {
			const finished = new Set((before ?? []).filter(isFinal).map(({ id }) => id));
			expect(idsOf(events, ENDS).filter((id) => finished.has(id))).toEqual([]);
		});
	});

	test('no event comes twice', () => {
		everyPoll(({ events }, earlier) => {
			const ids = [...earlier.flatMap((poll) => poll.events), ...events].map(
				({ eventId }) => eventId,
			);
			expect(new Set(ids).size).toBe(ids.length);
		});
	});

	test('events come oldest first, and a task is created before it ends', () => {
		everyPoll(({ events }) => {
			const times = events.map(({ occurredAt }) => occurredAt);
			expect(times).toEqual([...times].sort((one, other) => one - other));
			const created = idsOf(events, ['task.created']);
			for (const id of idsOf(events, ENDS).filter((ended) => created.includes(ended))) {
				const own = events.filter(({ task }) => task.id === id).map(({ event }) => event);
				expect(own[0]).toBe('task.created');
			}
		});
	});

	test('the state holds the unfinished tasks and nothing of the finished', () => {
		everyPoll(({ seen, state }) => {
			const unfinished = seen.filter((task) => !isFinal(task)).map(({ id }) => id);
			expect([...state.unfinished.keys()].sort()).toEqual(unfinished.sort());
		});
	});

	test('looking again at the same tasks finds nothing', () => {
		everyPoll(({ seen, state }) => {
			expect(reduce(state, seen, ALL)).toEqual({ state, events: [] });
		});
	});
});

describe('a task', () => {
	const task = (fields: Record<string, unknown> = {}): WireTask => ({
		id: 'one',
		phase: 'PHASE_TYPE_RUNNING',
		file_id: 'file-1',
		created_time: '2026-11-24T10:00:00.000+08:00',
		updated_time: '2026-11-24T10:00:05.000+08:00',
		...fields,
	});
	const empty = reduce(undefined, [], ALL).state;
	const kinds = (events: WatchEvent[]) => events.map(({ event }) => event);

	test('that is first seen complete was created and completed', () => {
		const { events } = reduce(empty, [task({ phase: 'PHASE_TYPE_COMPLETE' })], ALL);
		expect(kinds(events)).toEqual(['task.created', 'task.completed']);
	});

	test('that fails, is retried and fails again has failed twice', () => {
		const failed = task({ phase: 'PHASE_TYPE_ERROR' });
		const retried = task({ file_id: 'file-2', params: { retry_times: '1' } });
		const failedAgain = { ...retried, phase: 'PHASE_TYPE_ERROR' };
		const first = reduce(empty, [failed], ALL);
		const second = reduce(first.state, [retried], ALL);
		const third = reduce(second.state, [failedAgain], ALL);
		expect(first.events.at(-1)?.eventId).toBe('one:task.failed:file-1');
		expect(second.events).toEqual([]);
		expect(third.events.map(({ eventId }) => eventId)).toEqual(['one:task.failed:1']);
	});

	test('that failed long ago and is retried is not created', () => {
		const old = reduce(undefined, [task({ phase: 'PHASE_TYPE_ERROR' })], ALL).state;
		const running = reduce(old, [task({ file_id: 'file-2' })], ALL);
		const complete = task({ file_id: 'file-2', phase: 'PHASE_TYPE_COMPLETE' });
		expect(running.events).toEqual([]);
		expect(kinds(reduce(running.state, [complete], ALL).events)).toEqual(['task.completed']);
	});

	test('in a phase that nobody knows is unfinished', () => {
		const paused = reduce(empty, [task({ phase: 'PHASE_TYPE_PAUSED' })], ALL);
		expect(kinds(paused.events)).toEqual(['task.created']);
		expect(readState(writeState(paused.state))).toEqual(paused.state);
	});

	test('without a readable creation time never floods', () => {
		const { state } = reduce(undefined, [task()], ALL);
		const odd = task({ id: 'odd', created_time: 'yesterday', phase: 'PHASE_TYPE_COMPLETE' });
		expect(reduce(state, [task(), odd], ALL).events).toEqual([]);
	});

	test('that is created in the same millisecond as the newest known one is new', () => {
		const { state } = reduce(undefined, [task()], ALL);
		expect(kinds(reduce(state, [task(), task({ id: 'two' })], ALL).events)).toEqual([
			'task.created',
		]);
	});

	test('makes no event that was not chosen, and is remembered all the same', () => {
		const chosen = { account: 'someone', events: new Set(['task.failed'] as const) };
		const created = reduce(empty, [task()], chosen);
		expect(created.events).toEqual([]);
		expect(
			kinds(reduce(created.state, [task({ phase: 'PHASE_TYPE_ERROR' })], chosen).events),
		).toEqual(['task.failed']);
	});
});

describe('samples for somebody who builds a workflow', () => {
	const listed = async function* () {
		yield { id: 'newest', phase: 'PHASE_TYPE_RUNNING' };
		yield { id: 'failed', phase: 'PHASE_TYPE_ERROR' };
		yield { id: 'older', phase: 'PHASE_TYPE_ERROR' };
	};

	test('are the newest task for each chosen event', async () => {
		const samples = await sampleOf(listed(), new Set(['task.created', 'task.failed'] as const));
		expect(samples.map(({ event, task }) => [event, task.id])).toEqual([
			['task.created', 'newest'],
			['task.failed', 'failed'],
		]);
	});

	test('are none if no task fits', async () => {
		expect(await sampleOf(listed(), new Set(['task.completed'] as const))).toEqual([]);
	});
});
