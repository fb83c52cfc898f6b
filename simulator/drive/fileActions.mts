import { refuse, ServiceFailure } from '../failure.mjs';
import type { StoredFile } from '../state.mjs';
import type { OperationKind } from '../storedOperation.mjs';
import type { World } from '../world.mjs';
import {
	addFile,
	existingFile,
	freeName,
	isFolder,
	removeFile,
	requireFile,
	requireFolder,
	systemFolder,
	takenNames,
	type TakenNames,
} from './files.mjs';
import { filesIn, isWithin, moveInTree } from './fileTree.mjs';
import { requireRoom } from './plan.mjs';

/** Where and when something is done. */
export interface Circumstances {
	/** The folder that files go to, for what has one; empty: the root. */
	readonly target: string;
	/** Milliseconds since 1970. */
	readonly at: number;
	/** The names that are taken in a folder, collected once for all files of an operation. */
	readonly taken: (parentId: string) => TakenNames;
}

/** Something that can be done to a file, or to a folder with all that is in it. */
interface FileAction {
	/** The `type` of its task; empty where no evidence tells it. */
	readonly taskType: string;
	/** Yields the file, or throws a ServiceFailure if it cannot be done now. */
	readonly check: (world: World, id: string, target: string) => StoredFile;
	/** Throws a ServiceFailure if it cannot be done to all of them together. */
	readonly checkTogether?: (world: World, files: readonly StoredFile[]) => void;
	/** To be called with what `check` has yielded, at once. */
	readonly apply: (world: World, file: StoredFile, circumstances: Circumstances) => void;
}

/** A file that may be changed. @throws ServiceFailure if it is not there, in the trash, or PikPak's own */
function ownFile(world: World, id: string): StoredFile {
	const file = requireFile(world, id);
	if (file.system) throw systemFolder();
	return file;
}

/** @throws ServiceFailure if the file cannot go there: it, or one of those above the target, is there already */
function movableTo(world: World, id: string, target: string): StoredFile {
	const file = ownFile(world, id);
	if (file.phase !== 'PHASE_TYPE_COMPLETE') {
		throw refuse('no evidence shows a move or copy of what is not complete');
	}
	requireFolder(world, target);
	if (file.parentId === target || isWithin(world, target, file.id)) {
		const sentence = "Please don't move or copy to current folder or sub folder";
		throw new ServiceFailure(400, 'file_move_or_copy_to_cur', 9, sentence);
	}
	return file;
}

/** What of a folder goes along into its copy. */
function copied(world: World, { id }: StoredFile): StoredFile[] {
	return filesIn(world, id).filter((file) => isCopied(file));
}

function isCopied({ trashed, phase }: StoredFile): boolean {
	return !trashed && phase === 'PHASE_TYPE_COMPLETE';
}

function copyInto(
	world: World,
	file: StoredFile,
	parentId: string,
	{ at, taken }: Pick<Circumstances, 'at' | 'taken'>,
): void {
	const copy = addFile(
		world,
		{ ...file, parentId, starred: false, createdAt: at },
		taken(parentId),
	);
	for (const member of copied(world, file)) copyInto(world, member, copy.id, { at, taken });
}

/** Bytes of a file, or of all in a folder that go along into its copy. */
function sizeOfCopy(world: World, file: StoredFile): number {
	return copied(world, file).reduce((sum, member) => sum + sizeOfCopy(world, member), file.size);
}

/** What can be done to many files together. */
export const FILE_ACTIONS: Record<OperationKind, FileAction> = {
	move: {
		taskType: 'move',
		check: movableTo,
		apply(world, file, { target, at, taken }) {
			rename(file, taken(target));
			moveInTree(world, file, target);
			file.modifiedAt = at;
		},
	},
	copy: {
		taskType: 'copy',
		check: movableTo,
		checkTogether(world, files) {
			requireRoom(
				world,
				files.reduce((sum, file) => sum + sizeOfCopy(world, file), 0),
			);
		},
		apply(world, file, { target, ...circumstances }) {
			copyInto(world, file, target, circumstances);
		},
	},
	trash: {
		taskType: '',
		check: ownFile,
		apply(_world, file) {
			file.trashed = true;
		},
	},
	untrash: {
		taskType: '',
		check(world, id) {
			const file = existingFile(world, id);
			if (!file.trashed)
				throw refuse('no evidence shows a way out of the trash for what is not in it');
			isFolder(world, file.parentId);
			return file;
		},
		apply(_world, file, { taken }) {
			rename(file, taken(file.parentId));
			file.trashed = false;
		},
	},
	delete: {
		taskType: '',
		check(world, id) {
			const file = existingFile(world, id);
			if (file.system) throw systemFolder();
			return file;
		},
		apply(world, file) {
			removeFile(world, file.id);
		},
	},
	emptyTrash: {
		taskType: 'emptytrash',
		check: existingFile,
		apply(world, file) {
			// What was taken out of the trash meanwhile is kept.
			if (file.trashed) removeFile(world, file.id);
		},
	},
};

/** Gives a file a name of its own among those that are taken, and takes it. */
function rename(file: StoredFile, taken: TakenNames): void {
	file.name = freeName(file, taken);
	taken.add(file.name);
}

/** Collects the names of each folder once, see {@link Circumstances}. */
export function namesOf(world: World): Circumstances['taken'] {
	const collected = new Map<string, TakenNames>();
	return (parentId) => {
		const names = collected.get(parentId) ?? takenNames(world, parentId);
		collected.set(parentId, names);
		return names;
	};
}
