import type { Call } from './call';
import { PikPakError } from './errors';
import { listFolder } from './files';
import { isObject, readFile } from './wire';

/** A folder, and its path from the root of the drive, such as `/Movies/2026`. */
export interface FolderAt {
	id: string;
	path: string;
}

/** A token has no more characters than this. */
const TOKEN_CHARACTERS = 100_000;

/**
 * Lists the folders of a drive step by step: those at the top first, then what is in them. Each step asks once for each
 * folder that it looks into, or more often if there are many in it.
 *
 * @param token of the step before; empty for the first
 * @param options how many folders a step looks into
 * @returns the token for the next step, empty after the last. It holds the folders that have not been looked into: on a drive
 *   where these are too many (some thousand), what is in the last of them is left out
 * @throws PikPakError `invalid_argument` if the token is not one of these
 */
export async function walkFolders(
	call: Call,
	token: string,
	{ foldersPerStep }: { foldersPerStep: number },
): Promise<{ folders: FolderAt[]; nextToken: string }> {
	const waiting = token === '' ? [{ id: '', path: '' }] : foldersIn(token);
	const folders: FolderAt[] = [];
	for (let step = 0; step < foldersPerStep; step += 1) {
		const parent = waiting.shift();
		if (parent === undefined) break;
		const found = await subfolders(call, parent);
		folders.push(...found);
		waiting.push(...found);
	}
	return { folders, nextToken: tokenFor(waiting) };
}

/** By name. */
async function subfolders(call: Call, { id, path }: FolderAt): Promise<FolderAt[]> {
	const found: FolderAt[] = [];
	for await (const folder of listFolder(call, id, { kind: 'folder' })) {
		found.push({ id: folder.id, path: `${path}/${readFile(folder).name}` });
	}
	return found.sort((one, other) => one.path.localeCompare(other.path));
}

function tokenFor(waiting: readonly FolderAt[]): string {
	if (waiting.length === 0) return '';
	let size = '[]'.length;
	const fitting = waiting.filter((folder) => {
		size += JSON.stringify(folder).length + ','.length;
		return size <= TOKEN_CHARACTERS;
	});
	return JSON.stringify(fitting);
}

function foldersIn(token: string): FolderAt[] {
	const folders = parsed(token);
	if (Array.isArray(folders) && folders.every(isFolderAt)) return folders;
	throw new PikPakError('invalid_argument', {
		meaning: 'The list of folders cannot be continued from here.',
		advice: 'Open the list again.',
	});
}

function parsed(token: string): unknown {
	try {
		return JSON.parse(token);
	} catch {
		return undefined;
	}
}

function isFolderAt(value: unknown): value is FolderAt {
	return isObject(value) && typeof value['id'] === 'string' && typeof value['path'] === 'string';
}
