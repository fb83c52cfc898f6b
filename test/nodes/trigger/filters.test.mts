import type { NewTask } from '../../../simulator/drive/tasks.mjs';
import type { StoredFile } from '../../../simulator/state.mjs';
import { ALL_EVENTS, ENDS, PolledTrigger } from '../../support/polledTrigger.mjs';
import { LIST } from '../../support/routes.mjs';

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

	describe('by its path', () => {
		const FILES = 'GET:/drive/v1/files';
		const byPath = (value: string) => ({ folder: { __rl: true, mode: 'path', value } });
		/** The user gives the file of a task, or its folder, another name or place. */
		const change = (
			{ simulator }: PolledTrigger,
			choose: (files: StoredFile[]) => StoredFile | undefined,
			fields: Partial<StoredFile>,
		) => {
			const snapshot = simulator.snapshot();
			const file = choose(Object.values(snapshot.files));
			if (file === undefined) throw new Error('There is no such file.');
			Object.assign(file, fields);
			simulator.restore(snapshot);
		};
		const pack = (files: StoredFile[]) => files.find(({ system }) => system);

		test('is looked up at each poll, so that it may be another one meanwhile', async () => {
			const trigger = await PolledTrigger.make({ filters: byPath('/My Pack') });
			trigger.simulator.addTask({ name: 'first', ...COMPLETE });
			await trigger.poll();
			expect(await trigger.requests()).toEqual([FILES, LIST, LIST]);
			const outside = trigger.simulator.addTask({ name: 'outside', ...COMPLETE });
			move(trigger, outside.id, '');
			trigger.simulator.addTask({ name: 'inside', ...COMPLETE });
			expect(await trigger.found()).toEqual(['task.created inside']);
			// The user makes another one of it.
			change(trigger, pack, { name: 'Old', system: false });
			trigger.simulator.addTask({ name: 'in the new one', ...COMPLETE });
			expect(await trigger.found()).toEqual(['task.created in the new one']);
		});

		test('is the root, without a question', async () => {
			const trigger = await PolledTrigger.make({ filters: byPath('/') });
			expect(await trigger.requests()).not.toContain(FILES);
			move(trigger, trigger.simulator.addTask({ name: 'outside', ...COMPLETE }).id, '');
			trigger.simulator.addTask({ name: 'inside', ...COMPLETE });
			expect(await trigger.found()).toEqual(['task.created outside']);
		});

		test('must exist, and what happens until it does is not lost', async () => {
			const trigger = await PolledTrigger.make({ filters: byPath('/My Pack') });
			await expect(trigger.poll()).rejects.toMatchObject({
				message:
					'The folder "/My Pack" does not exist: there is no folder "My Pack" at the top of the drive.',
				description: expect.stringContaining('There is no folder at all.') as string,
			});
			trigger.simulator.addTask({ name: 'one', ...COMPLETE });
			expect(await trigger.found()).toEqual(['task.created one']);
			change(trigger, pack, { name: 'Old' });
			const before = trigger.state;
			await expect(trigger.poll()).rejects.toThrow('The folder "/My Pack" does not exist');
			expect(trigger.state).toBe(before);
		});

		test('is tried again later where PikPak does not answer', async () => {
			const trigger = await PolledTrigger.make({ filters: byPath('/My Pack') });
			trigger.simulator.addTask({ name: 'first', ...COMPLETE });
			await trigger.poll();
			const effect = { kind: 'answer', status: 400, body: { error: 'aborted', error_code: 10 } };
			const fault = {
				name: 'files',
				match: { path: '/drive/v1/files' },
				effect,
				times: 1,
			} as const;
			trigger.simulator.addFault(fault as Parameters<typeof trigger.simulator.addFault>[0]);
			trigger.simulator.addTask({ name: 'one', ...COMPLETE });
			expect(await trigger.poll()).toBeNull();
			expect(trigger.warnings).toHaveLength(1);
			expect(await trigger.found()).toEqual(['task.created one']);
		});

		test('counts for a test event as well', async () => {
			const trigger = await PolledTrigger.make({ filters: byPath('/My Pack') });
			trigger.simulator.addTask({ name: 'inside', ...COMPLETE });
			move(trigger, trigger.simulator.addTask({ name: 'outside', ...COMPLETE }).id, '');
			expect(await trigger.found({ mode: 'manual' })).toEqual(['task.created inside']);
			trigger.change({ filters: byPath('/Movies') });
			await expect(trigger.poll({ mode: 'manual' })).rejects.toThrow(
				'The folder "/Movies" does not exist',
			);
		});
	});

	test('can be chosen from the list or by its address', async () => {
		const trigger = await begin();
		const { value } = (trigger.parameters['filters'] as ReturnType<typeof inFolder>).folder;
		for (const [mode, chosen] of [
			['list', value],
			['url', `https://mypikpak.com/drive/all/${value}`],
		] as const) {
			trigger.change({ filters: { folder: { __rl: true, mode, value: chosen } } });
			move(trigger, trigger.simulator.addTask({ name: 'outside', ...COMPLETE }).id, '');
			trigger.simulator.addTask({ name: mode, ...COMPLETE });
			expect(await trigger.found()).toEqual([`task.created ${mode}`, `task.completed ${mode}`]);
		}
	});

	test('may be empty in any mode, which is none', async () => {
		for (const mode of ['list', 'id', 'path', 'url']) {
			const trigger = await PolledTrigger.make({
				filters: { folder: { __rl: true, mode, value: '' } },
			});
			await trigger.poll();
			trigger.simulator.addTask({ name: mode, ...COMPLETE });
			expect(await trigger.found()).toContain(`task.created ${mode}`);
		}
	});

	test('cannot be what is no ID', async () => {
		const trigger = await PolledTrigger.make({ filters: inFolder('/My Pack') });
		await expect(trigger.poll()).rejects.toThrow(
			/^Folder cannot be "\/My Pack"\. An ID has only letters/,
		);
		expect(await trigger.requests().catch(() => 'refused again')).toBe('refused again');
		expect(trigger.simulator.journal.count()).toBe(0);
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
