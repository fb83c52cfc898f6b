import type { State, StoredFile } from '../state.mjs';
import type { World } from '../world.mjs';

/** What lies in each folder, by the folder's id and the file's; the root's id is empty. */
type FileTree = Map<string, Map<string, StoredFile>>;

/**
 * Kept beside the state, which stays plain JSON: to look at each of 10,000 files for every folder of a tree takes seconds.
 * A reset and a restored snapshot bring another record, and so another tree.
 */
const known = new WeakMap<State['files'], FileTree>();

function treeOf({ files }: State): FileTree {
	const existing = known.get(files);
	if (existing !== undefined) return existing;
	const tree: FileTree = new Map();
	for (const file of Object.values(files)) place(tree, file);
	known.set(files, tree);
	return tree;
}

function place(tree: FileTree, file: StoredFile): void {
	const folder = tree.get(file.parentId) ?? new Map<string, StoredFile>();
	folder.set(file.id, file);
	tree.set(file.parentId, folder);
}

/**
 * What lies in a folder itself, in the trash or not, in the order in which it came there.
 *
 * @param parentId empty: the root
 */
export function filesIn({ state }: World, parentId: string): StoredFile[] {
	return [...(treeOf(state).get(parentId)?.values() ?? [])];
}

/** Puts a file that is nowhere yet into the folder of its `parentId`. */
export function putIntoTree({ state }: World, file: StoredFile): void {
	// First, since a tree that is made only now would be made of the file as well.
	const tree = treeOf(state);
	state.files[file.id] = file;
	place(tree, file);
}

/** Takes a file away, and leaves alone what lies in it. */
export function takeFromTree({ state }: World, file: StoredFile): void {
	const tree = treeOf(state);
	const folder = tree.get(file.parentId);
	folder?.delete(file.id);
	if (folder?.size === 0) tree.delete(file.parentId);
	Reflect.deleteProperty(state.files, file.id);
}

/** Puts a file with all that lies in it into another folder. @param parentId empty: the root */
export function moveInTree(world: World, file: StoredFile, parentId: string): void {
	takeFromTree(world, file);
	file.parentId = parentId;
	putIntoTree(world, file);
}

/** Whether a file or folder is another one, or lies in it, however deep. @param id empty: the root */
export function isWithin({ state }: World, id: string, folderId: string): boolean {
	for (let at: string | undefined = id; at; at = state.files[at]?.parentId) {
		if (at === folderId) return true;
	}
	return false;
}

/** Whether a file or folder is in the trash, or lies in a folder that is, however deep. */
export function isInTrash({ state }: World, id: string): boolean {
	for (let at = state.files[id]; at !== undefined; at = state.files[at.parentId]) {
		if (at.trashed) return true;
	}
	return false;
}
