import { signedIn, type Caller, type Json, type Reply } from './caller.mjs';

/** What a list shows; of the root if no folder is named. */
export async function list(someone: Caller, parent_id = '', filters?: object): Promise<Json[]> {
	const query = { parent_id, ...(filters && { filters: JSON.stringify(filters) }) };
	return (await someone.drive('GET', '/drive/v1/files', { query })).body['files'] as Json[];
}

/** What is in a folder, but for the trash, as `name` or `name/`. */
export async function listed(someone: Caller, parent_id = ''): Promise<string[]> {
	const files = await list(someone, parent_id, { trashed: { eq: false } });
	return files.map(({ name, kind }) => `${String(name)}${kind === 'drive#folder' ? '/' : ''}`);
}

export const names = (files: Json[]) => files.map(({ name }) => name);

/** @returns its id */
export async function addFolder(someone: Caller, name: string, parent_id = ''): Promise<string> {
	const body = { kind: 'drive#folder', name, parent_id };
	const reply = await someone.drive('POST', '/drive/v1/files', { body });
	return String((reply.body['file'] as Json)['id']);
}

/** Puts a file on the drive, without a task. @returns its id */
export async function addFile(
	someone: Caller,
	name: string,
	parent_id = '',
	size = 100,
): Promise<string> {
	const url = `https://example.org/${String(size)}/${name}`;
	const known = Object.keys(someone.simulator.snapshot().contents);
	if (!known.includes(url)) {
		someone.simulator.addContent({ url, files: [{ path: name, size }], withoutTask: true });
	}
	const { body } = await someone.download(url, { parent_id, folder_type: '' });
	return String((body['file'] as Json)['id']);
}

export async function get(someone: Caller, id: string): Promise<Reply> {
	return await someone.drive('GET', `/drive/v1/files/${id}`);
}

export async function rename(someone: Caller, id: unknown, name: string): Promise<Reply> {
	return await someone.drive('PATCH', `/drive/v1/files/${String(id)}`, { body: { name } });
}

/** Such as `batch(someone, 'Move', [id], target)`, with the target's id for what has one. */
export async function batch(
	someone: Caller,
	what: 'Move' | 'Copy' | 'Trash' | 'Untrash' | 'Delete',
	ids: readonly unknown[],
	parent_id?: string,
): Promise<Reply> {
	const body = { ids, ...(parent_id !== undefined && { to: { parent_id } }) };
	return await someone.drive('POST', `/drive/v1/files:batch${what}`, { body });
}

export async function emptyTrash(someone: Caller): Promise<Reply> {
	return await someone.drive('PATCH', '/drive/v1/files/trash:empty');
}

/** The task that an operation has answered with. */
export async function taskOf(someone: Caller, reply: Reply): Promise<Json> {
	const id = String(reply.body['task_id']);
	return (await someone.drive('GET', `/drive/v1/tasks/${id}`)).body;
}

/** `/Books` with a file and a folder of one more, and an empty `/Films`. */
export async function furnished() {
	const someone = await signedIn();
	const books = await addFolder(someone, 'Books');
	const films = await addFolder(someone, 'Films');
	const old = await addFolder(someone, 'Old', books);
	const book = await addFile(someone, 'book.epub', books, 1000);
	const first = await addFile(someone, 'first.txt', old, 20);
	return { someone, books, films, old, book, first };
}

/** Bytes that the account has used. */
export async function usage(someone: Caller): Promise<string> {
	const { quota } = (await someone.drive('GET', '/drive/v1/about')).body;
	return String((quota as Json)['usage']);
}

export const NOT_FOUND = { status: 404, body: { error: 'file_not_found' } };
export const TRASHED = { status: 400, body: { error: 'file_in_recycle_bin', error_code: 9 } };
