import { attemptOf, ended, removed } from '../../../pikpak/watch/event.js';
import { readTask } from '../../../pikpak/wire.js';
import { COMPLETE, FAILED, NOW, task } from './looks.mjs';

test.each([
	['1', 1],
	['12', 12],
	[3, 3],
	['0', 0],
	[-1, 0],
	[-0, 0],
	[1.5, 0],
	[1e300, 0],
	['many', 0],
	[undefined, 0],
])('a task that was retried %j times is in attempt %j', (times, attempt) => {
	expect(attemptOf(readTask(task('one', { params: { retry_times: times } })))).toBe(attempt);
});

test('only a finished task has ended', () => {
	const [completed] = ended(task('one', COMPLETE));
	const [failed] = ended(task('one', FAILED));
	expect(completed?.eventId).toBe('one:task.completed:0');
	expect(failed?.eventId).toBe('one:task.failed:0');
	expect(ended(task('one'))).toHaveLength(0);
	expect(ended(task('one', { phase: 'PHASE_TYPE_PAUSED' }))).toHaveLength(0);
});

test('a task of which little was remembered is shown without a name when it is gone', () => {
	expect(removed('one', { attempt: 1, fileId: '' }, NOW)).toEqual({
		event: 'task.removed',
		eventId: 'one:task.removed:1',
		occurredAt: NOW,
		task: {
			id: 'one',
			name: '',
			phase: 'removed',
			progress: 0,
			size: null,
			fileId: null,
			sourceUrl: null,
			reason: null,
			createdAt: null,
			updatedAt: null,
		},
	});
});
