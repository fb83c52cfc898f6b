import fc from 'fast-check';
import { errorFor, PikPakError } from '../../../pikpak/errors.js';
import { waitForTasks, type Waited } from '../../../pikpak/tasks/waiting.js';
import { LivingDrive, stateAt, type Life } from './livingDrive.mjs';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

const life = (id: string, rest: Partial<Life> = {}): Life => ({
	id,
	type: 'offline',
	runsAt: 0,
	endsAt: Infinity,
	end: 'complete',
	...rest,
});

const waitOn = async (
	drive: LivingDrive,
	ids: readonly string[],
	{ timeoutMs = 60 * MINUTE, intervalMs = 10 * SECOND } = {},
) =>
	await waitForTasks(drive.call, ids, {
		timeoutMs,
		intervalMs,
		now: () => drive.now,
		sleep: drive.sleep,
	});

const errorOf = (waited: Waited | undefined) =>
	waited === undefined || waited.kind === 'complete' ? undefined : waited.error;

const down = errorFor('service_unavailable', { httpStatus: 503 });

const lives = fc.uniqueArray(
	fc.record({
		id: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
		type: fc.constantFrom('offline' as const, 'offline' as const, 'upload' as const),
		runsAt: fc.integer({ min: 0, max: 2 * MINUTE }),
		endsAt: fc.integer({ min: 0, max: 5 * MINUTE }),
		end: fc.constantFrom('complete' as const, 'error' as const, 'gone' as const),
	}),
	{ selector: ({ id }) => id, minLength: 1 },
);

const times = fc.record({
	timeoutMs: fc.integer({ min: MINUTE, max: 4 * MINUTE }),
	intervalMs: fc.integer({ min: 3 * SECOND, max: 5 * MINUTE }),
});

const KINDS = {
	complete: 'complete',
	error: 'failed',
	gone: 'lost',
	running: 'late',
	pending: 'late',
};

test('as long as PikPak answers at once, each task is told as it stands at the end of the time, or as it has ended before', async () => {
	await fc.assert(
		fc.asyncProperty(lives, times, async (tasks, options) => {
			const drive = new LivingDrive(tasks);
			const waited = await waitOn(drive, [...tasks.map(({ id }) => id), 'nobody'], options);
			expect(waited.size).toBe(tasks.length + 1);
			expect(waited.get('nobody')).toMatchObject({ kind: 'lost', error: { reason: 'not_found' } });
			for (const task of tasks) {
				const atTheEnd = stateAt(task, options.timeoutMs);
				expect([task, waited.get(task.id)?.kind]).toEqual([task, KINDS[atTheEnd]]);
			}
		}),
	);
});

test('whatever happens, it looks no sooner than the interval, in few requests, and ends in time', async () => {
	const trouble = fc.option(fc.constantFrom(down, errorFor('unauthenticated')), {
		nil: undefined,
		freq: 3,
	});
	await fc.assert(
		fc.asyncProperty(
			lives,
			times,
			fc.array(trouble, { maxLength: 60 }),
			fc.integer({ min: 0, max: 4 * SECOND }),
			async (tasks, options, troubles, answersAfter) => {
				const drive = new LivingDrive(tasks, (request) => troubles[request], answersAfter);
				const waited = await waitOn(
					drive,
					tasks.map(({ id }) => id),
					options,
				);
				const shortest = Math.min(options.intervalMs, options.timeoutMs / 2);
				for (const pause of drive.pauses) expect(pause).toBeGreaterThanOrEqual(shortest);
				for (const [index, { at, asked }] of drive.looks.entries()) {
					expect(at).toBeLessThanOrEqual(options.timeoutMs);
					const isLast = index === drive.looks.length - 1;
					// After the last look, what complete tasks have made is asked for.
					expect(asked.length).toBeLessThanOrEqual(tasks.length + (isLast ? 2 : 1));
				}
				for (const { id } of tasks) {
					const outcome = waited.get(id);
					const shown = drive.shown.get(id);
					const isEnd = shown !== undefined && shown !== 'running' && shown !== 'pending';
					if (isEnd) expect([id, outcome?.kind]).toEqual([id, KINDS[shown]]);
					else expect(['late', 'lost']).toContain(outcome?.kind);
					// Nobody is told that the time is over before it is.
					const over = options.timeoutMs - shortest;
					if (outcome?.kind === 'late') expect(drive.now).toBeGreaterThan(over);
				}
			},
		),
	);
});

test('a task that has ended is told in one look', async () => {
	const drive = new LivingDrive([life('a', { endsAt: 0 })]);
	expect([...(await waitOn(drive, ['a'])).values()]).toEqual([
		{
			kind: 'complete',
			task: expect.objectContaining({ id: 'a' }) as object,
			file: {
				id: 'file-a',
				name: 'a',
				kind: 'folder',
				size: 5,
				mimeType: null,
				parentFolderId: 'p',
			},
		},
	]);
	expect(drive.pauses).toEqual([]);
	expect(drive.looks[0]?.asked.map(({ path }) => path)).toEqual([
		'/drive/v1/tasks/a',
		'/drive/v1/tasks',
	]);
});

test('nothing is asked where there is nothing to wait for', async () => {
	const drive = new LivingDrive([]);
	expect(await waitOn(drive, [])).toEqual(new Map());
	expect(drive.looks[0]?.asked).toEqual([]);
});

test('many tasks are one request a look, and one more for each that has ended', async () => {
	const ids = ['a', 'b', 'c'];
	const drive = new LivingDrive(ids.map((id, index) => life(id, { endsAt: (index + 1) * 15_000 })));
	await waitOn(drive, ids);
	expect(drive.looks.map(({ at, asked }) => [at / SECOND, asked.length])).toEqual([
		[0, 1],
		[10, 1],
		[20, 2],
		[30, 2],
		// The last one by itself.
		[40, 1],
		[50, 2],
	]);
});

test('an upload is in no list of downloads, and is waited for all the same', async () => {
	const upload = life('u', { type: 'upload', endsAt: 15_000 });
	const drive = new LivingDrive([upload, life('a', { endsAt: 15_000 })]);
	const waited = await waitOn(drive, ['u', 'a']);
	expect(waited.get('u')).toMatchObject({ kind: 'complete', file: { id: 'file-u', kind: null } });
	expect(waited.get('a')).toMatchObject({ kind: 'complete', file: { kind: 'folder' } });
});

test.each([
	[60, 'The task "Name of a" is still running at 42 % after 60 minutes.'],
	[1, 'The task "Name of a" is still running at 42 % after 1 minute.'],
])('says how far it got in %i minutes', async (minutes, meaning) => {
	const drive = new LivingDrive([life('a')]);
	const waited = await waitOn(drive, ['a'], { timeoutMs: minutes * MINUTE });
	expect(errorOf(waited.get('a'))).toMatchObject({
		reason: 'task_unfinished',
		meaning,
		retryable: true,
	});
	expect(drive.now).toBe(minutes * MINUTE);
});

test('a pending task has no progress to speak of', async () => {
	const drive = new LivingDrive([life('a', { runsAt: Infinity })]);
	const waited = await waitOn(drive, ['a'], { timeoutMs: MINUTE });
	expect(errorOf(waited.get('a'))?.meaning).toMatch(/ is still pending after 1 minute\.$/);
});

test('a failed task is an error with what its reason means', async () => {
	const drive = new LivingDrive([life('a', { endsAt: 0, end: 'error' })]);
	expect(errorOf((await waitOn(drive, ['a'])).get('a'))).toMatchObject({
		reason: 'file_space_not_enough',
		meaning: 'The task "Name of a" has failed: The drive is full.',
		retryable: false,
		said: { error_description: 'Storage space is not enough' },
	});
});

test('a task that goes while it is waited for is another error than one that never was', async () => {
	const drive = new LivingDrive([life('a', { endsAt: 5_000, end: 'gone' })]);
	const waited = await waitOn(drive, ['a', 'nobody']);
	expect(errorOf(waited.get('a'))).toMatchObject({
		reason: 'task_gone',
		meaning: expect.stringContaining('"Name of a"') as string,
	});
	expect(errorOf(waited.get('nobody'))?.reason).toBe('not_found');
});

test('a task that PikPak refuses to show is not gone', async () => {
	const refused = errorFor('unimplemented', { httpStatus: 501 });
	const drive = new LivingDrive([life('a')], (request) => (request === 1 ? refused : undefined));
	expect(errorOf((await waitOn(drive, ['a'])).get('a'))).toBe(refused);
});

describe('what keeps it from looking', () => {
	const downUntil = (requests: number) => (request: number) => {
		return request < requests ? down : undefined;
	};

	test('is tolerated as long as it lasts, with longer and longer pauses', async () => {
		const drive = new LivingDrive([life('a', { endsAt: 0 })], downUntil(20));
		expect((await waitOn(drive, ['a'])).get('a')?.kind).toBe('complete');
		const pauses = drive.pauses.map((pause) => pause / SECOND);
		expect(pauses).toEqual([20, 40, ...Array.from({ length: 18 }, () => 60)]);
	});

	test('until the time is over leaves the task as it was last seen, and says so', async () => {
		const drive = new LivingDrive([life('a')], (request) => (request > 0 ? down : undefined));
		expect((await waitOn(drive, ['a'])).get('a')).toMatchObject({
			kind: 'late',
			task: { id: 'a', phase: 'PHASE_TYPE_RUNNING' },
			error: {
				reason: 'task_unfinished',
				meaning: `The task "Name of a" was running at 42 % when it was last seen, and could not be looked at after 60 minutes: ${down.meaning}`,
				retryable: true,
				httpStatus: 503,
			},
		});
		expect(drive.now).toBe(60 * MINUTE);
	});

	test('from the beginning to the end is all that is known of the task', async () => {
		const drive = new LivingDrive([life('a', { endsAt: 0 })], () => down);
		expect((await waitOn(drive, ['a'])).get('a')).toEqual({
			kind: 'lost',
			task: { id: 'a' },
			error: down,
		});
		expect(drive.now).toBe(60 * MINUTE);
	});

	test('if it is one task alone, the others are seen all the same', async () => {
		const drive = new LivingDrive([life('bad'), life('good', { type: 'upload', endsAt: 15_000 })]);
		const { call } = drive;
		const odd = async (request: Parameters<typeof call>[0]) => {
			const answer = await call(request);
			if (request.path.endsWith('/bad')) throw down;
			const tasks = answer['tasks'];
			return Array.isArray(tasks) ? { ...answer, tasks: [] } : answer;
		};
		const waited = await waitForTasks(odd, ['bad', 'good'], {
			timeoutMs: 10 * MINUTE,
			intervalMs: 10 * SECOND,
			now: () => drive.now,
			sleep: drive.sleep,
		});
		expect(waited.get('bad')).toEqual({ kind: 'lost', task: { id: 'bad' }, error: down });
		expect(waited.get('good')).toMatchObject({ kind: 'complete', file: { id: 'file-good' } });
	});

	test('if it is the way to PikPak, ends the look, and not the wait', async () => {
		const silence = new PikPakError('unreachable', { meaning: 'Silence.', advice: 'Wait.' });
		const uploads = ['u', 'v'].map((id) => life(id, { type: 'upload', endsAt: 0 }));
		// The list, then one after the other.
		const drive = new LivingDrive(uploads, (request) => (request === 1 ? silence : undefined));
		const waited = await waitOn(drive, ['u', 'v']);
		expect([...waited.values()].map(({ kind }) => kind)).toEqual(['complete', 'complete']);
		expect(drive.looks.map(({ asked }) => asked.length)).toEqual([2, 3]);
	});

	test('does not count what lies further back', async () => {
		// Each look is one request; every third succeeds.
		const drive = new LivingDrive([life('a')], (request) => (request % 3 < 2 ? down : undefined));
		expect((await waitOn(drive, ['a'])).get('a')?.kind).toBe('late');
	});

	test('does not make the pause longer than it is to be', async () => {
		const drive = new LivingDrive([life('a', { endsAt: 0 })], downUntil(2));
		await waitOn(drive, ['a'], { intervalMs: 2 * MINUTE });
		expect(drive.pauses).toEqual([2 * MINUTE, 2 * MINUTE]);
	});

	test.each(['too_frequent', 'captcha_invalid', 'unauthenticated'] as const)(
		'ends it at once if it is %s, and tells what was seen until then',
		async (reason) => {
			const error = errorFor(reason, { httpStatus: 400 });
			const drive = new LivingDrive(
				[life('a', { endsAt: 0 }), life('b', { endsAt: 0, end: 'error' }), life('c')],
				// The list and two tasks at first; then the third one, which is left.
				(request) => (request === 3 ? error : undefined),
			);
			const waited = await waitOn(drive, ['a', 'b', 'c']);
			expect(waited.get('a')).toMatchObject({ kind: 'complete', file: { kind: 'folder' } });
			expect(waited.get('b')?.kind).toBe('failed');
			expect(waited.get('c')).toMatchObject({ kind: 'lost', task: { progress: 42 }, error });
			expect(drive.pauses).toHaveLength(1);
		},
	);

	test('is told of all that is left, and nobody asks for the rest', async () => {
		const error = errorFor('unauthenticated');
		const uploads = ['u', 'v'].map((id) => life(id, { type: 'upload' }));
		// The list, then one after the other.
		const drive = new LivingDrive(uploads, (request) => (request === 1 ? error : undefined));
		const waited = await waitOn(drive, ['u', 'v']);
		expect([...waited.values()].map(errorOf)).toEqual([error, error]);
		expect(drive.looks[0]?.asked).toHaveLength(2);
	});

	test('costs nothing that was waited for: without the list of files, the task tells its file', async () => {
		// The task, then the list.
		const trouble = (request: number) => {
			return request === 1 ? down : undefined;
		};
		const drive = new LivingDrive([life('a', { endsAt: 0 })], trouble);
		expect((await waitOn(drive, ['a'])).get('a')).toMatchObject({
			kind: 'complete',
			file: { id: 'file-a', kind: null, parentFolderId: null },
		});
	});
});

test('stops as soon as its sleep does', async () => {
	const drive = new LivingDrive([life('a')]);
	const stopped = new Error('stopped');
	const waiting = waitForTasks(drive.call, ['a'], {
		timeoutMs: MINUTE,
		intervalMs: SECOND,
		now: () => drive.now,
		sleep: async () => {
			throw stopped;
		},
	});
	await expect(waiting).rejects.toBe(stopped);
	expect(drive.looks).toHaveLength(1);
});

test('hands on what is no error of PikPak', async () => {
	const cancelled = new Error('cancelled');
	const drive = new LivingDrive([life('a')], () => cancelled);
	await expect(waitOn(drive, ['a'])).rejects.toBe(cancelled);
});
