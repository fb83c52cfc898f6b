import type { Call } from './call';
import { asPikPakError, PikPakError, unreadableAnswer } from './errors';
import { listFolder } from './files';
import { SERVICES } from './service';
import { isFile, KINDS, object, readFile, type WireFile } from './wire';

/**
 * Creates a folder. Where the name is taken, PikPak may give it another one.
 *
 * @param parentId empty for the root of the drive
 * @throws PikPakError
 */
export async function createFolder(call: Call, name: string, parentId: string): Promise<WireFile> {
	const body = await call({
		method: 'POST',
		path: '/drive/v1/files',
		body: { kind: KINDS.folder, name, parent_id: parentId },
	});
	const file = object(body, 'file');
	if (isFile(file)) return file;
	throw unreadableAnswer(200, body);
}

/**
 * Finds the folder at a path. Names are compared as they are, and of several of the same name the first is taken that PikPak
 * lists.
 *
 * @param path such as `/Movies/2026`, with or without the first slash; empty or `/` for the root of the drive
 * @param options with `create`, what is missing of the path is created
 * @returns the folder's id; empty for the root
 * @throws PikPakError `invalid_folder` if it is no path, `space_folder_not_exist` if there is no such folder,
 *   `file_duplicated_name` if it cannot be created under its name
 */
export async function ensureFolder(
	call: Call,
	path: string,
	{ create }: { create: boolean },
): Promise<string> {
	let place: Place = { id: '', path: '' };
	let isNew = false;
	for (const name of namesIn(path)) {
		const siblings: Folder[] = isNew ? [] : await foldersIn(call, place);
		const found = siblings.find((folder) => isCalled(name, folder));
		isNew = found === undefined;
		if (isNew && !create) throw missing(path, name, place, siblings);
		const id = found?.id ?? (await createNamed(call, name, place, siblings));
		place = { id, path: `${place.path}/${name}` };
	}
	return place.id;
}

interface Folder {
	id: string;
	name: string;
}

/** A folder, and where it lies; both empty for the root. */
interface Place {
	id: string;
	path: string;
}

async function foldersIn(call: Call, { id }: Place): Promise<Folder[]> {
	const folders: Folder[] = [];
	for await (const folder of listFolder(call, id, { kind: 'folder' }))
		folders.push(readFile(folder));
	return folders;
}

/** Some systems write an accent as a sign of its own; the names look the same. */
function isCalled(wanted: string, { name }: Folder): boolean {
	return name.normalize() === wanted.normalize();
}

/** @returns the id of the new folder, or of one that somebody else has created in the meantime */
async function createNamed(
	call: Call,
	name: string,
	place: Place,
	siblings: readonly Folder[],
): Promise<string> {
	const created = readFile(await createFolder(call, name, place.id));
	// Clients read the id alone, so that the name may not be told.
	if (created.name === '' || isCalled(name, created)) return created.id;
	if (siblings.some(({ id }) => id === created.id)) throw takenFor(name, created, place);
	// Nothing but the second of two is put in the trash: whatever else PikPak answers with may be the user's.
	if (!isNumbered(name, created)) throw calledOtherwise(name, created, place, STAYS);
	await discard(call, created.id);
	const existing = (await foldersIn(call, place)).find((folder) => isCalled(name, folder));
	if (existing !== undefined) return existing.id;
	throw calledOtherwise(name, created, place, TAKEN);
}

/** @returns whether it is called as PikPak calls what comes second: `name(1)` */
function isNumbered(wanted: string, { name }: Folder): boolean {
	const [prefix, whole] = [wanted.normalize(), name.normalize()];
	return whole.startsWith(prefix) && /^\(\d+\)$/.test(whole.slice(prefix.length));
}

const TAKEN =
	'The name may belong to a file, to a download that is running, or to something in the trash. Choose another path, or remove what has the name.';
const STAYS = 'That folder is left as it is. Use its name in the path, or choose another path.';

function calledOtherwise(
	name: string,
	created: Folder,
	{ path }: Place,
	advice: string,
): PikPakError {
	return new PikPakError('file_duplicated_name', {
		meaning: `The folder "${path}/${name}" could not be created, since PikPak called it "${created.name}" instead.`,
		advice,
	});
}

function takenFor(name: string, existing: Folder, { path }: Place): PikPakError {
	return new PikPakError('file_duplicated_name', {
		meaning: `The folder "${path}/${name}" could not be created, since PikPak takes its name for that of "${existing.name}", which exists.`,
		advice: `Write "${existing.name}" in the path, or choose another path.`,
	});
}

/** Each further attempt would leave one more empty folder. Whether PikPak does it changes nothing of what is to be done. */
async function discard(call: Call, id: string): Promise<void> {
	const trash = {
		method: 'POST',
		path: '/drive/v1/files:batchTrash',
		body: { ids: [id] },
	} as const;
	await call(trash).catch(asPikPakError);
}

function namesIn(path: string): string[] {
	if (path === '' || path === '/') return [];
	const names = path.replace(/^\/|\/$/g, '').split('/');
	if (!names.some((name) => ['', '.', '..'].includes(name.trim()))) return names;
	throw new PikPakError('invalid_folder', {
		meaning: `"${path}" is not the path of a folder.`,
		advice:
			'Separate the names of the folders by single slashes, such as /Movies/2026. A name cannot be empty, "." or "..".',
	});
}

const SHOWN_FOLDERS = 10;

function missing(
	path: string,
	name: string,
	place: Place,
	siblings: readonly Folder[],
): PikPakError {
	const where = place.path === '' ? 'at the top of the drive' : `in "${place.path}"`;
	return new PikPakError('space_folder_not_exist', {
		meaning: `The folder "${path}" does not exist: there is no folder "${name}" ${where}.`,
		advice: `${whatThereIs(name, siblings)} Correct the path or create the folder. Where there is the option Create Missing Folders, it can be switched on instead.`,
	});
}

function whatThereIs(name: string, siblings: readonly Folder[]): string {
	const alike = siblings.find((folder) => folder.name.toLowerCase() === name.toLowerCase());
	if (alike !== undefined) return `There is "${alike.name}": upper and lower case count.`;
	if (siblings.length === 0) return 'There is no folder at all.';
	const shown = siblings.slice(0, SHOWN_FOLDERS).map((folder) => `"${folder.name}"`);
	const more = siblings.length - shown.length;
	return `There are: ${shown.join(', ')}${more > 0 ? ` and ${String(more)} more` : ''}.`;
}

/** The pages of PikPak's web client that show a folder; below it, the ids of the folders on the way there. */
const FOLDER_PAGE = /^\/drive\/(?:all|recent)((?:\/[\w-]+)*)\/?$/;

/**
 * Reads the address that a browser shows for a folder, as two clients do that take such addresses (read in November 2026).
 *
 * @param url such as `https://mypikpak.com/drive/all/VNfolder00000000000000000o1`
 * @returns the folder's id; empty for the root of the drive
 * @throws PikPakError `invalid_folder` if it is not the address of a folder
 */
export function folderIdInUrl(url: string): string {
	const { hostname, pathname } = URL.canParse(url) ? new URL(url) : { hostname: '', pathname: '' };
	const isPikPaks = SERVICES.some((root) => hostname === root || hostname.endsWith(`.${root}`));
	const ids = isPikPaks ? FOLDER_PAGE.exec(pathname)?.[1] : undefined;
	if (ids !== undefined) return ids.split('/').at(-1) ?? '';
	throw new PikPakError('invalid_folder', {
		meaning: `"${url}" is not the address of a folder on PikPak.`,
		advice:
			'Open the folder in a browser and copy its address, such as https://mypikpak.com/drive/all/VNfolder00000000000000000o1.',
	});
}
