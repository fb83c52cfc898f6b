import fc from 'fast-check';
import type { Call } from '../../pikpak/call.js';
import type { PikPakError } from '../../pikpak/errors.js';
import { createFolder, ensureFolder, folderIdInUrl } from '../../pikpak/folders.js';
import { createSimulator, type Simulator } from '../../simulator/simulator.mjs';
import { callTo } from '../support/driveCall.mjs';
import { folderTree, makeFolders } from '../support/folderTree.mjs';
import { startSimulated, stopSimulated } from '../support/simulated.mjs';

const CREATE = { create: true };
const FIND = { create: false };
const LISTS = { route: 'GET:/drive/v1/files' };
const CREATIONS = { route: 'POST:/drive/v1/files' };

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

/** The folders and files of a drive by their paths, sorted; without what is in the trash. */
function pathsOf(drive: Simulator): string[] {
	const { files } = drive.snapshot();
	const pathOf = (id: string): string => {
		const file = files[id];
		return file === undefined ? '' : `${pathOf(file.parentId)}/${file.name}`;
	};
	return Object.values(files)
		.filter(({ trashed }) => !trashed)
		.map(({ id }) => pathOf(id))
		.sort();
}

describe('a path', () => {
	test('that exists is found and nothing is created, whatever the tree', async () => {
		await fc.assert(
			fc.asyncProperty(folderTree, fc.nat(), fc.boolean(), async (paths, choice, create) => {
				const drive = createSimulator({ maxPageSize: 3 });
				const driveCall = callTo(drive);
				const ids = await makeFolders(driveCall, paths);
				const path = ['', ...paths][choice % (paths.length + 1)] ?? '';
				expect(await ensureFolder(driveCall, path, { create })).toBe(ids.get(path));
				expect(pathsOf(drive)).toEqual([...paths].sort());
			}),
			{ numRuns: 40 },
		);
	});

	test('is completed below whatever exists of it, and found from then on', async () => {
		const names = fc.array(fc.constantFrom('Movies', 'movies', '2026', 'été', 'a b', '(1)'), {
			minLength: 1,
			maxLength: 6,
		});
		await fc.assert(
			fc.asyncProperty(names, fc.nat(), async (segments, choice) => {
				const drive = createSimulator();
				const driveCall = callTo(drive);
				const prefixes = segments.map((_, index) => `/${segments.slice(0, index + 1).join('/')}`);
				const existing = choice % (segments.length + 1);
				const ids = await makeFolders(driveCall, prefixes.slice(0, existing));
				const before = drive.journal.count(LISTS);
				const id = await ensureFolder(driveCall, segments.join('/'), CREATE);
				expect(pathsOf(drive)).toEqual([...prefixes].sort());
				// One look into each folder that was there, the root included.
				const looks = Math.min(existing + 1, segments.length);
				expect(drive.journal.count(LISTS) - before).toBe(looks);
				expect(drive.journal.count(CREATIONS)).toBe(segments.length);
				expect(await ensureFolder(driveCall, prefixes.at(-1) ?? '', FIND)).toBe(id);
				if (existing === segments.length) expect(id).toBe(ids.get(prefixes.at(-1) ?? ''));
			}),
			{ numRuns: 40 },
		);
	});

	test.each(['', '/'])('"%s" is the root, without a question', async (path) => {
		expect(await ensureFolder(call, path, CREATE)).toBe('');
		expect(simulator.journal.count()).toBe(0);
	});

	test('may end with a slash, and begin without one', async () => {
		const ids = await makeFolders(call, ['/Movies', '/Movies/2026']);
		for (const path of ['/Movies/2026', 'Movies/2026', '/Movies/2026/', 'Movies/2026/'])
			expect(await ensureFolder(call, path, FIND)).toBe(ids.get('/Movies/2026'));
	});

	test.each(['//', '/Movies//2026', '//Movies', 'Movies//', '.', '/..', 'a/./b', 'a/ .. /b', ' '])(
		'"%s" is none',
		async (path) => {
			await expect(ensureFolder(call, path, CREATE)).rejects.toMatchObject({
				reason: 'invalid_folder',
				meaning: `"${path}" is not the path of a folder.`,
				retryable: false,
			});
			expect(simulator.journal.count()).toBe(0);
		},
	);

	test('takes the first of two folders of one name that PikPak lists', async () => {
		const twins: Call = async () => ({
			files: ['first', 'second'].map((id) => ({ id, kind: 'drive#folder', name: 'Movies' })),
		});
		expect(await ensureFolder(twins, '/Movies', FIND)).toBe('first');
	});

	test('is the same however its accents are written', async () => {
		const ids = await makeFolders(call, ['/e\u0301te\u0301']);
		expect(await ensureFolder(call, '/\u00e9t\u00e9', CREATE)).toBe(ids.get('/e\u0301te\u0301'));
	});
});

describe('a folder that is missing', () => {
	test('is named, with what there is instead', async () => {
		await makeFolders(call, ['/Movies', '/Movies/2024', '/Movies/2025']);
		await expect(ensureFolder(call, '/Movies/2026/Sintel', FIND)).rejects.toMatchObject({
			reason: 'space_folder_not_exist',
			meaning:
				'The folder "/Movies/2026/Sintel" does not exist: there is no folder "2026" in "/Movies".',
			advice:
				'There are: "2024", "2025". Correct the path or create the folder. Where there is the option Create Missing Folders, it can be switched on instead.',
			retryable: false,
		});
		expect(simulator.journal.count(CREATIONS)).toBe(3);
	});

	test('may be there in other letters, which is said', async () => {
		await makeFolders(call, ['/A', '/movies']);
		await expect(ensureFolder(call, 'Movies', FIND)).rejects.toMatchObject({
			meaning:
				'The folder "Movies" does not exist: there is no folder "Movies" at the top of the drive.',
			advice: expect.stringMatching(/^There is "movies": upper and lower case count\. /) as string,
		});
	});

	test('may be one of none, or of many', async () => {
		const adviceFor = async (path: string) =>
			await ensureFolder(call, path, FIND).then(
				() => '',
				(error: unknown) => (error as PikPakError).advice,
			);
		expect(await adviceFor('Movies')).toMatch(/^There is no folder at all\. /);
		const names = Array.from({ length: 12 }, (_, index) => `/${String(index + 10)}`);
		await makeFolders(call, names);
		expect(await adviceFor('Movies')).toMatch(/^There are: "10", .*, "19" and 2 more\. /);
	});

	test('is not a file of that name', async () => {
		simulator.addTask({ name: 'alice.txt', phase: 'PHASE_TYPE_COMPLETE' });
		await expect(ensureFolder(call, '/My Pack/alice.txt', FIND)).rejects.toMatchObject({
			reason: 'space_folder_not_exist',
		});
	});
});

describe('a name that is taken', () => {
	test('by a download that is running is an error that leaves no folder behind', async () => {
		simulator.addTask({ name: '2026', phase: 'PHASE_TYPE_RUNNING' });
		await expect(ensureFolder(call, '/My Pack/2026/x', CREATE)).rejects.toMatchObject({
			reason: 'file_duplicated_name',
			meaning:
				'The folder "/My Pack/2026" could not be created, since PikPak called it "2026(1)" instead.',
			advice: expect.stringContaining('in the trash') as string,
		});
		expect(pathsOf(simulator)).toEqual(['/My Pack', '/My Pack/2026']);
	});

	test('by a folder that somebody has just created is that folder', async () => {
		let isFirstLook = true;
		const late: Call = async (request) => {
			const answer = await call(request);
			if (request.method === 'GET' && isFirstLook) {
				isFirstLook = false;
				await makeFolders(call, ['/Movies']);
			}
			return answer;
		};
		const id = await ensureFolder(late, '/Movies', CREATE);
		expect(id).toBe(await ensureFolder(call, '/Movies', FIND));
		expect(pathsOf(simulator)).toEqual(['/Movies']);
	});

	test('is told even if the useless folder cannot be put in the trash', async () => {
		simulator.addTask({ name: 'alice.txt', phase: 'PHASE_TYPE_COMPLETE' });
		simulator.addFault({
			name: 'no trash',
			match: { path: '/drive/v1/files:batchTrash' },
			effect: { kind: 'answer', status: 403, body: { error: 'permission_denied', error_code: 7 } },
		});
		await expect(ensureFolder(call, '/My Pack/alice.txt', CREATE)).rejects.toMatchObject({
			reason: 'file_duplicated_name',
		});
	});
});

describe('a folder that PikPak calls otherwise', () => {
	/** A drive with these folders, which answers to a creation with one of them or another one. */
	const driveWith = (folders: object[], created: object) => {
		const paths: string[] = [];
		const drive: Call = async ({ method, path }) => {
			paths.push(path);
			return method === 'GET'
				? { files: folders.map((folder) => ({ kind: 'drive#folder', ...folder })) }
				: { file: created };
		};
		return { drive, paths };
	};
	const MOVIES = { id: 'old', name: 'movies' };

	test('and that existed before, is told, and left where it is', async () => {
		for (const existing of [MOVIES, { id: 'old', name: 'Movies(1)' }]) {
			const { drive, paths } = driveWith([existing], existing);
			await expect(ensureFolder(drive, '/Movies', CREATE)).rejects.toMatchObject({
				reason: 'file_duplicated_name',
				meaning: `The folder "/Movies" could not be created, since PikPak takes its name for that of "${existing.name}", which exists.`,
				advice: `Write "${existing.name}" in the path, or choose another path.`,
			});
			expect(paths).toEqual(['/drive/v1/files', '/drive/v1/files']);
		}
	});

	test.each(['movies', 'Movies 2', 'Other(1)', 'Movies(x)'])(
		'"%s", which may be somebody else\'s, is left where it is',
		async (name) => {
			const { drive, paths } = driveWith([], { id: 'new', name });
			await expect(ensureFolder(drive, '/Movies', CREATE)).rejects.toMatchObject({
				reason: 'file_duplicated_name',
				meaning: `The folder "/Movies" could not be created, since PikPak called it "${name}" instead.`,
				advice: expect.stringContaining('left as it is') as string,
			});
			expect(paths).toEqual(['/drive/v1/files', '/drive/v1/files']);
		},
	);

	test('by a number goes to the trash, unless the execution is stopped', async () => {
		const { drive, paths } = driveWith([], { id: 'new', name: 'Movies(1)' });
		await expect(ensureFolder(drive, '/Movies', CREATE)).rejects.toMatchObject({
			reason: 'file_duplicated_name',
		});
		expect(paths).toContain('/drive/v1/files:batchTrash');
		const stop = new Error('stopped');
		const stopped: Call = async (request) => {
			if (request.path.endsWith(':batchTrash')) throw stop;
			return await drive(request);
		};
		await expect(ensureFolder(stopped, '/Movies', CREATE)).rejects.toBe(stop);
	});
});

test('the name of a new folder need not be told', async () => {
	const silent: Call = async ({ method }) =>
		method === 'GET' ? { files: [] } : { file: { id: 'new' } };
	expect(await ensureFolder(silent, 'Movies', CREATE)).toBe('new');
});

test.each([{}, { file: null }, { file: { name: 'x' } }])('%j is no new folder', async (body) => {
	const creation = createFolder(async () => body, 'Movies', '');
	await expect(creation).rejects.toMatchObject({ reason: 'unreadable_answer' });
});

describe('an address', () => {
	const ID = 'VNfolder-0000000000_0000o1';

	test.each([
		[`https://mypikpak.com/drive/all/${ID}`, ID],
		[`https://mypikpak.net/drive/all/${ID}/`, ID],
		[`https://pikpak.me/drive/all/VNparent/${ID}`, ID],
		[`https://www.pikpakdrive.com/drive/recent/${ID}?sort=name#top`, ID],
		[`HTTPS://MyPikPak.com/drive/all/${ID}`, ID],
		['https://mypikpak.com/drive/all', ''],
		['https://mypikpak.com/drive/all/', ''],
	])('%s names a folder', (url, id) => {
		expect(folderIdInUrl(url)).toBe(id);
	});

	test.each([
		'',
		ID,
		'/Movies',
		`mypikpak.com/drive/all/${ID}`,
		`https://example.com/drive/all/${ID}`,
		`https://mypikpak.com.example.com/drive/all/${ID}`,
		`https://notmypikpak.com/drive/all/${ID}`,
		`https://mypikpak.com@example.com/drive/all/${ID}`,
		'https://mypikpak.com/s/VNshare',
		'https://mypikpak.com/',
		'https://mypikpak.com/drive/trash',
		'https://mypikpak.com/drive/all/a%20b',
		`https://mypikpak.com/drive/all//${ID}`,
	])('"%s" names none', (url) => {
		expect(() => folderIdInUrl(url)).toThrow(
			expect.objectContaining({
				reason: 'invalid_folder',
				meaning: `"${url}" is not the address of a folder on PikPak.`,
			}) as Error,
		);
	});
});
