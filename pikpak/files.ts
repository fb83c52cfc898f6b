import type { Call } from './call';
import { unreadableAnswer } from './errors';
import { isoTime } from './isoTime';
import { pages, type Page } from './pages';
import { isFile, KINDS, readFile, readFilePage, WIRE_PHASES, type WireFile } from './wire';

/**
 * Gets one file or folder. PikPak makes links to its content on the way, which may count for the account's traffic: not to be
 * asked without need.
 *
 * @throws PikPakError `not_found` if there is none, `file_in_recycle_bin` if it is in the trash
 */
export async function getFile(call: Call, id: string): Promise<WireFile> {
	const body = await call({ method: 'GET', path: `/drive/v1/files/${encodeURIComponent(id)}` });
	if (isFile(body)) return body;
	throw unreadableAnswer(200, body);
}

/** What most working clients ask for. */
const PAGE_SIZE = 500;

/**
 * Lists what is in a folder, each entry once, in the order of the service, which is not known. Left out are what is in the
 * trash, and what a running download has put there as a placeholder.
 *
 * @param folderId empty for the root of the drive
 * @param options with `kind`, folders alone
 * @throws PikPakError
 */
export async function* listFolder(
	call: Call,
	folderId: string,
	{ kind }: { kind?: 'folder' } = {},
): AsyncGenerator<WireFile> {
	const filters = {
		trashed: { eq: false },
		phase: { eq: WIRE_PHASES.complete },
		...(kind === 'folder' && { kind: { eq: KINDS.folder } }),
	};
	const query = { parent_id: folderId, limit: String(PAGE_SIZE), filters: JSON.stringify(filters) };
	// What is added while the list is read moves the others one place down, onto the next page.
	const seen = new Set<string>();
	for await (const { items } of pages((pageToken) => fetchPage(call, query, pageToken))) {
		for (const file of items) {
			const isWanted = !seen.has(file.id) && (kind === undefined || readFile(file).isFolder);
			seen.add(file.id);
			if (isWanted) yield file;
		}
	}
}

async function fetchPage(
	call: Call,
	query: Record<string, string>,
	pageToken: string,
): Promise<Page<WireFile>> {
	const body = await call({
		method: 'GET',
		path: '/drive/v1/files',
		query: { ...query, ...(pageToken !== '' && { page_token: pageToken }) },
	});
	const page = readFilePage(body);
	if (page === undefined) throw unreadableAnswer(200, body);
	return { items: page.files, nextPageToken: page.nextPageToken };
}

/** The folders that are gone through below one another at most: a service gone wrong could show them without end. */
const DEPTH = 100;

/** A file, and where it lies. */
export interface Found {
	file: WireFile;
	/** Relative to the folder that was searched, such as `subtitles/Sintel.en.srt`. */
	path: string;
}

/**
 * Lists the files of a folder and of all folders below it, a folder's own before those of its subfolders; folders themselves
 * are not listed. One request for each folder, or more if it is large.
 *
 * @param folderId empty for the root of the drive
 * @throws PikPakError
 */
export async function* walkFiles(call: Call, folderId: string): AsyncGenerator<Found> {
	const seen = new Set([folderId]);
	const waiting = [{ id: folderId, prefix: '', depth: 1 }];
	for (const { id, prefix, depth } of waiting) {
		for await (const file of listFolder(call, id)) {
			const { isFolder, name } = readFile(file);
			if (!isFolder) yield { file, path: prefix + name };
			else if (!seen.has(file.id) && depth < DEPTH) {
				seen.add(file.id);
				waiting.push({ id: file.id, prefix: `${prefix}${name}/`, depth: depth + 1 });
			}
		}
	}
}

/** A file or folder in the words of this package. */
export interface DriveFile {
	id: string;
	name: string;
	kind: 'file' | 'folder';
	/** Bytes; null for a folder, and where PikPak does not tell. */
	size: number | null;
	mimeType: string | null;
	/** PikPak's own hash of the content; null for a folder. */
	hash: string | null;
	/** `root` for what lies at the top of the drive. */
	parentFolderId: string;
	/** ISO 8601, UTC. */
	createdAt: string | null;
	modifiedAt: string | null;
}

/** @returns the nine fields that most workflows need */
export function simplifyFile(wire: WireFile): DriveFile {
	const file = readFile(wire);
	return {
		id: file.id,
		name: file.name,
		kind: file.isFolder ? 'folder' : 'file',
		size: file.isFolder ? null : (file.size ?? null),
		mimeType: file.mimeType || null,
		hash: file.hash || null,
		parentFolderId: file.parentFolderId || ROOT,
		createdAt: isoTime(file.createdAt),
		modifiedAt: isoTime(file.modifiedAt),
	};
}

/** What stands for the top of the drive, which has no id of its own, where something must. */
export const ROOT = 'root';
