import { errorFor, PikPakError } from '../../../pikpak/errors.js';
import { deleteTasks } from '../../../pikpak/tasks/remove.js';
import { answering } from './answers.mjs';

const REFUSAL = errorFor('invalid_argument', { httpStatus: 400 });
const GONE = errorFor('not_found', { httpStatus: 404 });
const SILENCE = new PikPakError('unreachable', { meaning: 'Silence.', advice: 'Wait.' });
const DOWN = errorFor('service_unavailable', { httpStatus: 503 });

const idsOf = (count: number) => Array.from({ length: count }, (_, index) => `V${String(index)}`);

test('names up to a hundred in one call, and what is to go with them', async () => {
	const { call, asked } = answering({}, {});
	const ids = idsOf(101);
	const outcomes = await deleteTasks(call, ids, true);
	expect([...outcomes.values()].every((outcome) => outcome === 'done')).toBe(true);
	expect(asked).toEqual(
		[ids.slice(0, 100), ids.slice(100)].map((batch) => ({
			method: 'DELETE',
			path: '/drive/v1/tasks',
			query: { task_ids: batch.join(','), delete_files: 'true' },
		})),
	);
});

test('leaves the files where they are, if that is wanted', async () => {
	const { call, asked } = answering({});
	await deleteTasks(call, ['a'], false);
	expect(asked[0]?.query).toEqual({ task_ids: 'a', delete_files: 'false' });
});

test.each([
	['it was not answered', SILENCE],
	['something else answered', new PikPakError('unreadable_answer', { meaning: '', advice: '' })],
])('asks once more if %s', async (_, lost) => {
	const { call, asked } = answering(lost, {});
	expect(await deleteTasks(call, ['a', 'b'], false)).toEqual(
		new Map([
			['a', 'done'],
			['b', 'done'],
		]),
	);
	expect(asked[1]).toEqual(asked[0]);
});

test('gives up if nothing answers twice', async () => {
	const { call, asked } = answering(SILENCE, DOWN);
	const outcomes = await deleteTasks(call, idsOf(101), false);
	expect(asked).toHaveLength(2);
	expect(outcomes.get('V0')).toBe(DOWN);
	expect(outcomes.get('V100')).toMatchObject({ reason: 'service_unavailable' });
});

test('what PikPak does not have is deleted already; of several it does not say which', async () => {
	const { call, asked } = answering(GONE, {}, GONE, REFUSAL);
	expect(await deleteTasks(call, ['a', 'b', 'c'], false)).toEqual(
		new Map<string, unknown>([
			['a', 'done'],
			['b', 'done'],
			['c', REFUSAL],
		]),
	);
	expect(asked.map(({ query }) => query?.['task_ids'])).toEqual(['a,b,c', 'a', 'b', 'c']);
});

test('leaves it at one call where the gateway is overloaded, which the call has repeated already', async () => {
	const { call, asked } = answering(DOWN);
	expect((await deleteTasks(call, ['a'], false)).get('a')).toBe(DOWN);
	expect(asked).toHaveLength(1);
});
