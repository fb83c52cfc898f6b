import { Observer, watchQuery } from '../../../pikpak/watch/observe.js';
import type { TaskFilter } from '../../../pikpak/watch/filter.js';
import type { Watched, WatchState } from '../../../pikpak/watch/state.js';
import { PikPakError } from '../../../pikpak/errors.js';
import type { WireTask } from '../../../pikpak/wire.js';
import { at, begun, COMPLETE, FAILED, START, task } from './looks.mjs';
import { phasesIn, Table, taskPath, type Answer } from './table.mjs';

const FINISHED_PHASES = [COMPLETE.phase, FAILED.phase];

interface Scene {
	/** Finished, in the order of the list. */
	tasks?: WireTask[];
	unfinished?: WireTask[];
	answers?: Record<string, Answer>;
	pageSize?: number;
	filter?: Omit<TaskFilter, 'key'>;
	/** For so many requests there is time. */
	requests?: number;
	state?: Partial<WatchState>;
	room?: number;
}

/** What a look shows, and what was asked for. */
async function observed(scene: Scene) {
	const { tasks = [], unfinished = [], answers = {}, filter = {}, requests = Infinity } = scene;
	const table = new Table(tasks, answers, scene.pageSize);
	const hasTime = () => table.asked.length < requests;
	const observer = new Observer(table.call, { key: '', ...filter }, hasTime);
	const state = begun(scene.state);
	const { sight, ...rest } = await observer.observe(state, unfinished, scene.room ?? Infinity);
	return { ...rest, ids: [...sight.tasks.keys()], sight, table };
}

const watched = (...ids: string[]): Map<string, Watched> =>
	new Map(ids.map((id) => [id, { attempt: 0, fileId: '', fits: true }]));

/** Complete, newest first, the last one created a millisecond after the start. */
const done = (count: number) =>
	Array.from({ length: count }, (_, index) => {
		const number = count - index;
		return task(`done-${String(number)}`, { ...COMPLETE, created_time: at(number) });
	});
const idsOf = (tasks: WireTask[]) => tasks.map(({ id }) => id);

describe('a watch asks', () => {
	test('for finished downloads, with nothing that they made', async () => {
		const { table } = await observed({});
		expect(table.lists).toEqual([
			expect.objectContaining({ type: 'offline', limit: '100', thumbnail_size: 'SIZE_SMALL' }),
		]);
		expect(phasesIn(table.lists[0]?.['filters'] ?? '')).toEqual(FINISHED_PHASES);
		expect(table.lists[0]).not.toHaveProperty('with');
	});

	test('for every unfinished download, pending or running', async () => {
		const running = task('running');
		const pending = task('pending', { phase: 'PHASE_TYPE_PENDING' });
		const table = new Table([running, task('done', COMPLETE), pending], {}, 1);
		const observer = new Observer(table.call, { key: '' }, () => true);
		expect(await observer.unfinished()).toEqual([running, pending]);
	});

	test('for files if a folder is wanted, be it the root of the drive', () => {
		expect(watchQuery([], {}).withReferenceResource).toBe(false);
		expect(watchQuery([], { folderId: 'folder' }).withReferenceResource).toBe(true);
		expect(watchQuery([], { folderId: '' }).withReferenceResource).toBe(true);
	});
});

describe('the list of finished downloads', () => {
	test('is read no further than a page that reaches down to the floor', async () => {
		const tasks = done(300);
		const { ids, sight, table } = await observed({ tasks, state: { floor: START + 201 } });
		expect(ids).toEqual(idsOf(tasks.slice(0, 100)));
		expect(sight.whole).toBe(true);
		expect(table.lists.map(({ limit }) => limit)).toEqual(['100']);
	});

	test('is read down to the floor if the page does not reach it', async () => {
		const tasks = done(300);
		const { ids, sight, table } = await observed({ tasks, state: { floor: START + 200 } });
		expect(ids).toEqual(idsOf(tasks));
		expect(sight.whole).toBe(true);
		expect(table.lists.map(({ limit }) => limit)).toEqual(['100', '10000']);
	});

	test('is read in pages that PikPak makes smaller, and no further than it takes', async () => {
		const tasks = done(50);
		const { ids, sight, table } = await observed({
			tasks,
			pageSize: 10,
			state: { floor: START + 25 },
		});
		expect(ids).toEqual(idsOf(tasks.slice(0, 30)));
		expect(sight.whole).toBe(true);
		// One page, then from the beginning.
		expect(table.lists.map((list) => list['page_token'])).toEqual([
			undefined,
			undefined,
			'10',
			'20',
		]);
	});

	test('has been read to the floor where it ends', async () => {
		const { ids, sight, table } = await observed({ tasks: done(15), pageSize: 10 });
		expect(ids).toHaveLength(15);
		expect(sight.whole).toBe(true);
		expect(table.lists).toHaveLength(3);
	});

	test('has not been read to the floor if there was no time', async () => {
		const { ids, sight, table } = await observed({ tasks: done(50), pageSize: 10, requests: 3 });
		expect(ids).toHaveLength(20);
		expect(sight.whole).toBe(false);
		expect(table.lists).toHaveLength(3);
	});

	test('is read to its end if it does not come newest first', async () => {
		const tasks = done(50).reverse();
		const { ids, sight, isDisordered } = await observed({
			tasks,
			pageSize: 10,
			state: { floor: START + 25 },
		});
		expect(ids).toEqual(idsOf(tasks));
		expect([sight.whole, isDisordered]).toEqual([true, true]);
	});

	test('is read to its end if that shows on a later page', async () => {
		const tasks = [...done(50).slice(0, 15), ...done(35).reverse()];
		const { ids, isDisordered } = await observed({
			tasks,
			pageSize: 10,
			state: { floor: START + 25 },
		});
		expect(new Set(ids)).toEqual(new Set(idsOf(tasks)));
		expect(isDisordered).toBe(true);
	});

	test('is in order whatever cannot be read of its times', async () => {
		const [newest, ...older] = done(3);
		const odd = task('odd', { ...COMPLETE, created_time: 'yesterday' });
		if (newest === undefined) throw new Error('There are three.');
		const { isDisordered, table } = await observed({ tasks: [newest, odd, ...older] });
		expect(isDisordered).toBe(false);
		expect(table.lists).toHaveLength(1);
	});
});

describe('a watched download that is in no list', () => {
	test('is asked for by its id, and is gone or not', async () => {
		const refusal = new PikPakError('unknown', { meaning: 'No.', advice: '', httpStatus: 403 });
		const { sight, refusals, ids } = await observed({
			answers: {
				[taskPath('ended')]: task('ended', COMPLETE),
				[taskPath('refused')]: refusal,
			},
			unfinished: [task('running')],
			state: { watched: watched('running', 'ended', 'refused', 'gone') },
		});
		expect(ids).toEqual(['running', 'ended']);
		expect([...sight.gone]).toEqual(['gone']);
		expect([...refusals]).toEqual(['No.']);
		// It stays watched, but nothing above the floor is missing.
		expect(sight.whole).toBe(true);
	});

	test('is asked for only where there is room and time', async () => {
		const state = { watched: watched('one', 'two', 'three') };
		expect((await observed({ state, room: 2 })).table.lookedUp).toEqual(
			['one', 'two'].map(taskPath),
		);
		expect((await observed({ state, requests: 2 })).table.lookedUp).toEqual([taskPath('one')]);
	});

	/** So many that have ended; all lie below the floor. */
	const manyThatEnded = (count: number, pageSize: number): Scene => ({
		tasks: done(count),
		pageSize,
		state: { floor: START + count, watched: watched(...idsOf(done(count))) },
	});

	test('is found on one large page if there are more than a hundred of them', async () => {
		const { ids, table } = await observed(manyThatEnded(201, Infinity));
		expect(ids).toHaveLength(201);
		expect(table.lists.map(({ limit }) => limit)).toEqual(['100', '10000']);
		expect(table.lookedUp).toEqual([]);
	});

	test('is asked for by its id if there are a hundred', async () => {
		const { ids, table } = await observed(manyThatEnded(200, Infinity));
		expect(ids).toHaveLength(200);
		expect(table.lists).toHaveLength(1);
		expect(table.lookedUp).toHaveLength(100);
	});

	test('is asked for by its id if that one page is small', async () => {
		const { ids, sight, table } = await observed(manyThatEnded(201, 50));
		expect(ids).toHaveLength(201);
		expect(table.lists).toHaveLength(2);
		expect(table.lookedUp).toHaveLength(151);
		expect(sight.whole).toBe(true);
	});
});

test('what PikPak shows on small pages is not read to the floor a second time', async () => {
	const tasks = done(300);
	const state = { floor: START + 200, watched: watched(...idsOf(tasks)) };
	const { table } = await observed({ tasks, pageSize: 50, state });
	// One page, three down to the floor, and one more for those that are below it.
	expect(table.lists).toHaveLength(5);
	expect(table.lookedUp).toHaveLength(150);
});

describe('where files are asked for, a failure without one', () => {
	const filter = { folderId: 'folder' };
	const failed = task('one', FAILED);
	/** Its file was deleted; the task itself is complete. */
	const answers = { [taskPath('one')]: task('one', COMPLETE) };

	test.each([
		['is watched', { floor: START + 5000, watched: watched('one') }],
		['is new', {}],
	])('is shown as what it is, if it %s', async (_, state) => {
		const { sight, table } = await observed({ tasks: [failed], answers, filter, state });
		expect(table.lookedUp).toEqual([taskPath('one')]);
		expect(sight.tasks.get('one')).toMatchObject(COMPLETE);
		expect(sight.whole).toBe(true);
	});

	test('is not asked for if it is history', async () => {
		const state = { floor: START + 5000 };
		const { table } = await observed({ tasks: [failed], answers, filter, state });
		expect(table.lookedUp).toEqual([]);
	});

	test.each([
		['is complete', COMPLETE],
		['has failed with a file', { ...FAILED, reference_resource: { id: 'file' } }],
	])('is not meant, if the task %s', async (_, fields) => {
		const tasks = [task('one', fields)];
		const { table, ids } = await observed({ tasks, filter, state: { watched: watched('one') } });
		expect(ids).toEqual(['one']);
		expect(table.lookedUp).toEqual([]);
	});

	test('is a failure where no folder is wanted', async () => {
		const { table, sight } = await observed({ tasks: [failed], answers });
		expect(table.lookedUp).toEqual([]);
		expect(sight.tasks.get('one')).toMatchObject(FAILED);
	});

	test('is gone if it cannot be had by its id', async () => {
		const gone = { [taskPath('one')]: new PikPakError('not_found', { meaning: '', advice: '' }) };
		const { sight, ids } = await observed({ tasks: [failed], answers: gone, filter });
		expect(ids).toEqual([]);
		expect([...sight.gone]).toEqual(['one']);
		expect(sight.whole).toBe(true);
	});

	test.each([
		['there was no room to ask for it', { room: 0 }],
		['there was no time to ask for it', { requests: 1 }],
	])('is left for later if %s, and keeps the floor where it is', async (_, scene) => {
		const { sight, ids } = await observed({ tasks: [failed], answers, filter, ...scene });
		expect(ids).toEqual([]);
		expect(sight.whole).toBe(false);
	});
});
