import type { NewTask } from '../../../simulator/drive/tasks.mjs';
import { ALL_EVENTS, ENDS, PolledTrigger } from '../../support/polledTrigger.mjs';

const MAGNET = 'magnet:?xt=urn:btih:08ada5a7a6183aae1e09d831df6748d566095a10';
const COMPLETE = { phase: 'PHASE_TYPE_COMPLETE' } as const;
const FAILED = { phase: 'PHASE_TYPE_ERROR' } as const;

/** Which of these tasks a trigger finds with a filter. */
const letsThrough = async (filters: object, tasks: NewTask[], events = ['task.created']) => {
	const trigger = await PolledTrigger.begin({ events, filters: filters as never });
	trigger.simulator.addTasks(tasks);
	return (await trigger.found()).map((found) => found.split(' ')[1]).sort();
};

const named = (...names: string[]) => names.map((name) => ({ ...COMPLETE, name }));

test.each([
	['a part of the name', { nameContains: '1080P' }, ['b-1080p.mkv']],
	['a pattern for the name', { nameMatches: '^[ab].*\\.MKV$' }, ['a.mkv', 'b-1080p.mkv']],
	['both', { nameContains: '1080p', nameMatches: '^[bc]' }, ['b-1080p.mkv']],
	['neither', { nameContains: '', nameMatches: '' }, ['a.mkv', 'b-1080p.mkv', 'c.mp4']],
])('%s', async (_, filters, expected) => {
	expect(await letsThrough(filters, named('a.mkv', 'b-1080p.mkv', 'c.mp4'))).toEqual(expected);
});

test('the size, in millions of bytes, unless PikPak does not tell it yet', async () => {
	const tasks = [
		{ ...COMPLETE, name: 'small', size: 1_999_999 },
		{ ...COMPLETE, name: 'least', size: 2_000_000 },
		{ ...COMPLETE, name: 'most', size: 3_000_000 },
		{ ...COMPLETE, name: 'large', size: 3_000_001 },
		{ name: 'waiting', size: 1 },
	];
	expect(await letsThrough({ minSize: 2, maxSize: 3 }, tasks)).toEqual([
		'least',
		'most',
		'waiting',
	]);
});

test('a task whose size comes to light and does not fit is not reported from then on', async () => {
	const trigger = await PolledTrigger.begin({ events: ENDS, filters: { maxSize: 1 } });
	const { id } = trigger.simulator.addTask({ name: 'large', size: 2_000_000 });
	expect(await trigger.found()).toEqual(['task.created large']);
	trigger.simulator.finish(id);
	expect(await trigger.poll()).toBeNull();
});

test('what kind of link was submitted', async () => {
	const tasks = [
		{ ...COMPLETE, name: 'magnet', url: MAGNET },
		{ ...COMPLETE, name: 'web', url: 'https://example.org/a.iso' },
		{ ...COMPLETE, name: 'ed2k', url: 'ed2k://|file|a.iso|1|0123|/' },
	];
	expect(await letsThrough({ sources: ['web', 'ed2k'] }, tasks)).toEqual(['ed2k', 'web']);
	expect(await letsThrough({ sources: ['magnet'] }, tasks)).toEqual(['magnet']);
});

test('why a task has failed, and other events are not affected', async () => {
	const tasks = [
		{ ...FAILED, name: 'full', message: 'Storage space is not enough' },
		{ ...FAILED, name: 'ads', message: 'file_maybe_ads' },
		{ ...FAILED, name: 'odd', message: 'Something new' },
		{ ...COMPLETE, name: 'done' },
	];
	const ends = ['task.completed', 'task.failed'];
	const through = async (reasons: string[]) => await letsThrough({ reasons }, tasks, ends);
	expect(await through(['file_space_not_enough'])).toEqual(['done', 'full']);
	// What the list of reasons does not name, too.
	expect(await through(['unknown'])).toEqual(['done', 'odd']);
	expect(await through([])).toEqual(['ads', 'done', 'full', 'odd']);
});

describe('the folder of the file', () => {
	const inFolder = (value: string) => ({ folder: { __rl: true, mode: 'id', value } });
	/** A trigger for what is saved in "My Pack", where the simulator saves. */
	const begin = async () => {
		const trigger = await PolledTrigger.make({ events: ALL_EVENTS });
		const { id } = trigger.simulator.addTask({ name: 'first', ...COMPLETE });
		const folderId = trigger.simulator.file(id)?.parentId ?? '';
		expect(folderId).not.toBe('');
		trigger.parameters = {
			events: ['task.created', 'task.completed', 'task.failed', 'task.removed'],
			filters: inFolder(folderId),
		};
		await trigger.poll();
		return trigger;
	};
	/** The user moves a file. */
	const move = ({ simulator }: PolledTrigger, taskId: string, parentId: string) => {
		const snapshot = simulator.snapshot();
		const file = snapshot.files[snapshot.tasks[taskId]?.fileId ?? ''];
		if (file === undefined) throw new Error('There is no file.');
		file.parentId = parentId;
		simulator.restore(snapshot);
	};

	test('is the wanted one', async () => {
		const trigger = await begin();
		const inside = trigger.simulator.addTask({ name: 'inside', ...COMPLETE });
		const outside = trigger.simulator.addTask({ name: 'outside', ...COMPLETE });
		move(trigger, outside.id, '');
		expect(await trigger.found()).toEqual(['task.created inside', 'task.completed inside']);
		expect(trigger.simulator.file(inside.id)?.parentId).not.toBe('');
	});

	test('can be the root of the drive', async () => {
		const trigger = await begin();
		trigger.change({ filters: inFolder('root') });
		await trigger.poll();
		trigger.simulator.addTask({ name: 'inside', ...COMPLETE });
		move(trigger, trigger.simulator.addTask({ name: 'outside', ...COMPLETE }).id, '');
		expect(await trigger.found()).toEqual(['task.created outside', 'task.completed outside']);
	});

	test('can be any, if none is named', async () => {
		const trigger = await PolledTrigger.begin({ filters: inFolder('') });
		trigger.simulator.addTask({ name: 'one', ...COMPLETE });
		expect(await trigger.found()).toEqual(['task.created one']);
	});

	test('does not make a failure of a task whose file is deleted', async () => {
		const trigger = await begin();
		const { id } = trigger.simulator.addTask({ name: 'one', ...COMPLETE });
		expect(await trigger.found()).toHaveLength(2);
		trigger.simulator.deleteFile(id);
		expect([await trigger.poll(), await trigger.poll()]).toEqual([null, null]);
	});

	test('does not make a failure of a task whose file is deleted before it is seen complete', async () => {
		const trigger = await begin();
		const { id } = trigger.simulator.addTask({ name: 'one' });
		await trigger.poll();
		trigger.simulator.finish(id);
		trigger.simulator.deleteFile(id);
		expect(await trigger.found()).toEqual(['task.completed one']);
	});

	test('of a task that has failed is the one it had before', async () => {
		const trigger = await begin();
		const inside = trigger.simulator.addTask({ name: 'inside' });
		const outside = trigger.simulator.addTask({ name: 'outside' });
		move(trigger, outside.id, '');
		await trigger.poll();
		trigger.simulator.fail(inside.id);
		trigger.simulator.fail(outside.id);
		expect(await trigger.found()).toEqual(['task.failed inside']);
	});

	test('of a task that has failed at once is let through', async () => {
		const trigger = await begin();
		trigger.simulator.addTask({ name: 'one', ...FAILED });
		expect(await trigger.found()).toEqual(['task.created one', 'task.failed one']);
	});
});
