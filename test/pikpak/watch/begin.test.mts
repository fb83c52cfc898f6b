import type { Call } from '../../../pikpak/call.js';
import { activationKey, begin, type OnActivation } from '../../../pikpak/watch/begin.js';
import type { WatchOptions } from '../../../pikpak/watch/change.js';
import { Observer } from '../../../pikpak/watch/observe.js';
import type { WireTask } from '../../../pikpak/wire.js';
import { ALL, at, COMPLETE, FAILED, MINUTE, NOW, START, task, Watch } from './looks.mjs';

const FROM_NOW: OnActivation = { kind: 'fromNow' };

interface Beginning {
	choice?: OnActivation;
	startedAt?: number;
	options?: Partial<WatchOptions>;
}

/** Begins on a drive with these tasks, newest first, and looks at it at once, as a poll does. */
async function beginOn(
	tasks: WireTask[],
	{ choice = FROM_NOW, startedAt, options }: Beginning = {},
) {
	const isFinished = ({ phase }: WireTask) =>
		[COMPLETE.phase, FAILED.phase].includes(String(phase));
	const asked: Array<string | undefined> = [];
	const call: Call = async ({ query }) => {
		asked.push(query?.['limit']);
		return { tasks: tasks.filter(isFinished).slice(0, Number(query?.['limit'])) };
	};
	const chosen = { ...ALL, ...options };
	const state = await begin(
		new Observer(call, chosen.filter, () => true),
		tasks.filter((seen) => !isFinished(seen)),
		{
			...chosen,
			account: 'someone',
			onActivation: choice,
			choice,
			...(startedAt !== undefined && { startedAt }),
		},
		NOW,
	);
	const watch = new Watch(options, state);
	return { state, watch, asked, found: watch.found(tasks) };
}

/** Newest first, a second apart; the last one was created at the start. */
const drive = (...phases: object[]) =>
	phases.map((phase, index) => {
		const time = at((phases.length - 1 - index) * 1000);
		const id = `task-${String(phases.length - index)}`;
		return task(id, { ...phase, created_time: time, updated_time: time });
	});

const created = (id: string) => `${id}:task.created:0`;
const completed = (id: string) => `${id}:task.completed:0`;

describe('from now', () => {
	test('finds nothing of what is there, and watches what is unfinished', async () => {
		const { watch, found, asked } = await beginOn(drive({}, COMPLETE, {}, FAILED));
		expect(found).toEqual([]);
		expect([...watch.state.watched.keys()].sort()).toEqual(['task-2', 'task-4']);
		expect(asked).toEqual(['100']);
	});

	test('finds what is created after it, even in the millisecond of the newest task', async () => {
		const tasks = drive(COMPLETE);
		const { watch } = await beginOn(tasks);
		expect(watch.found([task('new', { created_time: at(0) }), ...tasks])).toEqual([created('new')]);
		expect(watch.found([task('newer', { created_time: at(1) }), ...tasks])).toEqual([
			created('newer'),
		]);
	});

	test('finds what is created in the millisecond of the newest task, if all of that moment were read', async () => {
		const tasks = drive(...Array.from({ length: 150 }, () => COMPLETE));
		const { watch } = await beginOn(tasks);
		const newest = String(tasks[0]?.['created_time']);
		expect(watch.found([task('new', { created_time: newest }), ...tasks])).toEqual([
			created('new'),
		]);
	});

	test('begins on an empty drive', async () => {
		const { state, watch, found } = await beginOn([]);
		expect(state.queue).toEqual([]);
		expect(found).toEqual([]);
		expect(watch.found([task('one')])).toEqual([created('one')]);
	});

	test('finds the end of one that ends while the lists are read', async () => {
		const odd = task('odd', { created_time: '2030-01-01T00:00:00Z' });
		const { state } = await beginOn([odd, ...drive({})]);
		const ended = [{ ...odd, ...COMPLETE }, ...drive(COMPLETE)];
		expect(new Watch({}, state).found(ended)).toEqual(['task-1', 'odd'].map(completed));
	});

	test('is not silenced by a creation time that lies years ahead', async () => {
		const odd = { created_time: '2030-01-01T00:00:00Z' };
		const tasks = [task('odd', { ...odd, ...COMPLETE }), task('odd-too', odd), ...drive(COMPLETE)];
		const { watch, found } = await beginOn(tasks);
		expect(found).toEqual([]);
		expect(watch.found([task('one'), ...tasks])).toEqual([created('one')]);
		expect(watch.found([task('odd-too', { ...odd, ...COMPLETE })])).toEqual([completed('odd-too')]);
	});

	test('finds what was created since it was to begin, if looks have failed since then', async () => {
		const { found, watch } = await beginOn(drive(COMPLETE, {}, COMPLETE, {}), {
			startedAt: START + 1000,
		});
		expect(found).toEqual([created('task-3'), created('task-4'), completed('task-4')]);
		expect(watch.state.watched.has('task-1')).toBe(true);
	});

	test('does not take the time for later than the newest task', async () => {
		const tasks = drive(COMPLETE);
		const { watch } = await beginOn(tasks, { startedAt: START + 60 * MINUTE });
		expect(watch.found([task('one', { created_time: at(1000) }), ...tasks])).toEqual([
			created('one'),
		]);
	});
});

describe('with the newest tasks', () => {
	const newest = (count: number): OnActivation => ({ kind: 'newest', count });

	test('finds what has become of so many of them, and watches the others', async () => {
		const { found, watch } = await beginOn(drive(FAILED, {}, COMPLETE, {}), { choice: newest(2) });
		expect(found).toEqual([created('task-3'), created('task-4'), 'task-4:task.failed:0']);
		expect([...watch.state.watched.keys()].sort()).toEqual(['task-1', 'task-3']);
	});

	test('counts those to which a chosen event has happened', async () => {
		const options = { events: new Set(['task.completed' as const]) };
		const tasks = drive({}, COMPLETE, FAILED, COMPLETE, COMPLETE);
		const { found } = await beginOn(tasks, { choice: newest(2), options });
		expect(found).toEqual(['task-2', 'task-4'].map(completed));
	});

	test('counts those that were there when it was to begin, if looks have failed since then', async () => {
		const { found } = await beginOn(drive(COMPLETE, {}, COMPLETE, COMPLETE, COMPLETE), {
			choice: newest(2),
			startedAt: START + 2000,
			options: { events: new Set(['task.completed']) },
		});
		expect(found).toEqual(['task-2', 'task-3', 'task-5'].map(completed));
	});

	test('counts those that fit the filter', async () => {
		const filter = { key: 'old', name: (name: string) => /[12]\.iso/.test(name) };
		const tasks = drive(COMPLETE, COMPLETE, COMPLETE, COMPLETE);
		const { found } = await beginOn(tasks, {
			choice: newest(1),
			options: { filter, events: new Set(['task.completed']) },
		});
		expect(found).toEqual([completed('task-2')]);
	});

	test('finds all of them if there are fewer', async () => {
		const { found } = await beginOn(drive(COMPLETE), { choice: newest(5) });
		expect(found).toEqual([created('task-1'), completed('task-1')]);
	});

	test('begins no earlier for a task whose creation time cannot be read', async () => {
		const odd = task('odd', { ...COMPLETE, created_time: 'yesterday' });
		const { state } = await beginOn([...drive(COMPLETE), odd], { choice: newest(5) });
		expect(state.floor).toBeGreaterThanOrEqual(START - 2);
	});

	test('finds nothing on an empty drive, and what is created later', async () => {
		const { watch, found } = await beginOn([], { choice: newest(5) });
		expect(found).toEqual([]);
		expect(watch.found([task('one')])).toEqual([created('one')]);
	});

	test('looks at a thousand finished ones at most', async () => {
		expect((await beginOn([], { choice: newest(5) })).asked).toEqual(['1000']);
	});
});

describe('since a time', () => {
	test('finds what has become of everything created after it', async () => {
		const { found, watch } = await beginOn(drive(COMPLETE, {}, COMPLETE, {}), {
			choice: { kind: 'since', time: START + 1000, typed: 'then' },
		});
		expect(found).toEqual([created('task-3'), created('task-4'), completed('task-4')]);
		expect(watch.state.watched.has('task-1')).toBe(true);
		expect(watch.found(drive(COMPLETE, {}, COMPLETE, COMPLETE))).toEqual([completed('task-1')]);
	});

	test('finds nothing that is older, and nothing twice', async () => {
		const { found, watch } = await beginOn(drive(COMPLETE, COMPLETE), {
			choice: { kind: 'since', time: START + 60 * MINUTE, typed: 'then' },
		});
		expect(found).toEqual([]);
		expect(watch.found(drive(COMPLETE, COMPLETE))).toEqual([]);
	});
});

test('a choice has a key of its own', () => {
	const choices: OnActivation[] = [
		FROM_NOW,
		{ kind: 'newest', count: 5 },
		{ kind: 'newest', count: 6 },
		{ kind: 'since', time: 5, typed: 'then' },
		{ kind: 'since', time: 5, typed: 'later' },
	];
	// They are stored.
	expect(choices.map(activationKey)).toEqual([
		'fromNow',
		'newest 5',
		'newest 6',
		'since then',
		'since later',
	]);
});

describe('on a drive whose list is in another order', () => {
	// More than a page, oldest first.
	const old = drive(...Array.from({ length: 150 }, () => COMPLETE)).reverse();

	test('finds nothing of what is there, and what is created later', async () => {
		const { watch, found } = await beginOn(old);
		expect(found).toEqual([]);
		const later = task('new', { ...COMPLETE, created_time: at(MINUTE * 60) });
		expect(watch.found([...old, later])).toEqual([created('new'), completed('new')]);
	});
});

test('does not take more for new than it has read, if more were created in one moment', async () => {
	const atOnce = drive(...Array.from({ length: 150 }, () => COMPLETE)).map((seen) => ({
		...seen,
		created_time: at(0),
	}));
	const { state, found } = await beginOn(atOnce);
	expect(found).toEqual([]);
	expect(state).toMatchObject({ floor: START, known: new Map() });
});
