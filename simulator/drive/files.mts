import { inTrash, notFound, refuse, ServiceFailure } from '../failure.mjs';
import { entryOf, type StoredFile } from '../state.mjs';
import { newDriveId, type World } from '../world.mjs';
import { filesIn, putIntoTree, takeFromTree } from './fileTree.mjs';
import { mediaOf } from './media.mjs';

/** Names that are taken in one folder. */
export type TakenNames = Set<string>;

/** What of a file is decided by whoever makes it. */
export type NewFile = Pick<StoredFile, 'kind' | 'parentId' | 'name' | 'phase'> &
	Partial<
		Pick<
			StoredFile,
			'size' | 'url' | 'hash' | 'index' | 'system' | 'starred' | 'uploaded' | 'createdAt'
		>
	>;

/** The names that are taken in a folder; collected once for many new files. What is in the trash takes none. */
export function takenNames(world: World, parentId: string): TakenNames {
	const files = filesIn(world, parentId).filter(({ trashed }) => !trashed);
	return new Set(files.map(({ name }) => name));
}

/**
 * Puts a file or folder on the drive. If its name is taken, the file becomes `name(1).txt`, as was seen with a link
 * that was submitted twice.
 *
 * @param taken gets the new name
 */
export function addFile(world: World, file: NewFile, taken: TakenNames): StoredFile {
	const createdAt = file.createdAt ?? world.now();
	const stored: StoredFile = {
		size: 0,
		url: '',
		hash: '',
		index: 0,
		system: false,
		trashed: false,
		starred: false,
		uploaded: false,
		...file,
		id: newDriveId(world),
		createdAt,
		name: freeName(file, taken),
		modifiedAt: createdAt,
	};
	taken.add(stored.name);
	putIntoTree(world, stored);
	return stored;
}

/** The name itself, or the first with a number that is not taken. */
export function freeName(
	{ kind, name }: Pick<NewFile, 'kind' | 'name'>,
	taken: TakenNames,
): string {
	const { extension } = mediaOf(kind, name);
	const stem = name.slice(0, name.length - extension.length);
	let free = name;
	for (let number = 1; taken.has(free); number += 1) {
		free = `${stem}(${String(number)})${name.slice(stem.length)}`;
	}
	return free;
}

/** Removes a file, or a folder with all that is in it. */
export function removeFile(world: World, id: string): void {
	const file = entryOf(world.state.files, id);
	if (file === undefined) return;
	takeFromTree(world, file);
	for (const member of filesIn(world, id)) removeFile(world, member.id);
}

/** The folder for downloads without a target, which PikPak makes when it is first needed. */
export function myPack(world: World): StoredFile {
	const existing = filesIn(world, '').find(({ system }) => system);
	if (existing !== undefined) return existing;
	const folder = {
		kind: 'drive#folder',
		parentId: '',
		name: 'My Pack',
		phase: 'PHASE_TYPE_COMPLETE',
		system: true,
	} as const;
	return addFile(world, folder, takenNames(world, ''));
}

/**
 * A file or folder that a request names, in the trash or not.
 *
 * @throws ServiceFailure `file_not_found`
 */
export function existingFile({ state }: World, id: string): StoredFile {
	const file = entryOf(state.files, id);
	if (file === undefined) throw notFound('file_not_found', 'File');
	return file;
}

/**
 * A file or folder that a request names.
 *
 * @throws ServiceFailure `file_not_found`, or `file_in_recycle_bin`
 */
export function requireFile(world: World, id: string): StoredFile {
	const file = existingFile(world, id);
	if (file.trashed) throw inTrash();
	return file;
}

/**
 * @param id empty: the root
 * @throws ServiceFailure a refusal if the folder is in the trash
 */
export function isFolder({ state }: World, id: string): boolean {
	const file = entryOf(state.files, id);
	if (file?.trashed === true)
		throw refuse('no evidence shows what a folder in the trash is good for');
	return id === '' || file?.kind === 'drive#folder';
}

/**
 * The folder that a request names.
 *
 * @param id empty: the root
 * @returns its id
 * @throws ServiceFailure `space_folder_not_exist`
 */
export function requireFolder(world: World, id: string): string {
	if (!isFolder(world, id)) {
		throw new ServiceFailure(400, 'space_folder_not_exist', 3, 'The folder does not exist');
	}
	return id;
}

/**
 * Gives a file another name.
 *
 * @throws ServiceFailure if it does not exist, is PikPak's own or in the trash, is being moved or copied, has that name
 * already, or another one in its folder has, which is not in the trash
 */
export function renameFile(world: World, id: string, name: string): StoredFile {
	const file = existingFile(world, id);
	if (file.trashed) throw refuse('no evidence shows the renaming of a file in the trash');
	if (file.system) throw systemFolder();
	if (isUnderWay(world, id)) {
		const sentence = 'Renaming uncompleted file or folder is not supported';
		throw new ServiceFailure(400, 'file_rename_uncompleted', 9, sentence);
	}
	if (name === file.name) {
		throw new ServiceFailure(400, 'file_rename_to_same_name', 3, 'The name is the same');
	}
	if (takenNames(world, file.parentId).has(name)) {
		throw new ServiceFailure(400, 'file_duplicated_name', 3, 'The name is already in use');
	}
	file.name = name;
	file.modifiedAt = world.now();
	return file;
}

/** Whether it is to be moved or copied in a moment. */
function isUnderWay({ state }: World, id: string): boolean {
	return state.operations.waiting.some(
		({ kind, ids }) => (kind === 'move' || kind === 'copy') && ids.includes(id),
	);
}

/** A folder of PikPak's own stays as and where it is. */
export function systemFolder(): ServiceFailure {
	return new ServiceFailure(400, 'file_operate_system_folder', 9, 'This is a system folder');
}
