import fc from 'fast-check';
import type { Call, DriveRequest } from '../../../pikpak/call.js';
import { errorFor, PikPakError, successOf, unreadableAnswer } from '../../../pikpak/errors.js';
import {
	NewDownloads,
	ON_DUPLICATE,
	type Added,
	type OnDuplicate,
} from '../../../pikpak/tasks/newDownloads.js';
import { object, text, type WireTask } from '../../../pikpak/wire.js';

const unreachable = (code: string) => {
	const failure = successOf({ kind: 'unreachable', host: 'api-drive.mypikpak.com', code });
	return failure as PikPakError;
};

/** What can become of a request. */
type Fate =
	| 'answered'
	| 'answeredWithoutTask'
	| 'refused'
	/** PikPak has never heard of it. */
	| 'neverSent'
	| 'lostBefore'
	/** PikPak has done it, and the answer is lost, overloaded or cut off. */
	| 'lostAfter'
	| 'overloadedAfter'
	| 'cutAfter';

const FAILURES: Partial<Record<Fate, PikPakError>> = {
	refused: errorFor('task_url_resolve_error', { httpStatus: 400 }),
	neverSent: unreachable('ECONNREFUSED'),
	lostBefore: unreachable('ECONNRESET'),
	lostAfter: unreachable('ETIMEDOUT'),
	overloadedAfter: errorFor('service_unavailable', { httpStatus: 504 }),
	cutAfter: unreadableAnswer(200, '{"task":'),
};
const DONE: readonly Fate[] = ['answered', 'lostAfter', 'overloadedAfter', 'cutAfter'];

/** A drive on a clock of its own that is told what becomes of each request. */
class Drive {
	readonly asked: DriveRequest[] = [];
	now = 0;
	/** Ids of the tasks whose files have been deleted. */
	readonly withoutFile = new Set<string>();
	readonly tasks: Array<{ task: WireTask; visibleFrom: number }> = [];

	/**
	 * @param fates of the requests for downloads, in their order; then they are answered
	 * @param listFates of those for lists
	 * @param delayMs until a new task is listed
	 */
	constructor(
		private readonly fates: Fate[] = [],
		private readonly listFates: Array<'answered' | 'lost'> = [],
		private readonly delayMs = 0,
	) {}

	has(...tasks: Array<{ id: string; url: string; phase?: string; created_time?: string }>): this {
		for (const { url, ...task } of tasks) {
			this.tasks.push({ task: { ...task, params: { url } }, visibleFrom: 0 });
		}
		return this;
	}

	readonly call: Call = async (request) => {
		this.asked.push(request);
		return request.method === 'GET' ? this.list(request) : this.create(request);
	};

	readonly sleep = async (milliseconds: number): Promise<void> => {
		this.now += milliseconds;
	};

	/** From now on every request is answered, and every task is listed. */
	recover(): void {
		this.fates.splice(0);
		this.listFates.splice(0);
		this.now += this.delayMs;
	}

	/** @returns how often a download was asked for */
	get creations(): number {
		return this.asked.filter(({ method }) => method === 'POST').length;
	}

	get lists(): number {
		return this.asked.length - this.creations;
	}

	/** @returns the ids of the tasks for a link */
	idsOf(link: string): string[] {
		return this.tasks
			.filter(({ task }) => text(object(task, 'params'), 'url') === link)
			.map(({ task }) => task.id);
	}

	private list({ query = {} }: DriveRequest) {
		if (this.listFates.shift() === 'lost') throw unreachable('ECONNRESET');
		const visible = this.tasks.filter(({ visibleFrom }) => visibleFrom <= this.now);
		const shown = ({ task }: (typeof visible)[number]) =>
			query['with'] === 'reference_resource' && this.withoutFile.has(task.id)
				? { ...task, phase: 'PHASE_TYPE_ERROR', message: 'File deleted' }
				: task;
		return { tasks: visible.map(shown), next_page_token: '' };
	}

	private create({ body = {} }: DriveRequest) {
		const fate = this.fates.shift() ?? 'answered';
		const answer = { upload_type: 'UPLOAD_TYPE_URL', url: { kind: 'upload#url' } };
		if (fate === 'answeredWithoutTask') return { ...answer, task: null };
		const task = { id: `task-${String(this.tasks.length)}`, phase: 'PHASE_TYPE_PENDING' };
		if (DONE.includes(fate)) {
			const { url } = object(body, 'url');
			const visibleFrom = this.now + this.delayMs;
			this.tasks.push({ task: { ...task, params: { url } }, visibleFrom });
		}
		const failure = FAILURES[fate];
		if (failure !== undefined) throw failure;
		return { ...answer, file: null, task: { ...task, params: {} } };
	}
}

const sleepless = async (): Promise<void> => {
	await Promise.resolve();
};

const LINK = 'https://example.org/alice.txt';

const addTo = async (
	drive: Drive,
	onDuplicate: OnDuplicate,
	downloads = new NewDownloads(drive.call, drive.sleep),
	link = LINK,
): Promise<Added | PikPakError> =>
	await downloads
		.add({ link, folderId: undefined, name: '' }, onDuplicate)
		.catch((error: unknown) => {
			if (error instanceof PikPakError) return error;
			throw error;
		});

const idOf = (added: Added | PikPakError) => ('task' in added ? added.task.id : undefined);

describe('what is asked for', () => {
	const bodyFor = async (folderId: string | undefined, name: string) => {
		const drive = new Drive();
		const downloads = new NewDownloads(drive.call, drive.sleep);
		await downloads.add({ link: LINK, folderId, name }, 'return');
		return drive.asked.at(-1);
	};

	test('goes into My Pack without a folder', async () => {
		expect(await bodyFor(undefined, '')).toEqual({
			method: 'POST',
			path: '/drive/v1/files',
			body: {
				kind: 'drive#file',
				upload_type: 'UPLOAD_TYPE_URL',
				url: { url: LINK },
				folder_type: 'DOWNLOAD',
			},
		});
	});

	test('goes into the folder that was chosen, under the name that was chosen', async () => {
		expect((await bodyFor('folder-1', 'a.txt'))?.body).toMatchObject({
			parent_id: 'folder-1',
			folder_type: '',
			name: 'a.txt',
		});
	});
});

describe('duplicates', () => {
	const failed = { url: LINK, phase: 'PHASE_TYPE_ERROR' };
	const running = { url: LINK, phase: 'PHASE_TYPE_RUNNING' };

	test.each([
		[
			'one that has not failed before a newer one that has',
			[
				{ ...failed, id: 'failed', created_time: '2026-11-24T12:00:00.000+08:00' },
				{ ...running, id: 'running', created_time: '2026-11-24T10:00:00.000+08:00' },
			],
			'running',
		],
		[
			'the newest of those that have not failed, in whatever order they are listed',
			[
				{ ...running, id: 'older', created_time: '2026-11-24T10:00:00.000+08:00' },
				{ ...running, id: 'newest', created_time: '2026-11-24T12:00:00.000+08:00' },
				{ ...running, id: 'old', created_time: '2026-11-24T11:00:00.000+08:00' },
			],
			'newest',
		],
		['one that has failed where there is no other', [{ ...failed, id: 'failed' }], 'failed'],
	])('return %s', async (_, tasks, id) => {
		const drive = new Drive().has(...tasks);
		expect(await addTo(drive, 'return')).toMatchObject({ status: 'existing', task: { id } });
		expect(await addTo(drive, 'skip')).toEqual({ status: 'skipped' });
		expect(drive.creations).toBe(0);
		expect(await addTo(drive, 'add')).toMatchObject({ status: 'created' });
	});

	const complete = { url: LINK, phase: 'PHASE_TYPE_COMPLETE' };

	test('are no longer those whose files have been deleted, which is asked for once', async () => {
		const drive = new Drive().has(
			{ ...failed, id: 'failed' },
			{ ...complete, id: 'deleted' },
			{ ...complete, id: 'there', url: 'there' },
			{ ...complete, id: 'gone', url: 'gone' },
		);
		drive.withoutFile.add('deleted').add('gone');
		const downloads = new NewDownloads(drive.call, drive.sleep);
		expect(await addTo(drive, 'return', downloads)).toMatchObject({ task: { id: 'failed' } });
		expect(await addTo(drive, 'return', downloads, 'there')).toMatchObject({ status: 'existing' });
		expect(await addTo(drive, 'return', downloads, 'gone')).toMatchObject({ status: 'created' });
		expect(await addTo(drive, 'return', downloads, 'gone')).toMatchObject({ status: 'existing' });
		expect(drive.lists).toBe(2);
	});

	test('of which it is not known if their files are there keep the rest from being tried', async () => {
		const drive = new Drive([], ['answered', 'lost']).has({ ...complete, id: 'complete' });
		const downloads = new NewDownloads(drive.call, drive.sleep);
		expect(await addTo(drive, 'return', downloads)).toMatchObject({ reason: 'unreachable' });
		expect(await addTo(drive, 'return', downloads, 'other')).toMatchObject({
			meaning: expect.stringContaining('not tried any more') as string,
		});
		expect([drive.lists, drive.creations]).toEqual([2, 0]);
	});

	test('are found within a run, with one list for all', async () => {
		const drive = new Drive();
		const downloads = new NewDownloads(drive.call, drive.sleep);
		const added = [
			await addTo(drive, 'return', downloads),
			await addTo(drive, 'return', downloads),
			await addTo(drive, 'skip', downloads),
			await addTo(drive, 'add', downloads),
		];
		expect(added.map((outcome) => 'status' in outcome && outcome.status)).toEqual([
			'created',
			'existing',
			'skipped',
			'created',
		]);
		expect(drive.idsOf(LINK)).toHaveLength(2);
		expect(drive.lists).toBe(1);
	});

	test('are found of a download that was there at once', async () => {
		const drive = new Drive(['answeredWithoutTask']);
		const downloads = new NewDownloads(drive.call, drive.sleep);
		const instant = { status: 'instant', file: undefined };
		expect(await addTo(drive, 'return', downloads)).toEqual(instant);
		expect(await addTo(drive, 'return', downloads)).toEqual(instant);
		expect(drive.creations).toBe(1);
	});
});

describe('an answer that is lost', () => {
	test.each<OnDuplicate>(['return', 'skip', 'add'])(
		'is found among the tasks, and nothing is repeated (%s)',
		async (onDuplicate) => {
			const drive = new Drive(['lostAfter'], [], 4000).has({ id: 'before', url: 'other' });
			const added = await addTo(drive, onDuplicate);
			expect(added).toMatchObject({ status: 'created', task: { id: 'task-1' } });
			expect([drive.creations, drive.now]).toEqual([1, 5000]);
		},
	);

	test('of one that was added anyway is not taken for an older task of the same link', async () => {
		const drive = new Drive(['lostBefore']).has({ id: 'before', url: LINK });
		expect(await addTo(drive, 'add')).toBeInstanceOf(PikPakError);
	});

	test('is asked for once more where nothing can be added twice', async () => {
		const drive = new Drive(['lostBefore']);
		expect(await addTo(drive, 'return')).toMatchObject({ status: 'created' });
		expect([drive.creations, drive.idsOf(LINK).length]).toEqual([2, 1]);
	});

	test('is looked for after the second time as well', async () => {
		const drive = new Drive(['lostBefore', 'cutAfter']);
		expect(await addTo(drive, 'return')).toMatchObject({ status: 'created' });
		expect(drive.creations).toBe(2);
	});

	test.each<[OnDuplicate, number, object]>([
		[
			'return',
			2,
			{ retryable: true, advice: expect.stringContaining('nothing is added twice') as string },
		],
		[
			'add',
			1,
			{ retryable: false, advice: expect.stringContaining('Look at the list of tasks') as string },
		],
	])('is an error in the end (%s)', async (onDuplicate, creations, failure) => {
		const drive = new Drive(['lostBefore', 'lostBefore', 'lostBefore']);
		expect(await addTo(drive, onDuplicate)).toMatchObject({
			reason: 'unreachable',
			meaning: expect.stringMatching(
				/^n8n could not get an answer from .* It is not known /,
			) as string,
			...failure,
		});
		expect(drive.creations).toBe(creations);
	});

	test('is an error at once where nobody can look, and then the next link is not tried', async () => {
		const drive = new Drive(['lostAfter'], ['answered', 'lost', 'lost', 'lost']);
		const downloads = new NewDownloads(drive.call, drive.sleep);
		expect(await addTo(drive, 'return', downloads)).toMatchObject({ retryable: true });
		expect(await addTo(drive, 'return', downloads, 'other')).toMatchObject({
			reason: 'unreachable',
			meaning: expect.stringMatching(/in time\. This one was not tried/) as string,
		});
		expect(drive.creations).toBe(1);
	});

	test('goes on where a look fails and the next one does not', async () => {
		const drive = new Drive(['lostAfter'], ['answered', 'lost']);
		expect(await addTo(drive, 'return')).toMatchObject({ status: 'created' });
	});

	test('is not looked for where the request was never sent', async () => {
		const drive = new Drive(['neverSent']);
		expect(await addTo(drive, 'return')).toMatchObject({ reason: 'unreachable' });
		expect([drive.lists, drive.now]).toEqual([1, 0]);
	});

	test('does not keep the stop of an execution from its way', async () => {
		const drive = new Drive(['lostBefore']);
		const stopped = new Error('stopped');
		const downloads = new NewDownloads(drive.call, async () => {
			throw stopped;
		});
		await expect(addTo(drive, 'return', downloads)).rejects.toBe(stopped);
	});
});

describe('what is answered', () => {
	const answering = (answer: object): Call => {
		return async ({ method }) => (method === 'GET' ? { tasks: [] } : { ...answer });
	};
	const added = async (answer: object) =>
		await new NewDownloads(answering(answer), sleepless).add(
			{ link: LINK, folderId: undefined, name: '' },
			'add',
		);

	test.each([
		[{ upload_type: 'UPLOAD_TYPE_URL', task: null, file: { id: 'file-1' } }, { id: 'file-1' }],
		[{ upload_type: 'UPLOAD_TYPE_URL', task: null, file: null }, undefined],
		[{ upload_type: 'UPLOAD_TYPE_URL' }, undefined],
	])('without a task is a download that is there at once: %j', async (answer, file) => {
		expect(await added(answer)).toEqual({ status: 'instant', file });
	});

	test.each([{}, { task: { name: 'without an id' } }, { file: { id: 'x' } }])(
		'is nothing that PikPak says: %j',
		async (answer) => {
			await expect(added(answer)).rejects.toMatchObject({ reason: 'unreadable_answer' });
		},
	);
});

describe('a refusal', () => {
	const refusing = (error: PikPakError) => {
		const asked: DriveRequest[] = [];
		const call: Call = async (request) => {
			asked.push(request);
			if (request.method === 'GET') return { tasks: [{ id: 'old', params: { url: 'old' } }] };
			throw error;
		};
		const downloads = new NewDownloads(call, sleepless);
		const add = async (link: string, folderId?: string) =>
			await downloads
				.add({ link, folderId, name: '' }, 'return')
				.catch((failure: unknown) => failure);
		return { add, creations: () => asked.filter(({ method }) => method === 'POST').length };
	};

	test.each([
		['task_daily_create_limit', 'tomorrow'],
		['task_run_nums_limit', 'minutes'],
		['monthly_download_size_exceeded', 'never'],
		['too_frequent', 'minutes'],
		['unauthenticated', 'seconds'],
	] as const)('as %s keeps other links from being tried', async (reason, retry) => {
		const { add, creations } = refusing(errorFor(reason));
		expect(await add('one')).toMatchObject({ reason, retry });
		expect(await add('two')).toMatchObject({
			reason,
			retry,
			meaning: `${errorFor(reason).meaning} This one was not tried any more.`,
		});
		expect(creations()).toBe(1);
		expect(await add('old')).toMatchObject({ status: 'existing' });
	});

	test.each([
		'file_space_not_enough',
		'task_url_resolve_error',
		'task_url_unsupported',
		'task_sub_task_num_limit',
		'file_maybe_ads',
	] as const)('as %s does not', async (reason) => {
		const { add, creations } = refusing(errorFor(reason));
		expect(await add('one')).toMatchObject({ reason, retryable: false });
		expect(await add('two')).toMatchObject({ reason, meaning: errorFor(reason).meaning });
		expect(creations()).toBe(2);
	});

	const saying = (
		error: string,
		error_code: number,
		error_description: string,
		...messages: string[]
	) =>
		successOf({
			kind: 'answered',
			status: 400,
			body: {
				error,
				error_code,
				error_description,
				details: messages.map((message) => ({ message })),
			},
		}) as PikPakError;

	test.each([
		['', 3, 'Storage space is not enough', 'file_space_not_enough' as const],
		['strange', 77, 'Removed for copyright reasons', 'content_refused' as const],
		['task_file_deleted', 3, '', 'content_refused' as const],
		['strange', 77, 'short and stout', 'unknown' as const],
		['file_not_found', 5, '', 'space_folder_not_exist' as const],
		['file_in_recycle_bin', 9, '', 'space_folder_not_exist' as const],
	])('as "%s" %i "%s" means %s', async (error, code, description, reason) => {
		const refusal = saying(error, code, description);
		const { add } = refusing(refusal);
		const { meaning } = reason === 'unknown' ? refusal : errorFor(reason);
		expect(await add('one', 'folder-1')).toMatchObject({ reason, meaning, said: refusal.said });
	});

	test.each([
		[['task_url_resolve_error', 'The link could not be read'], 'task_url_resolve_error' as const],
		[['Bad request', 'task_url_resolve_error'], 'task_url_resolve_error' as const],
		[['Bad request', 'Storage space is not enough'], 'file_space_not_enough' as const],
	])('whose sentences are %j means %s', async ([description = '', ...messages], reason) => {
		const { add } = refusing(saying('invalid_argument', 3, description, ...messages));
		expect(await add('one')).toMatchObject({ reason, meaning: errorFor(reason).meaning });
	});

	test('that concerns no folder is not told as one', async () => {
		const { add } = refusing(saying('file_not_found', 5, ''));
		expect(await add('one')).toMatchObject({ reason: 'not_found' });
	});
});

const FATES: readonly Fate[] = [
	'answered',
	'answered',
	'answered',
	'refused',
	'neverSent',
	'lostBefore',
	'lostAfter',
	'overloadedAfter',
	'cutAfter',
];

test('whatever gets lost, what is told is true, and nothing is added twice', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.array(fc.constantFrom(...FATES), { maxLength: 12 }),
			fc.array(fc.constantFrom('answered' as const, 'answered' as const, 'lost' as const), {
				maxLength: 12,
			}),
			fc.integer({ min: 0, max: 5000 }),
			fc.array(
				fc.record({
					link: fc.constantFrom('a', 'b', 'c'),
					onDuplicate: fc.constantFrom(...ON_DUPLICATE),
				}),
				{ maxLength: 8 },
			),
			async (fates, listFates, delayMs, links) => {
				const drive = new Drive([...fates], [...listFates], delayMs).has({
					id: 'before',
					url: 'a',
				});
				const downloads = new NewDownloads(drive.call, drive.sleep);
				const created = new Set<string>();
				for (const { link, onDuplicate } of links) {
					const before = { creations: drive.creations, lists: drive.lists, now: drive.now };
					const added = await addTo(drive, onDuplicate, downloads, link);
					const attempts = drive.creations - before.creations;
					expect(attempts).toBeLessThanOrEqual(onDuplicate === 'add' ? 1 : 2);
					expect(drive.now - before.now).toBeLessThanOrEqual(10_000);
					expect(drive.lists - before.lists).toBeLessThanOrEqual(7);
					if (added instanceof PikPakError) continue;
					expect(added.status).not.toBe(onDuplicate === 'add' ? 'existing' : undefined);
					const id = idOf(added);
					if (id === undefined) continue;
					expect(drive.idsOf(link)).toContain(id);
					if (added.status !== 'created') continue;
					expect(created).not.toContain(id);
					created.add(id);
				}
				if (links.some(({ onDuplicate }) => onDuplicate === 'add')) return;
				// What failed is tried again, as by n8n's Retry On Fail, on a better day.
				drive.recover();
				const again = new NewDownloads(drive.call, drive.sleep);
				for (const { link, onDuplicate } of links) {
					expect(await addTo(drive, onDuplicate, again, link)).not.toBeInstanceOf(PikPakError);
				}
				for (const { link } of links) expect(drive.idsOf(link)).toHaveLength(1);
			},
		),
		{ numRuns: 300 },
	);
});
