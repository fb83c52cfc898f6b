import fc from 'fast-check';
import type { Call } from '../../pikpak/call.js';
import { getFile, listFolder, simplifyFile, walkFiles } from '../../pikpak/files.js';
import { readFile } from '../../pikpak/wire.js';
import { createSimulator, type Simulator } from '../../simulator/simulator.mjs';
import { callTo } from '../support/driveCall.mjs';
import { startSimulated, stopSimulated } from '../support/simulated.mjs';

const LISTS = { route: 'GET:/drive/v1/files' };
const COMPLETE = { phase: 'PHASE_TYPE_COMPLETE' } as const;

let simulator: Simulator;
let call: Call;

beforeEach(async () => {
	const pikpak = await startSimulated({ maxPageSize: 2 });
	({ simulator } = pikpak);
	call = callTo(simulator, pikpak.served.driveUrl);
});

afterEach(async () => {
	expect(await stopSimulated()).toEqual([]);
});

const collect = async <Item,>(items: AsyncIterable<Item>) => {
	const all: Item[] = [];
	for await (const item of items) all.push(item);
	return all;
};

const namesIn = async (folderId: string, options?: { kind: 'folder' }) =>
	(await collect(listFolder(call, folderId, options))).map((file) => readFile(file).name);

/** Lets a download of several files end. @returns the folder that it has made */
const finish = (drive: Simulator, ...paths: string[]) => {
	const url = 'https://example.org/pack';
	drive.addContent({ url, name: 'Pack', files: paths.map((path) => ({ path, size: 5 })) });
	return drive.file(drive.addTask({ url, ...COMPLETE }).id)?.id ?? '';
};

describe('what is in a folder', () => {
	test('is listed over all pages', async () => {
		const folder = finish(simulator, 'a.txt', 'b.txt', 'c/d.txt', 'e.txt', 'f/g.txt');
		const names = await namesIn(folder);
		expect(names.sort()).toEqual(['a.txt', 'b.txt', 'c', 'e.txt', 'f']);
		expect(simulator.journal.count(LISTS)).toBe(3);
		expect(simulator.journal.entries(LISTS)[0]?.query).toEqual({
			parent_id: folder,
			limit: '500',
			filters: '{"trashed":{"eq":false},"phase":{"eq":"PHASE_TYPE_COMPLETE"}}',
		});
	});

	test('can be folders alone', async () => {
		const folder = finish(simulator, 'a.txt', 'b.txt', 'c/d.txt', 'e.txt', 'f/g.txt');
		expect((await namesIn(folder, { kind: 'folder' })).sort()).toEqual(['c', 'f']);
		expect(simulator.journal.count(LISTS)).toBe(1);
		// A service that does not know the filter changes nothing.
		const deaf: Call = async () => ({
			files: [{ id: 'a', kind: 'drive#file' }, { id: 'b', kind: 'drive#folder' }, { id: 'c' }],
		});
		expect(await collect(listFolder(deaf, '', { kind: 'folder' }))).toEqual([
			{ id: 'b', kind: 'drive#folder' },
		]);
	});

	test('leaves out the trash and what still downloads', async () => {
		const done = simulator.addTask({ name: 'done.txt', ...COMPLETE });
		const trashed = simulator.addTask({ name: 'trashed.txt', ...COMPLETE });
		simulator.trashFile(trashed.id);
		simulator.addTask({ name: 'running.txt', phase: 'PHASE_TYPE_RUNNING' });
		expect(await namesIn('')).toEqual(['My Pack']);
		expect(await namesIn(simulator.file(done.id)?.parentId ?? '')).toEqual(['done.txt']);
	});

	test('is listed once, even if it slips onto the next page', async () => {
		const bodies = [
			{ files: [{ id: 'three' }, { id: 'two' }], next_page_token: 'next' },
			{ files: [{ id: 'two' }, { id: 'one' }], next_page_token: '' },
		];
		const files = await collect(listFolder(async () => bodies.shift() ?? {}, ''));
		expect(files.map(({ id }) => id)).toEqual(['three', 'two', 'one']);
	});

	test('of a folder that does not exist is an error', async () => {
		await expect(namesIn('VNone')).rejects.toMatchObject({ reason: 'not_found' });
	});

	test.each([{ files: 'none' }, { files: [{ name: 'without an id' }] }, {}, { files: null }])(
		'%j is not a list',
		async (body) => {
			const listed = listFolder(async () => body, '');
			await expect(listed.next()).rejects.toMatchObject({ reason: 'unreadable_answer' });
		},
	);
});

describe('all files of a folder', () => {
	test('have paths, and come before those of the folders below', async () => {
		const folder = finish(simulator, 'c/d/e.txt', 'c/f.txt', 'g.txt', 'h/i.txt', 'j.txt');
		const found = await collect(walkFiles(call, folder));
		expect(found.map(({ path }) => path)).toEqual([
			'g.txt',
			'j.txt',
			'c/f.txt',
			'h/i.txt',
			'c/d/e.txt',
		]);
		expect(found.map(({ file }) => readFile(file).name)).toEqual([
			'g.txt',
			'j.txt',
			'f.txt',
			'i.txt',
			'e.txt',
		]);
	});

	test('are each found once, whatever the tree', async () => {
		const name = fc.constantFrom('a', 'b', 'c');
		const path = fc.array(name, { maxLength: 4 }).map((names) => [...names, 'x'].join('/'));
		const paths = fc.uniqueArray(path, { minLength: 1, maxLength: 20 });
		await fc.assert(
			fc.asyncProperty(paths, async (files) => {
				const drive = createSimulator({ maxPageSize: 2 });
				const folder = finish(drive, ...files.map((file) => `below/${file}.txt`));
				const found = await collect(walkFiles(callTo(drive), folder));
				expect(found.map((one) => one.path).sort()).toEqual(
					files.map((file) => `below/${file}.txt`).sort(),
				);
			}),
			{ numRuns: 40 },
		);
	});

	test('are none in an empty folder, which asks once', async () => {
		expect(await collect(walkFiles(call, ''))).toEqual([]);
		expect(simulator.journal.count(LISTS)).toBe(1);
	});

	test('come to an end in folders that contain themselves', async () => {
		const circle: Call = async ({ query = {} }) => ({
			files: [
				{ id: 'one', kind: 'drive#folder', name: 'one' },
				{ id: 'two', kind: 'drive#folder', name: 'two' },
				{ id: `in ${query['parent_id'] ?? ''}`, kind: 'drive#file', name: 'file' },
			],
		});
		const found = await collect(walkFiles(circle, 'one'));
		expect(found.map(({ path }) => path)).toEqual(['file', 'two/file']);
	});

	test('come to an end in folders without end', async () => {
		let made = 0;
		const endless: Call = async () => {
			made += 1;
			return { files: [{ id: String(made), kind: 'drive#folder', name: 'x' }] };
		};
		expect(await collect(walkFiles(endless, ''))).toEqual([]);
		expect(made).toBe(100);
	});
});

describe('a file in plain words', () => {
	test('is what PikPak tells of it, in its own types', async () => {
		const { id, parentId } = simulator.file(
			simulator.addTask({
				name: 'alice.txt',
				size: 148_574,
				createdAt: Date.parse('2026-11-24T02:00:00.000Z'),
				updatedAt: Date.parse('2026-11-24T02:30:00.000Z'),
				...COMPLETE,
			}).id,
		) ?? { id: '', parentId: '' };
		const file = await getFile(call, id);
		expect(simplifyFile(file)).toEqual({
			id,
			name: 'alice.txt',
			kind: 'file',
			size: 148_574,
			mimeType: 'text/plain',
			hash: expect.stringMatching(/^[0-9A-F]{40}$/) as string,
			parentFolderId: parentId,
			createdAt: '2026-11-24T02:00:00.000Z',
			modifiedAt: expect.stringMatching(/Z$/) as string,
		});
		const content = await fetch(readFile(file).link);
		expect(await content.arrayBuffer()).toHaveProperty('byteLength', 148_574);
	});

	test('can be a folder at the top of the drive', async () => {
		simulator.addTask();
		const [pack] = await collect(listFolder(call, ''));
		expect(pack && simplifyFile(pack)).toMatchObject({
			name: 'My Pack',
			kind: 'folder',
			size: null,
			mimeType: null,
			hash: null,
			parentFolderId: 'root',
		});
	});

	test('can be one of which nothing but the id is told', () => {
		expect(simplifyFile({ id: 'bare' })).toEqual({
			id: 'bare',
			name: '',
			kind: 'file',
			size: null,
			mimeType: null,
			hash: null,
			parentFolderId: 'root',
			createdAt: null,
			modifiedAt: null,
		});
		expect(readFile({ id: 'bare', links: { 'application/octet-stream': { url: 'x' } } }).link).toBe(
			'x',
		);
		expect(readFile({ id: 'bare', links: null, phase: 'PHASE_TYPE_RUNNING' })).toMatchObject({
			link: '',
			phase: 'running',
		});
	});
});
