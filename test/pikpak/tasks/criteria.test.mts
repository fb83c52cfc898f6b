import fc from 'fast-check';
import { listTasksThat, type TaskCriteria } from '../../../pikpak/tasks/criteria.js';
import type { TaskQuery } from '../../../pikpak/tasks/tasks.js';
import type { WireTask } from '../../../pikpak/wire.js';
import { Table } from '../watch/table.mjs';

const QUERY: TaskQuery = {
	phases: ['pending', 'running', 'complete', 'error'],
	type: 'offline',
	thumbnailSize: 'small',
	withReferenceResource: false,
};

const AT = Date.parse('2026-11-24T10:00:00Z');

const told: Record<string, unknown> = {
	name: 'Big Buck Bunny.mkv',
	phase: 'PHASE_TYPE_ERROR',
	message: 'Storage space is not enough',
	file_size: '5000',
	created_time: '2026-11-24T18:00:00.000+08:00',
	reference_resource: { id: 'file', parent_id: 'folder' },
};
/** One of which PikPak tells nothing but the phase. */
const silent = { phase: 'PHASE_TYPE_ERROR' };

const found = async (tasks: WireTask[], criteria: TaskCriteria, limit = Infinity) => {
	const table = new Table(tasks, {}, 2);
	const ids: string[] = [];
	for await (const page of listTasksThat(table.call, QUERY, criteria, limit))
		ids.push(...page.map(({ id }) => id));
	return { ids, lists: table.lists };
};

test.each<[string, TaskCriteria, boolean, boolean]>([
	['nothing', {}, true, true],
	['its name', { name: (name) => name.includes('Bunny') }, true, false],
	['another name', { name: (name) => name.includes('Sintel') }, false, false],
	['its size', { minSize: 5000 }, true, false],
	['a larger size', { minSize: 5001 }, false, false],
	['its folder', { folderId: 'folder' }, true, false],
	['another folder', { folderId: 'other' }, false, false],
	// Without a file it is in no folder.
	['the root', { folderId: '' }, false, false],
	['its moment or later', { createdFrom: AT }, true, false],
	['a later moment', { createdFrom: AT + 1 }, false, false],
	['before a later moment', { createdBefore: AT + 1 }, true, false],
	['before its moment', { createdBefore: AT }, false, false],
	['its reason', { reason: (code) => code === 'file_space_not_enough' }, true, false],
	['another reason', { reason: (code) => code === 'save_failed' }, false, false],
	['no known reason', { reason: (code) => code === 'unknown' }, false, true],
])('asked for %s', async (_, criteria, isTold, isSilent) => {
	const { ids } = await found(
		[
			{ id: 'told', ...told },
			{ id: 'silent', ...silent },
		],
		criteria,
	);
	expect(ids).toEqual([...(isTold ? ['told'] : []), ...(isSilent ? ['silent'] : [])]);
});

test('only a failed task has a reason', async () => {
	const complete = { id: 'complete', ...told, phase: 'PHASE_TYPE_COMPLETE' };
	expect((await found([complete], { reason: () => true })).ids).toEqual([]);
});

test('the file in the root has an empty parent', async () => {
	const inRoot = { id: 'a', ...told, reference_resource: { id: 'file', parent_id: '' } };
	expect((await found([inRoot], { folderId: '' })).ids).toEqual(['a']);
});

test('only the folder takes the reference resource', async () => {
	expect((await found([], { folderId: 'x' })).lists[0]).toHaveProperty(
		'with',
		'reference_resource',
	);
	expect((await found([], { minSize: 1 })).lists[0]).not.toHaveProperty('with');
});

test('yields the first that are wanted, up to the limit, whatever order they come in, and reads no further', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 12 }),
			fc.integer({ min: 0, max: 9 }),
			fc.integer({ min: 1, max: 5 }),
			async (hours, from, limit) => {
				const tasks = hours.map((hour, index) => ({
					...told,
					id: String(index),
					created_time: `2026-11-24T0${String(hour)}:00:00Z`,
				}));
				const createdFrom = Date.parse(`2026-11-24T0${String(from)}:00:00Z`);
				const { ids, lists } = await found(tasks, { createdFrom }, limit);
				const wanted = tasks.filter((_, index) => (hours[index] ?? 0) >= from);
				expect(ids).toEqual(wanted.slice(0, limit).map(({ id }) => id));
				const last = wanted.length >= limit ? Number(ids.at(-1)) : Math.max(0, tasks.length - 1);
				expect(lists).toHaveLength(Math.floor(last / 2) + 1);
			},
		),
	);
});
