import { NodeHelpers, type INodeParameters, type INodeProperties } from 'n8n-workflow';
import type { Call } from '../../pikpak/call.js';
import { folderIdOf, folderPicker } from '../../nodes/PikPak/pickers/folder.js';
import { taskIdsOf, taskPicker } from '../../nodes/PikPak/pickers/task.js';
import { CredentialDatabase } from '../support/credentialsHelper.mjs';
import { callTo } from '../support/driveCall.mjs';
import { makeFolders } from '../support/folderTree.mjs';
import { bootN8n, type N8nProcess, type SearchRun } from '../support/n8n.mjs';
import { LIST } from '../support/routes.mjs';
import { startSimulated, stopSimulated, type Simulated } from '../support/simulated.mjs';

const FILES = { route: 'GET:/drive/v1/files' };
const ID = 'VNfolder00000000000000000o1';

const credentialId = 'credential-1';
const database = new CredentialDatabase();
let n8n: N8nProcess;
let pikpak: Simulated;
let call: Call;

beforeAll(async () => {
	n8n = await bootN8n(database);
});

beforeEach(async () => {
	pikpak = await startSimulated();
	database.create(credentialId, pikpak.credential);
	call = callTo(pikpak.simulator, pikpak.served.driveUrl);
});

afterEach(async () => {
	expect(await stopSimulated()).toEqual([]);
});

const search = async (run: Omit<SearchRun, 'credentialId'>) => {
	const { results, paginationToken } = await n8n.search({ credentialId, ...run });
	return { names: results.map(({ name }) => name), results, paginationToken };
};

/** The names on each page, to the end. */
const pagesOf = async (run: Omit<SearchRun, 'credentialId' | 'paginationToken'>) => {
	const pages: string[][] = [];
	let more = {};
	while (pages.length < 100) {
		const { names, paginationToken } = await search({ ...run, ...more });
		pages.push(names);
		if (paginationToken === undefined) return pages;
		more = { paginationToken };
	}
	throw new Error('The list has no end.');
};

const TOP = '/ (Top of the Drive)';

describe('the list of folders', () => {
	const method = 'searchFolders';

	test('shows them by their paths, page by page, in both nodes', async () => {
		const top = ['/a', '/b', '/c', '/d', '/e', '/f'];
		const ids = await makeFolders(call, [...top, '/e/1', '/f/2', '/f/2/3']);
		const pages = await pagesOf({ method });
		expect(pages).toEqual([
			[TOP, ...top],
			['/e/1', '/f/2', '/f/2/3'],
		]);
		expect(await pagesOf({ method, isTrigger: true })).toEqual(pages);
		const { results } = await search({ method });
		expect(results.slice(0, 2)).toEqual([
			{ name: TOP, value: 'root', url: 'https://mypikpak.com/drive/all' },
			{
				name: '/a',
				value: ids.get('/a'),
				url: `https://mypikpak.com/drive/all/${ids.get('/a') ?? ''}`,
			},
		]);
	});

	test('is the top alone on an empty drive', async () => {
		expect(await pagesOf({ method })).toEqual([[TOP]]);
	});

	test('is searched by a part of the path, in upper or lower case, as far as it takes', async () => {
		const many = Array.from({ length: 12 }, (_, index) => `/x${String(index + 10)}`);
		await makeFolders(call, [...many, '/x21/Movies', '/x21/Movies/2026', '/x21/other']);
		const before = pikpak.simulator.journal.count(FILES);
		expect(await search({ method, filter: ' MOVIES ' })).toMatchObject({
			names: ['/x21/Movies', '/x21/Movies/2026'],
			paginationToken: undefined,
		});
		// Every folder, and the root.
		expect(pikpak.simulator.journal.count(FILES) - before).toBe(16);
		expect((await search({ method, filter: 'top of' })).names).toEqual([TOP]);
		expect((await search({ method, filter: 'nothing of the kind' })).results).toEqual([]);
	});

	test('stops searching when there is enough to fill the list, and goes on from there', async () => {
		const many = Array.from({ length: 12 }, (_, index) => `/x${String(index + 10)}`);
		await makeFolders(call, [...many, '/x21/x']);
		const before = pikpak.simulator.journal.count(FILES);
		const { names, paginationToken = '' } = await search({ method, filter: 'x' });
		expect(names).toEqual(many);
		expect(pikpak.simulator.journal.count(FILES) - before).toBe(5);
		expect((await search({ method, filter: 'x', paginationToken })).names).toEqual(['/x21/x']);
	});

	test('stops searching after fifty folders, and says so', async () => {
		const many = Array.from({ length: 60 }, (_, index) => `/x${String(index + 10)}`);
		await makeFolders(call, ['/a wanted one', ...many, '/x69/wanted']);
		const before = pikpak.simulator.journal.count(FILES);
		const { results, paginationToken } = await search({ method, filter: 'wanted' });
		expect(results).toMatchObject([
			{ name: '/a wanted one' },
			{ name: 'Not all folders were searched: use By Path', value: '' },
		]);
		expect(paginationToken).toBeUndefined();
		expect(pikpak.simulator.journal.count(FILES) - before).toBe(50);
	});
});

describe('the list of tasks', () => {
	const method = 'searchTasks';

	test('shows the newest first, with how they stand', async () => {
		const { simulator } = pikpak;
		const [{ id } = { id: '' }] = simulator.addTasks([
			{ name: 'one.iso', phase: 'PHASE_TYPE_COMPLETE' },
			{ name: 'two.iso', phase: 'PHASE_TYPE_ERROR' },
			{ name: 'three.iso', phase: 'PHASE_TYPE_RUNNING', progress: 42 },
			{ name: 'four.iso' },
		]);
		const { names, results } = await search({ method });
		expect(names).toEqual([
			'four.iso (pending)',
			'three.iso (running, 42%)',
			'two.iso (failed)',
			'one.iso (complete)',
		]);
		expect(results.at(-1)).toEqual({ name: 'one.iso (complete)', value: id });
	});

	test('comes in pages of a hundred', async () => {
		const tasks = Array.from({ length: 230 }, (_, index) => ({ name: `task-${String(index)}` }));
		pikpak.simulator.addTasks(tasks);
		const pages = await pagesOf({ method });
		expect(pages.map((names) => names.length)).toEqual([100, 100, 30]);
		expect(pages.flat()).toEqual(tasks.map(({ name }) => `${name} (pending)`).reverse());
	});

	test('is empty on an empty drive', async () => {
		expect(await pagesOf({ method })).toEqual([[]]);
	});

	test('is searched by a part of the name, over all pages', async () => {
		const tasks = Array.from({ length: 2500 }, (_, index) => ({ name: `task-${String(index)}` }));
		pikpak.simulator.addTasks([{ name: 'Sintel.MKV' }, ...tasks]);
		expect((await search({ method, filter: 'sintel' })).names).toEqual(['Sintel.MKV (pending)']);
		expect(pikpak.simulator.journal.count({ route: LIST })).toBe(3);
		expect(pikpak.simulator.journal.entries({ route: LIST }).at(-1)?.query).toMatchObject({
			limit: '1000',
			type: 'offline',
		});
	});

	test('ends with a word about what was not searched', async () => {
		const tasks = Array.from({ length: 10_000 }, (_, index) => ({ name: `task-${String(index)}` }));
		pikpak.simulator.addTasks([{ name: 'Sintel.mkv' }, ...tasks]);
		expect(await search({ method, filter: 'sintel' })).toMatchObject({
			results: [{ name: 'Not all tasks were searched: use By ID', value: '' }],
			paginationToken: undefined,
		});
		expect(pikpak.simulator.journal.count({ route: LIST })).toBe(10);
	});
});

describe('what keeps a list from being shown', () => {
	test.each(['searchFolders', 'searchTasks'])('is told in words by %s', async (method) => {
		pikpak.simulator.addFault({
			name: 'too frequent',
			match: { method: 'GET' },
			effect: { kind: 'tooFrequent' },
		});
		await expect(search({ method })).rejects.toMatchObject({
			name: 'NodeApiError',
			message: 'PikPak has seen too many requests from this account or network.',
			description: expect.stringContaining('Wait before you try again') as string,
		});
	});

	test('may be the credential', async () => {
		database.edit(credentialId, { password: '' });
		await expect(search({ method: 'searchFolders' })).rejects.toMatchObject({
			message: 'E-mail or password of the PikPak credential is empty.',
		});
	});

	test('may be a token that is none', async () => {
		const searching = search({ method: 'searchFolders', paginationToken: 'x' });
		await expect(searching).rejects.toMatchObject({
			message: 'The list of folders cannot be continued from here.',
		});
	});
});

const inMode = (mode: string, value: unknown) => ({ __rl: true, mode, value }) as never;

/** What the editor says about a value before the workflow runs. */
const issuesOf = (field: INodeProperties, value: never) => {
	const context = n8n.contextWith([field], { [field.name]: value });
	const node = context.getNode();
	return NodeHelpers.getNodeParametersIssues([field], node, null)?.parameters?.[field.name];
};

describe('the editor', () => {
	const folder = folderPicker({ displayName: 'Folder', name: 'folder', description: '' });
	const task = taskPicker({ displayName: 'Task', name: 'task', description: '' });

	test.each([
		[folder, inMode('list', '')],
		[folder, inMode('list', 'root')],
		[folder, inMode('id', '')],
		[folder, inMode('id', ` ${ID} `)],
		[folder, inMode('id', '={{ $json.id }}')],
		[folder, inMode('path', '')],
		[folder, inMode('path', '/')],
		[folder, inMode('path', ' /Movies/20 26/ ')],
		[folder, inMode('path', 'Movies')],
		[folder, inMode('url', '')],
		[folder, inMode('url', 'https://mypikpak.com/drive/all')],
		[folder, inMode('url', `https://mypikpak.com/drive/recent/${ID}?x=1`)],
		[task, inMode('id', '')],
		[task, inMode('id', 'V-1, V_2\n["V3"]')],
	])('finds nothing wrong: $name %j', (field, value) => {
		expect(issuesOf(field, value)).toBeUndefined();
	});

	test.each([
		[folder, inMode('id', 'a/b'), 'Not the ID of a folder'],
		[folder, inMode('path', '/a//b'), 'Separate the names of the folders by single slashes.'],
		[folder, inMode('url', ID), 'Not the address of a folder on PikPak'],
		[folder, inMode('url', 'https://mypikpak.com/s/V'), 'Not the address of a folder on PikPak'],
		[task, inMode('id', 'a/b'), 'Not the ID of a task'],
	])('tells what is wrong: $name %j', (field, value, issue) => {
		expect(issuesOf(field, value)).toEqual([issue]);
	});
});

describe('the chosen folder', () => {
	const picker = folderPicker({ displayName: 'Folder', name: 'folder', description: '' });
	const scopeFor = (parameters: INodeParameters) => ({
		n8n: n8n.contextWith([picker], parameters),
		call,
		itemIndex: 0,
	});
	const chosen = async (folder: never, finding = {}) =>
		await folderIdOf(scopeFor({ folder }), 'folder', finding);

	test.each([
		[inMode('list', ID), ID],
		[inMode('list', 'root'), ''],
		[inMode('id', ` ${ID}\n`), ID],
		[inMode('id', 'root'), ''],
		[inMode('id', `={{ "${ID}" }}`), ID],
		[inMode('id', 12), '12'],
		[inMode('url', `https://mypikpak.com/drive/all/${ID}`), ID],
		[inMode('url', 'https://mypikpak.com/drive/all'), ''],
		[inMode('path', '/'), ''],
		// What an expression for the whole field yields.
		[ID as never, ID],
		[`={{ "${ID}" }}` as never, ID],
		['root' as never, ''],
		['/' as never, ''],
		[`https://mypikpak.net/drive/all/x/${ID}` as never, ID],
	])('%j is told without a question', async (folder, id) => {
		expect(await chosen(folder)).toBe(id);
		expect(pikpak.simulator.journal.count()).toBe(0);
	});

	test.each([inMode('list', ''), inMode('list', ' '), inMode('list', null)])(
		'%j is none',
		async (folder) => {
			expect(await chosen(folder)).toBeUndefined();
		},
	);

	const EMPTY = [inMode('id', ''), inMode('url', ' '), inMode('path', '={{ "" }}'), '' as never];

	test.each(EMPTY)('%j is a mistake, for which nothing is done', async (folder) => {
		await expect(chosen(folder)).rejects.toThrow(
			/^Folder cannot be empty\. If it is an expression, see what it yields\. /,
		);
	});

	test.each(EMPTY)('%j is none where it is stored so', async (folder) => {
		expect(await chosen(folder, { isLenient: true })).toBeUndefined();
	});

	test.each([
		inMode('path', '=/Movies/{{ undefined }}'),
		inMode('url', '=https://mypikpak.com/drive/all/{{ undefined }}'),
		inMode('id', 'Movies/'),
		'Movies/2026/' as never,
	])('%j is cut off', async (folder) => {
		await expect(chosen(folder, { createMissing: true })).rejects.toThrow(
			/^Folder cannot be ".*\/"\. Nothing stands behind the last slash\. If it is an expression, /,
		);
		expect(pikpak.simulator.journal.count()).toBe(0);
	});

	test('by path may end with a slash where it is stored so', async () => {
		const ids = await makeFolders(call, ['/Movies']);
		const id = await chosen(inMode('path', '/Movies/'), { isLenient: true });
		expect(id).toBe(ids.get('/Movies'));
	});

	test('is none where nothing is stored', async () => {
		expect(await folderIdOf(scopeFor({}), 'folder')).toBeUndefined();
	});

	test.each([
		[inMode('id', '={{ $json.nothing }}'), 'Folder cannot be null.'],
		[inMode('path', '={{ null }}'), 'Folder cannot be null.'],
		[inMode('id', '={{ { id: "x" } }}'), 'Folder cannot be {"id":"x"}.'],
		[inMode('list', true), 'Folder cannot be true.'],
		['={{ $json.nothing }}' as never, 'Folder cannot be null.'],
		[inMode('id', '/Movies'), 'Folder cannot be "/Movies".'],
		['a b' as never, 'Folder cannot be "a b".'],
		[inMode('url', ID), `"${ID}" is not the address of a folder on PikPak.`],
		['https://example.com/a' as never, '"https://example.com/a" is not the address'],
		[inMode('path', '/a//b'), '"/a//b" is not the path of a folder.'],
	])('%j is refused', async (folder, words) => {
		await expect(chosen(folder)).rejects.toMatchObject({
			message: expect.stringContaining(words) as string,
		});
		expect(pikpak.simulator.journal.count()).toBe(0);
	});

	test('is called as the field is', async () => {
		await expect(chosen(inMode('id', '?'), { label: 'Destination' })).rejects.toThrow(
			/^Destination cannot be "\?"\./,
		);
	});

	test.each([inMode('path', ' /Movies/2026 '), 'Movies/2026' as never])(
		'by path %j is looked up, once for all items of an execution',
		async (folder) => {
			const ids = await makeFolders(call, ['/Movies', '/Movies/2026']);
			const found = [await chosen(folder), await chosen(folder)];
			expect(found).toEqual([ids.get('/Movies/2026'), ids.get('/Movies/2026')]);
			expect(pikpak.simulator.journal.count(FILES)).toBe(2);
		},
	);

	test('by path is created only if that is wanted, and once', async () => {
		const folder = inMode('path', '/Movies/2026');
		await expect(chosen(folder)).rejects.toMatchObject({ reason: 'space_folder_not_exist' });
		const created = await Promise.all([
			chosen(folder, { createMissing: true }),
			chosen(folder, { createMissing: true }),
		]);
		expect(new Set(created).size).toBe(1);
		expect(pikpak.simulator.journal.count({ route: 'POST:/drive/v1/files' })).toBe(2);
		// What was missing before is looked for again.
		expect(await chosen(folder)).toBe(created[0]);
	});

	test('by path is looked up once even if it is wrong', async () => {
		const folder = inMode('path', '/Movies/2026');
		await makeFolders(call, ['/Movies']);
		for (let item = 0; item < 3; item += 1)
			await expect(chosen(folder)).rejects.toMatchObject({ reason: 'space_folder_not_exist' });
		expect(pikpak.simulator.journal.count(FILES)).toBe(2);
	});

	test('by path is looked up again if PikPak could not tell', async () => {
		const ids = await makeFolders(call, ['/Movies']);
		pikpak.simulator.addFault({
			name: 'once',
			match: { path: '/drive/v1/files' },
			effect: { kind: 'answer', status: 403, body: { error: 'permission_denied', error_code: 7 } },
			times: 1,
		});
		const folder = inMode('path', '/Movies');
		await expect(chosen(folder)).rejects.toMatchObject({ retryable: false });
		expect(await chosen(folder)).toBe(ids.get('/Movies'));
	});
});

describe('the chosen tasks', () => {
	const picker = taskPicker({ displayName: 'Task', name: 'task', description: '' });
	const chosen = (task: never) =>
		taskIdsOf({ n8n: n8n.contextWith([picker], { task }), call, itemIndex: 0 }, 'task');

	test.each([
		[inMode('list', 'V1'), ['V1']],
		[inMode('id', ' V1 '), ['V1']],
		[inMode('id', 'V1, V-2;V_3\nV4 V1,'), ['V1', 'V-2', 'V_3', 'V4']],
		[inMode('id', '={{ ["V1", "V2", "V1"] }}'), ['V1', 'V2']],
		[inMode('id', '={{ ["V1 V2", 3] }}'), ['V1', 'V2', '3']],
		[inMode('id', '["V1", "V2"]'), ['V1', 'V2']],
		['={{ ["V1", "V2"] }}' as never, ['V1', 'V2']],
		['V1,V2' as never, ['V1', 'V2']],
	])('%j', (task, ids) => {
		expect(chosen(task)).toEqual(ids);
	});

	test.each([
		[inMode('list', ''), 'Task cannot be empty.'],
		[inMode('id', ' , '), 'Task cannot be empty.'],
		[inMode('id', '={{ [] }}'), 'Task cannot be empty.'],
		[inMode('id', '={{ $json.nothing }}'), 'Task cannot be null.'],
		[inMode('id', '={{ [{ id: "V1" }] }}'), 'Task cannot be [{"id":"V1"}].'],
		[inMode('id', 'V1, ../V2'), 'Task cannot be "../V2".'],
	])('%j are none', (task, words) => {
		expect(() => chosen(task)).toThrow(words);
	});

	test('are called as the field is', () => {
		const n8nContext = n8n.contextWith([picker], {});
		expect(() => taskIdsOf({ n8n: n8nContext, call, itemIndex: 0 }, 'task', 'Download')).toThrow(
			/^Download cannot be empty\./,
		);
	});
});
