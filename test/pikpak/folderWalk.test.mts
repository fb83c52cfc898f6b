import fc from 'fast-check';
import type { Call } from '../../pikpak/call.js';
import { walkFolders, type FolderAt } from '../../pikpak/folderWalk.js';
import { createSimulator } from '../../simulator/simulator.mjs';
import { callTo } from '../support/driveCall.mjs';
import { folderTree, makeFolders } from '../support/folderTree.mjs';
import { startSimulated, stopSimulated } from '../support/simulated.mjs';

afterEach(async () => {
	expect(await stopSimulated()).toEqual([]);
});

/** The steps of a walk, at most so many. */
async function stepsOf(call: Call, foldersPerStep: number, atMost = 1000): Promise<FolderAt[][]> {
	const steps: FolderAt[][] = [];
	let token = '';
	do {
		const { folders, nextToken } = await walkFolders(call, token, { foldersPerStep });
		steps.push(folders);
		token = nextToken;
	} while (token !== '' && steps.length < atMost);
	return steps;
}

test('each folder is found once, with its path, those at the top first, whatever the tree and the steps', async () => {
	await fc.assert(
		fc.asyncProperty(folderTree, fc.integer({ min: 1, max: 30 }), async (paths, foldersPerStep) => {
			const call = callTo(createSimulator({ maxPageSize: 3 }));
			const ids = await makeFolders(call, paths);
			const found = (await stepsOf(call, foldersPerStep)).flat();
			const expected = paths.map((path) => ({ id: ids.get(path), path }));
			const byPath = (one: { path: string }, other: { path: string }) =>
				one.path < other.path ? -1 : 1;
			expect([...found].sort(byPath)).toEqual(expected.sort(byPath));
			const depths = found.map(({ path }) => path.split('/').length);
			expect(depths).toEqual([...depths].sort((one, other) => one - other));
		}),
		{ numRuns: 60 },
	);
});

test('a step asks for as many folders as it may', async () => {
	const { simulator, served } = await startSimulated();
	const call = callTo(simulator, served.driveUrl);
	await makeFolders(call, ['/b', '/a', '/a/c', '/b/d', '/b/d/e']);
	const before = simulator.journal.count({ route: 'GET:/drive/v1/files' });
	const step = await walkFolders(call, '', { foldersPerStep: 2 });
	expect(step.folders.map(({ path }) => path)).toEqual(['/a', '/b', '/a/c']);
	expect(simulator.journal.count({ route: 'GET:/drive/v1/files' }) - before).toBe(2);
	const rest = await walkFolders(call, step.nextToken, { foldersPerStep: 20 });
	expect(rest.folders.map(({ path }) => path)).toEqual(['/b/d', '/b/d/e']);
	expect(rest.nextToken).toBe('');
});

test('files are no folders, nor what is in the trash or still downloads', async () => {
	const { simulator, served } = await startSimulated();
	const call = callTo(simulator, served.driveUrl);
	const ids = await makeFolders(call, ['/kept', '/trashed']);
	const body = { ids: [ids.get('/trashed')] };
	await call({ method: 'POST', path: '/drive/v1/files:batchTrash', body });
	simulator.addTask({ name: 'a folder that downloads' });
	simulator.addTask({ name: 'alice.txt', phase: 'PHASE_TYPE_COMPLETE' });
	const paths = (await stepsOf(call, 1)).flat().map(({ path }) => path);
	expect(paths.sort()).toEqual(['/My Pack', '/kept']);
});

test('a drive without folders is one step', async () => {
	expect(await stepsOf(callTo(createSimulator()), 5)).toEqual([[]]);
});

/** A drive of which every folder has so many folders in it, with names of such a length, and no end. */
const endlessDrive = (folders: number, characters: number): Call => {
	let made = 0;
	return async () => ({
		files: Array.from({ length: folders }, () => {
			made += 1;
			return { id: `V${String(made)}`, kind: 'drive#folder', name: 'x'.repeat(characters) };
		}),
		next_page_token: '',
	});
};

test.each([
	[1, 200],
	[300, 50],
	[5000, 1],
])(
	'its token stays small on a drive without end, with %i folders in each',
	async (folders, characters) => {
		const call = endlessDrive(folders, characters);
		let token = '';
		for (let step = 0; step < 15; step += 1) {
			({ nextToken: token } = await walkFolders(call, token, { foldersPerStep: 2 }));
			expect(token.length).toBeGreaterThan(0);
			expect(token.length).toBeLessThanOrEqual(100_000);
		}
	},
);

test.each(['x', '{}', 'null', '[1]', '[{"id":1,"path":""}]', '[{"id":"V1"}]'])(
	'%s is no token',
	async (token) => {
		const step = walkFolders(async () => ({}), token, { foldersPerStep: 1 });
		await expect(step).rejects.toMatchObject({
			reason: 'invalid_argument',
			advice: 'Open the list again.',
		});
	},
);
