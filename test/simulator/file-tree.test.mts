import fc from 'fast-check';
import type { StoredFile } from '../../simulator/state.mjs';
import { signedIn, stop, type Caller } from './support/caller.mjs';
import { addFile, addFolder, batch, emptyTrash, list, rename } from './support/folders.mjs';

afterEach(stop);

const NAMES = ['a.txt', 'b.txt'];
const OPERATION_MS = 100;

/** What somebody does; `of` and `to` choose among the files and folders that there are. */
const deed = fc.record({
	what: fc.constantFrom(
		'folder',
		'file',
		'rename',
		'Move',
		'Copy',
		'Trash',
		'Trash',
		'Untrash',
		'Untrash',
		'Delete',
		'trash one',
		'empty',
		'wait',
	),
	of: fc.array(fc.nat(), { minLength: 1, maxLength: 3 }),
	to: fc.nat(),
	name: fc.constantFrom(...NAMES),
});
type Deed = typeof deed extends fc.Arbitrary<infer T> ? T : never;

function filesOf({ simulator }: Caller): StoredFile[] {
	return Object.values(simulator.snapshot().files);
}

/** @returns whether it was done; what is refused is no mistake */
async function act(someone: Caller, { what, of, to, name }: Deed): Promise<boolean> {
	const files = filesOf(someone);
	const folders = ['', ...files.filter(({ kind }) => kind === 'drive#folder').map(({ id }) => id)];
	const target = folders[to % folders.length] ?? '';
	// Most of what is there is not in the trash, and what comes back from it is where names collide.
	const choice = what === 'Untrash' ? files.filter(({ trashed }) => trashed) : files;
	const ids = [...new Set(of.map((index) => choice[index % choice.length]?.id ?? 'VNone'))];
	switch (what) {
		case 'folder':
			return (await addFolder(someone, name, target).catch(() => '')) !== '';
		case 'file':
			return (await addFile(someone, name, target, 1 + (to % 5)).catch(() => '')) !== '';
		case 'rename':
			return (await rename(someone, ids[0], name)).status === 200;
		case 'Move':
		case 'Copy':
			return (await batch(someone, what, ids, target)).status === 200;
		case 'Trash':
		case 'Untrash':
		case 'Delete':
			return (await batch(someone, what, ids)).status === 200;
		case 'trash one':
			return (await someone.drive('DELETE', `/drive/v1/files/${String(ids[0])}`)).status === 200;
		case 'empty':
			return (await emptyTrash(someone)).status === 200;
		case 'wait':
			someone.simulator.advance(OPERATION_MS);
			return true;
	}
}

/** The ids of a file and of all folders above it. @throws if they go round, or one is missing */
function lineOf(file: StoredFile, files: Map<string, StoredFile>): string[] {
	const line = [file.id];
	for (let at = file.parentId; at !== '';) {
		const parent = files.get(at);
		if (parent === undefined) throw new Error(`${file.name} lies in ${at}, which is not there`);
		if (parent.kind !== 'drive#folder') throw new Error(`${file.name} lies in a file`);
		if (line.includes(at)) throw new Error(`${file.name} lies in itself`);
		line.push(at);
		at = parent.parentId;
	}
	return line;
}

async function expectATree(someone: Caller): Promise<void> {
	const files = new Map(filesOf(someone).map((file) => [file.id, file]));
	for (const file of files.values()) lineOf(file, files);
	const places = [...files.values()]
		.filter(({ trashed }) => !trashed)
		.map(({ parentId, name }) => `${parentId}/${name}`);
	expect(places).toEqual([...new Set(places)]);
	const { quota } = (await someone.drive('GET', '/drive/v1/about')).body;
	const bytes = [...files.values()].reduce((sum, { size }) => sum + size, 0);
	expect(quota).toMatchObject({ usage: String(bytes) });
}

/** What each folder shows, by its id. */
async function shown(someone: Caller): Promise<Record<string, unknown[]>> {
	const folders = filesOf(someone).filter(({ kind }) => kind === 'drive#folder');
	const lists: Record<string, unknown[]> = {};
	for (const id of ['', ...folders.map((folder) => folder.id)]) {
		lists[id] = (await list(someone, id)).map((file) => file['id']);
	}
	return lists;
}

test('Whatever is done to files, they stay a tree, whose sizes are those of the quota', async () => {
	const done = new Map<string, number>();
	await fc.assert(
		fc.asyncProperty(
			fc.array(deed, { minLength: 20, maxLength: 50 }),
			fc.constantFrom(0, OPERATION_MS),
			async (deeds, operationMs) => {
				const someone = await signedIn({ operationMs });
				for (const each of deeds) {
					if (await act(someone, each)) done.set(each.what, (done.get(each.what) ?? 0) + 1);
					await expectATree(someone);
				}
				const before = await shown(someone);
				const files = filesOf(someone);
				expect(before).toEqual(
					Object.fromEntries(
						Object.keys(before).map((folder) => [
							folder,
							files.filter(({ parentId }) => parentId === folder).map(({ id }) => id),
						]),
					),
				);
				someone.simulator.restore(someone.simulator.snapshot());
				expect(await shown(someone)).toEqual(before);
				await stop();
			},
		),
		// A failure is told before the test is over, however long the search for the shortest example takes.
		{ numRuns: 60, interruptAfterTimeLimit: 30_000 },
	);
	// A test in which nothing happens would hold as well.
	expect([...done.keys()].sort()).toEqual(
		[
			'Copy',
			'Delete',
			'Move',
			'Trash',
			'Untrash',
			'empty',
			'file',
			'folder',
			'rename',
			'trash one',
			'wait',
		].sort(),
	);
});

test('A drive of 10,000 files is not gone through for each folder of a tree', async () => {
	const someone = await signedIn({ seed: 'large' });
	const top = await addFolder(someone, 'top');
	const { simulator } = someone;
	const url = `magnet:?xt=urn:btih:${'0'.repeat(39)}1&dn=tree`;
	const files = Array.from({ length: 3_000 }, (_, index) => ({
		path: `${String(index)}/a.txt`,
		size: 1,
	}));
	simulator.addContent({ url, files, withoutTask: true });
	await someone.download(url, { parent_id: top, folder_type: '' });
	const copies = await addFolder(someone, 'copies');
	// Gone through each time, 18,000 files would be looked at 12,000 times: over a minute.
	await batch(someone, 'Copy', [top], copies);
	expect(Object.keys(simulator.snapshot().files)).toHaveLength(10_001 + 2 + 2 * 6_001 + 1);
	await batch(someone, 'Delete', [top, copies]);
	expect(Object.keys(simulator.snapshot().files)).toHaveLength(10_001);
}, 20_000);
