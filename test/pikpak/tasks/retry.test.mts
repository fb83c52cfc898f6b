import { errorFor, PikPakError } from '../../../pikpak/errors.js';
import { retryTasks } from '../../../pikpak/tasks/retry.js';
import type { WireTask } from '../../../pikpak/wire.js';
import { answering, type Answer } from './answers.mjs';

const SILENCE = new PikPakError('unreachable', { meaning: 'Silence.', advice: 'Wait.' });
const DOWN = errorFor('service_unavailable', { httpStatus: 500 });
const REFUSAL = errorFor('not_found', { httpStatus: 404 });

const task = (phase: string, retries: number, fileId = ''): WireTask => ({
	id: 'a',
	phase: `PHASE_TYPE_${phase}`,
	file_id: fileId,
	params: { retry_times: String(retries) },
});
const FAILED = task('ERROR', 0);
const BEGUN = task('PENDING', 1, 'V2');

/** Retries one task, with these answers. */
async function retryOn(answers: Answer[], before?: WireTask) {
	const { call, asked } = answering(...answers);
	const outcomes = await retryTasks(call, ['a'], new Map(before && [['a', before]]));
	return {
		outcome: outcomes.get('a'),
		asked: asked.map(({ method, path }) => `${method} ${path}`),
	};
}

const RETRY = 'POST /drive/v1/task';
const LOOK = 'GET /drive/v1/tasks/a';

test('asks once for each, and hands out the task as it is then', async () => {
	const { call, asked } = answering({ task: BEGUN }, { task: { ...BEGUN, id: 'b' } });
	expect(await retryTasks(call, ['a', 'b'])).toEqual(
		new Map([
			['a', BEGUN],
			['b', { ...BEGUN, id: 'b' }],
		]),
	);
	expect(asked).toEqual(
		['a', 'b'].map((id) => ({
			method: 'POST',
			path: '/drive/v1/task',
			body: { type: 'offline', create_type: 'RETRY', id },
		})),
	);
});

describe('an answer that is lost', () => {
	test.each([
		['nothing', SILENCE],
		['a server error', DOWN],
		['no task', {}],
		['a task without an id', { task: { phase: 'PHASE_TYPE_PENDING' } }],
	])('as %s is looked for in the task', async (_, lost) => {
		expect(await retryOn([lost, BEGUN])).toEqual({ outcome: BEGUN, asked: [RETRY, LOOK] });
	});

	test('does not matter if the task is seen to have failed once more', async () => {
		const again = task('ERROR', 1);
		expect(await retryOn([SILENCE, again], FAILED)).toEqual({
			outcome: again,
			asked: [RETRY, LOOK],
		});
		const elsewhere = task('ERROR', 0, 'V3');
		expect((await retryOn([SILENCE, elsewhere], FAILED)).outcome).toBe(elsewhere);
	});

	test.each([FAILED, undefined])(
		'of a task that is as it was lets it be tried again',
		async (before) => {
			expect(await retryOn([SILENCE, FAILED, { task: BEGUN }], before)).toEqual({
				outcome: BEGUN,
				asked: [RETRY, LOOK, RETRY],
			});
		},
	);

	test('twice is looked for twice, and then told', async () => {
		expect(await retryOn([SILENCE, FAILED, DOWN, BEGUN])).toMatchObject({ outcome: BEGUN });
		expect(await retryOn([SILENCE, FAILED, DOWN, FAILED])).toEqual({
			outcome: DOWN,
			asked: [RETRY, LOOK, RETRY, LOOK],
		});
	});

	test('is not looked for any further if the task cannot be seen', async () => {
		expect(await retryOn([SILENCE, REFUSAL])).toEqual({ outcome: REFUSAL, asked: [RETRY, LOOK] });
	});
});

test.each([
	['a refusal', REFUSAL],
	['a call that PikPak does not offer', errorFor('unimplemented', { httpStatus: 501 })],
])('%s is not repeated', async (_, error) => {
	expect(await retryOn([error])).toEqual({ outcome: error, asked: [RETRY] });
});

test('a task that PikPak does not answer for, though it answers for others, keeps no other from its turn', async () => {
	const { call } = answering(DOWN, FAILED, DOWN, FAILED, { task: { ...BEGUN, id: 'b' } });
	expect([...(await retryTasks(call, ['a', 'b'])).values()]).toEqual([DOWN, { ...BEGUN, id: 'b' }]);
});

test('where PikPak answers nothing, the work ends', async () => {
	const { call, asked } = answering(SILENCE, DOWN);
	const outcomes = await retryTasks(call, ['a', 'b']);
	expect(asked).toHaveLength(2);
	expect([...outcomes.values()]).toMatchObject([DOWN, { reason: 'service_unavailable' }]);
});

test('a limit ends the work, and the rest is told that it was not tried', async () => {
	const limit = errorFor('task_run_nums_limit', { httpStatus: 400 });
	const { call, asked } = answering({ task: BEGUN }, limit);
	const outcomes = await retryTasks(call, ['a', 'b', 'c']);
	expect(asked).toHaveLength(2);
	expect([...outcomes.values()]).toEqual([
		BEGUN,
		limit,
		expect.objectContaining({ reason: 'task_run_nums_limit', retryable: true }),
	]);
	expect((outcomes.get('c') as Error).message).toContain('This one was not tried any more.');
});
