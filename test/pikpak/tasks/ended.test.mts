import { endedTasks, type Ended } from '../../../pikpak/tasks/ended.js';
import type { WireTask } from '../../../pikpak/wire.js';
import { answering } from './answers.mjs';

const at = (minute: number) => Date.parse('2026-11-24T10:00:00.000+08:00') + minute * 60_000;
const task = (id: string, phase: string, minute?: number): WireTask => ({
	id,
	phase: `PHASE_TYPE_${phase}`,
	...(minute !== undefined && { updated_time: new Date(at(minute)).toISOString() }),
});

const TASKS = [
	task('late', 'ERROR', 30),
	task('early', 'COMPLETE', 10),
	task('middle', 'ERROR', 20),
	task('timeless', 'ERROR'),
];

/** The ids that are found, when PikPak lists these tasks. */
async function found(ended: Ended, tasks = TASKS) {
	const { call, asked } = answering({ tasks, next_page_token: '' });
	return { ids: (await endedTasks(call, ended)).map(({ id }) => id), asked };
}

const BOTH = ['complete', 'error'] as const;

test('asks for downloads in these phases, without their files', async () => {
	const { asked } = await found({ phases: BOTH });
	expect(asked.map(({ query }) => query)).toEqual([
		{
			type: 'offline',
			filters: '{"phase":{"in":"PHASE_TYPE_COMPLETE,PHASE_TYPE_ERROR"}}',
			limit: '10000',
			thumbnail_size: 'SIZE_SMALL',
		},
	]);
});

test('the one that ended first comes first', async () => {
	expect((await found({ phases: BOTH })).ids).toEqual(['timeless', 'early', 'middle', 'late']);
});

test.each([
	[{ after: at(10) }, ['middle', 'late']],
	[{ until: at(20) }, ['early', 'middle']],
	[{ after: at(10), until: at(20) }, ['middle']],
])('bounds are kept: %j', async (bounds, ids) => {
	expect((await found({ phases: BOTH, ...bounds })).ids).toEqual(ids);
});

test('a task in another phase is left out, should PikPak list it', async () => {
	const tasks = [...TASKS, task('runs', 'RUNNING', 15)];
	expect((await found({ phases: ['error'] }, tasks)).ids).toEqual(['timeless', 'middle', 'late']);
});
