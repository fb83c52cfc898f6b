import { errorFor, PikPakError } from '../../../pikpak/errors.js';
import type { OnActivation } from '../../../pikpak/watch/begin.js';
import type { WatchEvent } from '../../../pikpak/watch/event.js';
import {
	poll,
	startingPoint,
	type PollOptions,
	type Remembered,
} from '../../../pikpak/watch/poll.js';
import type { WatchState } from '../../../pikpak/watch/state.js';
import type { WireTask } from '../../../pikpak/wire.js';
import { ALL, at, begun, COMPLETE, FAILED, MINUTE, NOW, START, task, Watch } from './looks.mjs';
import { Table, taskPath, type Answer } from './table.mjs';

const FROM_NOW: OnActivation = { kind: 'fromNow' };
const SINCE: OnActivation = { kind: 'since', time: START - MINUTE, typed: 'a minute before' };

interface Scene {
	tasks?: WireTask[];
	answers?: Record<string, Answer>;
	remembered?: Remembered;
	options?: Partial<PollOptions>;
	deadline?: number;
}

/** Polls the drive of `someone` once, at {@link NOW}. */
async function pollOn(scene: Scene) {
	const { tasks = [], answers = {}, remembered, options = {}, deadline = Infinity } = scene;
	const table = new Table(tasks, answers);
	const drive = {
		call: table.call,
		accountId: async () => 'someone',
		now: () => NOW,
		deadline,
	};
	const chosen = { ...ALL, onActivation: FROM_NOW, ...options };
	const { state, events, warnings } = await poll(drive, remembered, chosen);
	return { state, warnings, table, found: events.map(({ eventId }) => eventId) };
}

const watching = (fields: Partial<WatchState> = {}): Remembered => ({
	kind: 'watching',
	turn: 1,
	state: begun(fields),
});
const starting = (startedAt: number, isAfresh: boolean): Remembered => ({
	kind: 'starting',
	turn: 1,
	startedAt,
	isAfresh,
});

/** One that runs, and two that are done; newest first, the last one created at the start. */
const drive = [
	task('c', { created_time: at(2000) }),
	task('b', { ...COMPLETE, created_time: at(1000) }),
	task('a', { ...COMPLETE, created_time: at(0), updated_time: at(0) }),
];
const ALL_OF_IT = [
	'a:task.created:0',
	'a:task.completed:0',
	'b:task.created:0',
	'b:task.completed:0',
	'c:task.created:0',
];

describe('what is stored before the first look', () => {
	test('is when the watch was to begin', () => {
		expect(startingPoint(undefined, NOW)).toEqual({ startedAt: NOW, isAfresh: false });
	});

	test('is that it begins afresh if what was stored cannot be read', () => {
		expect(startingPoint('unreadable', NOW)).toEqual({ startedAt: NOW, isAfresh: true });
	});

	test('is nothing once it is known', () => {
		expect(startingPoint(watching(), NOW)).toBeUndefined();
		expect(startingPoint(starting(START, false), NOW)).toBeUndefined();
	});
});

describe('the first poll', () => {
	test('begins as it was chosen', async () => {
		expect((await pollOn({ tasks: drive })).found).toEqual([]);
		const { found, state, warnings } = await pollOn({
			tasks: drive,
			options: { onActivation: SINCE, filter: { key: 'any' } },
		});
		expect(found).toEqual(ALL_OF_IT);
		expect(warnings).toEqual([]);
		expect(state).toMatchObject({
			account: 'someone',
			activation: 'since a minute before',
			filter: 'any',
		});
	});

	test('begins where it was to begin, if looks have failed since then', async () => {
		const { found, warnings } = await pollOn({
			tasks: drive,
			remembered: starting(START + 1000, false),
		});
		expect(found).toEqual(['c:task.created:0']);
		expect(warnings).toEqual([]);
	});

	test('begins with what was chosen, even if looks have failed since it was to begin', async () => {
		const { found } = await pollOn({
			tasks: drive,
			remembered: starting(START + 1000, false),
			options: { onActivation: SINCE },
		});
		expect(found).toEqual(ALL_OF_IT);
	});

	test('begins from then on, whatever was chosen, if what was stored could not be read', async () => {
		const { found } = await pollOn({
			tasks: drive,
			remembered: starting(START + 1000, true),
			options: { onActivation: SINCE },
		});
		expect(found).toEqual(['c:task.created:0']);
	});
});

describe('a watch starts afresh, from now, whatever was chosen, and says so', () => {
	test.each([
		['of another account', watching({ account: 'somebody else' })],
		['one that cannot be read', 'unreadable' as const],
	])('if its state is %s', async (_, remembered) => {
		const options = { onActivation: SINCE };
		const { found, state, warnings } = await pollOn({ tasks: drive, remembered, options });
		expect(found).toEqual([]);
		expect(state.account).toBe('someone');
		expect([...state.watched.keys()]).toEqual(['c']);
		expect(warnings).toEqual([
			'It starts afresh, from now: its state is of another account or cannot be read.',
		]);
	});
});

describe('a watch goes on', () => {
	test('with what has happened since, and says nothing of it', async () => {
		const { found, state, warnings } = await pollOn({ tasks: drive, remembered: watching() });
		expect(found).toEqual(['b:task.created:0', 'b:task.completed:0', 'c:task.created:0']);
		expect(state).toMatchObject({ account: 'someone', activation: 'fromNow', edge: START + 2000 });
		expect(warnings).toEqual([]);
	});

	test('where it is if it is now to begin from now', async () => {
		const remembered = watching({ activation: 'since a minute before' });
		const { found, state } = await pollOn({ tasks: drive, remembered });
		expect(found).toEqual(['b:task.created:0', 'b:task.completed:0', 'c:task.created:0']);
		expect(state.activation).toBe('fromNow');
	});

	test('from another beginning once that is chosen, with what it was about to tell', async () => {
		const waiting = new Watch({ maxEvents: 0 });
		waiting.look([task('old')]);
		const { queue, watched } = waiting.state;
		const { found, state } = await pollOn({
			tasks: drive,
			remembered: watching({ queue, watched, floor: START + MINUTE }),
			options: { onActivation: SINCE },
		});
		expect(found).toEqual(['old:task.created:0', ...ALL_OF_IT, 'old:task.removed:0']);
		expect(state.activation).toBe('since a minute before');
	});

	test('from a beginning only once', async () => {
		const remembered = watching({ activation: 'since a minute before', floor: START + 1000 });
		const options = { onActivation: SINCE };
		const { found } = await pollOn({ tasks: drive, remembered, options });
		expect(found).toEqual(['c:task.created:0']);
	});
});

describe('once another filter is chosen', () => {
	/** What waits after a look at these tasks, under a filter that lets everything through. */
	const waitingAfter = (tasks: WireTask[], gone: string[] = []): readonly WatchEvent[] => {
		const watch = new Watch({ maxEvents: 0 });
		watch.look([...tasks, ...gone.map((id) => task(id))]);
		watch.look(tasks, { gone });
		return watch.state.queue;
	};

	test('what waits must fit it', async () => {
		const queue = waitingAfter([task('film.mkv', COMPLETE), task('song.mp3', COMPLETE)]);
		const filter = { key: 'films', name: (name: string) => name.includes('mkv') };
		const { found, state } = await pollOn({ remembered: watching({ queue }), options: { filter } });
		expect(found).toEqual(['film.mkv:task.created:0', 'film.mkv:task.completed:0']);
		expect(state.filter).toBe('films');
	});

	test('failures that wait must have a reason that is wanted', async () => {
		const full = task('full', { ...FAILED, message: 'Storage space is not enough' });
		const queue = waitingAfter([task('ads', { ...FAILED, message: 'file_maybe_ads' }), full]);
		const filter = { key: 'ads', reason: (code: string) => code === 'file_maybe_ads' };
		const { found } = await pollOn({ remembered: watching({ queue }), options: { filter } });
		expect(found).toEqual(['full:task.created:0', 'ads:task.created:0', 'ads:task.failed:0']);
	});

	test('it is told all the same what is gone, since too little is known of it', async () => {
		const queue = waitingAfter([], ['gone']);
		const filter = { key: 'none', name: () => false };
		const { found } = await pollOn({ remembered: watching({ queue }), options: { filter } });
		expect(found).toEqual(['gone:task.removed:0']);
	});

	const inFolder = { key: 'folder', folderId: 'folder' };
	const remembered = (filter: string) =>
		watching({
			filter,
			floor: START + MINUTE,
			watched: new Map([
				[
					'one',
					{
						attempt: 0,
						fileId: 'file',
						fits: false,
						course: { progress: 40, since: NOW, stalled: false, name: 'One' },
					},
				],
			]),
		});
	/** Failed, so that nothing tells its folder. */
	const failed = { tasks: [task('one', FAILED)], options: { filter: inFolder } };

	test('what did not fit the other one can fit this one', async () => {
		const { found } = await pollOn({ ...failed, remembered: remembered('another') });
		expect(found).toEqual(['one:task.failed:0']);
	});

	test('it is still known how far a download had come', async () => {
		const { found } = await pollOn({
			tasks: [task('one', { progress: 60 })],
			remembered: remembered('another'),
			options: { filter: { key: 'any' }, milestones: [30, 50] },
		});
		expect(found).toEqual(['one:task.progressed:0:50']);
	});

	test('and not before, what did not fit does not fit', async () => {
		const { found } = await pollOn({ ...failed, remembered: remembered('folder') });
		expect(found).toEqual([]);
	});
});

test('what waits is not judged again under the same filter', async () => {
	const watch = new Watch({ maxEvents: 0 });
	watch.look([task('one', COMPLETE)]);
	const { found } = await pollOn({
		remembered: watching({ filter: 'none', queue: watch.state.queue }),
		options: { filter: { key: 'none', name: () => false } },
	});
	expect(found).toEqual(['one:task.created:0', 'one:task.completed:0']);
});

describe('it is said', () => {
	test('that PikPak lists downloads in another order', async () => {
		const { warnings } = await pollOn({ tasks: [...drive].reverse(), remembered: watching() });
		expect(warnings).toEqual([
			'PikPak does not list the newest download first, as it is known to do. The whole list is read each time.',
		]);
	});

	test('that there are more unfinished downloads than can be watched', async () => {
		const tasks = Array.from({ length: 10_001 }, (_, index) => task(String(index)));
		const { warnings } = await pollOn({ tasks, remembered: watching() });
		expect(warnings).toEqual([
			'There are more unfinished downloads than it can watch. It misses the end of some.',
		]);
	});

	test('once, why PikPak does not show some', async () => {
		const watch = new Watch();
		watch.look(['one', 'two', 'three'].map((id) => task(id)));
		const refusal = (meaning: string) =>
			new PikPakError('unknown', { meaning, advice: 'None.', httpStatus: 403 });
		const { warnings, found } = await pollOn({
			answers: {
				[taskPath('one')]: refusal('No.'),
				[taskPath('two')]: refusal('No.'),
				[taskPath('three')]: refusal('Never.'),
			},
			remembered: watching({ watched: watch.state.watched }),
		});
		expect(found).toEqual([]);
		expect(warnings).toEqual([
			'What has become of some downloads cannot be told yet: Never.',
			'What has become of some downloads cannot be told yet: No.',
		]);
	});
});

test('a poll whose time is over leaves what it would have to ask for one by one to the next', async () => {
	const watch = new Watch();
	watch.look([task('one')]);
	const remembered = watching({ watched: watch.state.watched });
	const late = await pollOn({ remembered, deadline: NOW });
	expect(late.found).toEqual([]);
	expect([...late.state.watched.keys()]).toEqual(['one']);
	const { found } = await pollOn({ remembered, deadline: NOW + 1 });
	expect(found).toEqual(['one:task.removed:0']);
});

test('a poll fails if PikPak shows nothing more to this account', async () => {
	const watch = new Watch();
	watch.look([task('one')]);
	const answers = { [taskPath('one')]: errorFor('too_frequent', { httpStatus: 429 }) };
	const remembered = watching({ watched: watch.state.watched });
	await expect(pollOn({ answers, remembered })).rejects.toMatchObject({ reason: 'too_frequent' });
});
