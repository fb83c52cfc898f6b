import { byId, itemsWith, jsonOf, refusing, TaskNode } from '../support/taskNode.mjs';

const node = new TaskNode('listFiles');

const MAGNET = 'magnet:?xt=urn:btih:08ada5a7a6183aae1e09d831df6748d566095a10';
const COMPLETE = { phase: 'PHASE_TYPE_COMPLETE' } as const;
const GET_FILE = 'GET:/drive/v1/files/:id';
const LINKS = ['downloadUrl', 'linkExpiresAt'];
const PATHS = ['Sintel.mp4', 'subtitles/de.srt', 'subtitles/en.srt'];

const addSintel = () => {
	const files = PATHS.map((path) => ({ path, size: 100 }));
	node.simulator.addContent({ url: MAGNET, name: 'Sintel', files });
	return node.simulator.addTask({ url: MAGNET, ...COMPLETE });
};

test('lists the file of a task, without traffic', async () => {
	const { id: taskId } = node.simulator.addTask({ name: 'alice.txt', size: 5, ...COMPLETE });
	const file = node.simulator.file(taskId);
	const items = await node.run({ task: byId(taskId) });
	expect(items).toEqual([
		{
			json: {
				taskId,
				id: file?.id,
				name: 'alice.txt',
				path: 'alice.txt',
				size: 5,
				mimeType: 'text/plain',
				hash: expect.stringMatching(/^[0-9A-F]{40}$/) as string,
				parentFolderId: file?.parentId,
			},
			pairedItem: { item: 0 },
		},
	]);
	node.expectSchema(items, LINKS);
	expect(node.simulator.journal.count({ route: GET_FILE })).toBe(0);
});

test('lists the files of a folder with their paths in it', async () => {
	const { id } = addSintel();
	const items = await node.run({ task: byId(id) });
	expect(jsonOf(items).map(({ path }) => path)).toEqual(PATHS);
	node.expectSchema(items, LINKS);
});

test('gets links on demand, which lead to the files, and tells when they end', async () => {
	const { id } = addSintel();
	const items = await node.run({ task: byId(id), withLinks: true });
	expect(items).toHaveLength(3);
	for (const { downloadUrl, linkExpiresAt, size } of jsonOf(items)) {
		const url = new URL(downloadUrl as string);
		const { status, headers } = await fetch(url, { headers: { Range: 'bytes=0-0' } });
		expect([status, headers.get('content-range')]).toEqual([
			206,
			`bytes 0-0/${String(size as number)}`,
		]);
		expect(Date.parse(linkExpiresAt as string) / 1000).toBe(Number(url.searchParams.get('expire')));
	}
	node.expectSchema(items);
});

test('an empty file has no link', async () => {
	const { id } = node.simulator.addTask({ name: 'empty.txt', size: 0, ...COMPLETE });
	const items = await node.run({ task: byId(id), withLinks: true });
	expect(jsonOf(items)).toMatchObject([{ size: 0, downloadUrl: null, linkExpiresAt: null }]);
});

test('a file whose link is refused does not keep the others from theirs', async () => {
	const { id: taskId } = addSintel();
	const [, second] = jsonOf(await node.run({ task: byId(taskId) }));
	node.trouble(
		{ path: `/drive/v1/files/${second?.['id'] as string}` },
		refusing('file_not_found', 404),
	);
	const parameters = { task: byId(taskId), withLinks: true };
	const items = await node.run(parameters, { continueOnFail: true });
	expect(jsonOf(items)).toMatchObject([
		{ path: PATHS[0], downloadUrl: expect.any(String) as string },
		{
			message: expect.any(String) as string,
			error: { taskId, id: second?.['id'], path: PATHS[1] },
		},
		{ path: PATHS[2], downloadUrl: expect.any(String) as string },
	]);
});

test('used-up traffic ends the search for links', async () => {
	const { id } = addSintel();
	const [first] = jsonOf(await node.run({ task: byId(id) }));
	const before = node.simulator.journal.count({ route: GET_FILE });
	node.trouble(
		{ path: `/drive/v1/files/${first?.['id'] as string}` },
		refusing('monthly_download_size_exceeded'),
	);
	const parameters = { task: byId(id), withLinks: true };
	const items = await node.run(parameters, { continueOnFail: true });
	expect(jsonOf(items).map(({ message }) => message)).toEqual([
		"The account's download traffic is used up.",
		"The account's download traffic is used up. This one was not tried any more.",
		"The account's download traffic is used up. This one was not tried any more.",
	]);
	// The folder, and the first file.
	expect(node.simulator.journal.count({ route: GET_FILE }) - before).toBe(2);
});

test('the limit counts for each task', async () => {
	const sintel = addSintel();
	const other = node.simulator.addTask({ name: 'alice.txt', ...COMPLETE });
	const last = node.simulator.addTask({ name: 'last.txt', ...COMPLETE });
	const task = byId([other.id, sintel.id, last.id]);
	const pathsOf = async (parameters: object) =>
		jsonOf(await node.run({ task, ...parameters })).map(({ path }) => path);
	expect(await pathsOf({ limit: 2 })).toEqual(['alice.txt', ...PATHS.slice(0, 2), 'last.txt']);
	expect(await pathsOf({ limit: 3 })).toEqual(['alice.txt', ...PATHS, 'last.txt']);
	expect(await pathsOf({ returnAll: true })).toEqual(['alice.txt', ...PATHS, 'last.txt']);
});

test('why one task has failed keeps no other of the same item from its files', async () => {
	const failed = node.simulator.addTask({
		name: 'fail',
		phase: 'PHASE_TYPE_ERROR',
		message: 'You have reached the limits of free usage today',
	});
	const done = node.simulator.addTask({ name: 'done.txt', ...COMPLETE });
	const items = await node.run({ task: byId([failed.id, done.id]) }, { continueOnFail: true });
	expect(jsonOf(items)).toMatchObject([{ error: { id: failed.id } }, { path: 'done.txt' }]);
});

test('what has no files says why, beside the others', async () => {
	const done = node.simulator.addTask({ name: 'done.txt', ...COMPLETE });
	const running = node.simulator.addTask({
		name: 'run',
		phase: 'PHASE_TYPE_RUNNING',
		progress: 42,
	});
	const failed = node.simulator.addTask({
		name: 'fail',
		phase: 'PHASE_TYPE_ERROR',
		message: 'Storage space is not enough',
	});
	const gone = node.simulator.addTask({ name: 'gone', ...COMPLETE });
	node.simulator.deleteFile(gone.id);
	const tasks = [running, failed, gone, done];
	const items = await node.run(
		{ task: { __rl: true, mode: 'id', value: '={{ $json.id }}' } },
		{ items: itemsWith(...tasks.map(({ id }) => ({ id }))), continueOnFail: true },
	);
	expect(items).toMatchObject([
		{
			json: {
				message: 'The task "run" is not complete: it is running at 42 %.',
				error: {
					id: running.id,
					details: expect.stringContaining('operation Wait') as string,
					retryable: true,
				},
			},
			pairedItem: { item: 0 },
		},
		{
			json: { message: 'The task "fail" has failed: The drive is full.' },
			pairedItem: { item: 1 },
		},
		{
			json: { message: 'The downloaded file has been deleted from the drive.' },
			pairedItem: { item: 2 },
		},
		{ json: { path: 'done.txt' }, pairedItem: { item: 3 } },
	]);
});
