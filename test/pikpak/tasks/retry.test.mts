import { errorFor, PikPakError } from '../../../pikpak/errors.js';
import { retryByIds, retryTasks } from '../../../pikpak/tasks/retry.js';
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
const RUNNING = task('RUNNING', 0, 'V1');
const BEGUN = task('PENDING', 1, 'V2');

/** Retries one task, with these answers. */
async function retryOn(answers: Answer[], before = FAILED) {
	const { call, asked } = answering(...answers);
	const outcomes = await retryTasks(call, [before]);
	return {
		outcome: outcomes.get('a'),
		asked: asked.map(({ method, path }) => `${method} ${path}`),
	};
}

const begun = (wire: WireTask) => ({ task: wire, retried: true });
const asIs = (wire: WireTask) => ({ task: wire, retried: false });
const failed = (...ids: string[]) => ids.map((id) => ({ ...FAILED, id }));

const RETRY = 'POST /drive/v1/task';
const LOOK = 'GET /drive/v1/tasks/a';

test('asks once for each, and hands out the task as it is then', async () => {
	const { call, asked } = answering({ task: BEGUN }, { task: { ...BEGUN, id: 'b' } });
	expect(await retryTasks(call, failed('a', 'b'))).toEqual(
		new Map([
			['a', begun(BEGUN)],
			['b', begun({ ...BEGUN, id: 'b' })],
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
		expect(await retryOn([lost, BEGUN])).toEqual({
			outcome: begun(BEGUN),
			asked: [RETRY, LOOK],
		});
	});

	test('does not matter if the task is seen to have failed once more', async () => {
		const again = task('ERROR', 1);
		expect(await retryOn([SILENCE, again])).toEqual({
			outcome: begun(again),
			asked: [RETRY, LOOK],
		});
		const elsewhere = task('ERROR', 0, 'V3');
		expect((await retryOn([SILENCE, elsewhere])).outcome).toEqual(begun(elsewhere));
	});

	test.each([FAILED, RUNNING])(
		'of a task that is as it was lets it be tried again',
		async (before) => {
			expect(await retryOn([SILENCE, before, { task: BEGUN }], before)).toEqual({
				outcome: begun(BEGUN),
				asked: [RETRY, LOOK, RETRY],
			});
		},
	);

	test.each([
		['with a retry more', task('RUNNING', 1, 'V1')],
		['with another file', task('RUNNING', 0, 'V2')],
	])('of a running task that is seen %s has not been lost', async (_, seen) => {
		expect(await retryOn([SILENCE, seen], RUNNING)).toEqual({
			outcome: begun(seen),
			asked: [RETRY, LOOK],
		});
	});

	test('of a task that has completed meanwhile is not asked for again', async () => {
		const complete = task('COMPLETE', 0, 'V1');
		expect(await retryOn([SILENCE, complete], RUNNING)).toEqual({
			outcome: asIs(complete),
			asked: [RETRY, LOOK],
		});
	});

	test('twice is looked for twice, and then told', async () => {
		expect(await retryOn([SILENCE, FAILED, DOWN, BEGUN])).toMatchObject({
			outcome: begun(BEGUN),
		});
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
	expect([...(await retryTasks(call, failed('a', 'b'))).values()]).toEqual([
		DOWN,
		begun({ ...BEGUN, id: 'b' }),
	]);
});

test('where PikPak answers nothing, the work ends', async () => {
	const { call, asked } = answering(SILENCE, DOWN);
	const outcomes = await retryTasks(call, failed('a', 'b'));
	expect(asked).toHaveLength(2);
	expect([...outcomes.values()]).toMatchObject([DOWN, { reason: 'service_unavailable' }]);
});

test('a limit ends the work, and the rest is told that it was not tried', async () => {
	const limit = errorFor('task_run_nums_limit', { httpStatus: 400 });
	const { call, asked } = answering({ task: BEGUN }, limit);
	const outcomes = await retryTasks(call, failed('a', 'b', 'c'));
	expect(asked).toHaveLength(2);
	expect([...outcomes.values()]).toEqual([
		begun(BEGUN),
		limit,
		expect.objectContaining({ reason: 'task_run_nums_limit', retryable: true }),
	]);
	expect((outcomes.get('c') as Error).message).toContain('This one was not tried any more.');
});

describe('by their ids', () => {
	const retryById = async (before: WireTask, unfinishedToo: boolean) => {
		const { call, asked } = answering(before, { task: BEGUN });
		const outcomes = await retryByIds(call, ['a'], unfinishedToo);
		return { outcome: outcomes.get('a'), posts: asked.length - 1 };
	};

	test.each([
		['ERROR', false, true],
		['ERROR', true, true],
		['PENDING', false, false],
		['PENDING', true, true],
		['RUNNING', false, false],
		['RUNNING', true, true],
		['COMPLETE', false, false],
		['COMPLETE', true, false],
		['PAUSED', true, false],
	])('one in the phase %s, with unfinished ones %s: started again %s', async (phase, too, is) => {
		const before = task(phase, 0, 'V1');
		expect(await retryById(before, too)).toEqual({
			outcome: is ? begun(BEGUN) : asIs(before),
			posts: is ? 1 : 0,
		});
	});

	test('one that PikPak does not have keeps no other from its turn', async () => {
		const { call } = answering(REFUSAL, { ...FAILED, id: 'b' }, { task: BEGUN });
		expect([...(await retryByIds(call, ['a', 'b'], false)).values()]).toEqual([
			REFUSAL,
			begun(BEGUN),
		]);
	});
});
