import { linkTo } from '../download/links.mjs';
import { entryOf, type StoredFile, type StoredTask } from '../state.mjs';
import { timeOf, type World } from '../world.mjs';
import { contentOfFile } from './bytes.mjs';
import { mediaOf, type Media } from './media.mjs';
import { fileOf, kindOfTask } from './tasks.mjs';

type Json = Record<string, unknown>;

/** A field that no document lists, in every object: the real service adds some from time to time. */
const UNLISTED = { simulated: true };

/** A day; no source tells how long PikPak's links live. */
const LINK_LIFE_MS = 86_400_000;

/** What a list of tasks was asked for. */
export interface Wanted {
	/** Embed each task's file, and show its present state. */
	reference: boolean;
	thumbnailSize: string | undefined;
}

/**
 * A task as the list shows it. With the file embedded, a task whose file was deleted shows as failed (measured by
 * a client's author in September 2026); without, and in {@link taskAnswer}, it does not.
 */
export function listedTask(world: World, task: StoredTask, wanted: Wanted): Json {
	const answer = taskAnswer(world, task);
	if (!wanted.reference) return answer;
	const file = fileOf(world, task);
	if (file !== undefined) {
		return { ...answer, reference_resource: reference(file, wanted.thumbnailSize) };
	}
	if (task.phase !== 'PHASE_TYPE_COMPLETE') return answer;
	return { ...answer, phase: 'PHASE_TYPE_ERROR', message: 'File deleted' };
}

/** A task by itself, with its own outcome whatever has become of its file. */
export function taskAnswer(world: World, task: StoredTask): Json {
	const kind = kindOfTask(world, task);
	const members = entryOf(world.state.contents, task.content)?.files;
	const media = mediaOf(kind, task.name);
	return {
		kind: 'drive#task',
		id: task.id,
		name: task.name,
		type: task.type,
		user_id: world.state.account.userId,
		statuses: [],
		// Clients take more than one for a folder.
		status_size: members?.length ?? (kind === 'drive#folder' ? 2 : 1),
		params: {
			age: '0',
			mime_type: media.mimeType,
			...predictions(task),
			...(task.url !== '' && { url: task.url }),
			...(task.retries > 0 && { retry_times: String(task.retries) }),
		},
		file_id: task.fileId,
		file_name: task.name,
		file_size: sizeOf(task),
		message: task.message,
		created_time: timeOf(task.createdAt),
		updated_time: timeOf(task.updatedAt),
		third_task_id: '',
		phase: task.phase,
		progress: task.progress,
		icon_link: iconOf(media),
		callback: '',
		reference_resource: null,
		space: '',
		...UNLISTED,
	};
}

/** A task that was created just now. Its link is told in later answers only (recorded in October 2024). */
export function createdTask(world: World, task: StoredTask): Json {
	return { ...taskAnswer(world, task), params: predictions(task) };
}

/** Bytes, decimal; not known before a download runs. */
function sizeOf({ phase, size }: StoredTask | StoredFile): string {
	return phase === 'PHASE_TYPE_PENDING' ? '0' : String(size);
}

function predictions({ size }: StoredTask): Json {
	return { predict_speed: String(size), predict_type: '3' };
}

/** A file in the answer to a change of it. */
export const AS_IT_IS = { audit: false, thumbnailSize: undefined };

/** A file or folder as the list shows it: without the links to its content, which only a get yields. */
export function fileAnswer(
	world: World,
	file: StoredFile,
	wanted: { audit: boolean; thumbnailSize: string | undefined },
): Json {
	const { extension, category } = mediaOf(file.kind, file.name);
	return {
		...core(file, wanted.thumbnailSize),
		user_id: world.state.account.userId,
		revision: '0',
		file_extension: extension,
		web_content_link: '',
		created_time: timeOf(file.createdAt),
		modified_time: timeOf(file.modifiedAt),
		user_modified_time: timeOf(file.modifiedAt),
		delete_time: '',
		md5_checksum: '',
		links: {},
		audit: wanted.audit ? { status: 'STATUS_OK', message: 'Normal resource', title: '' } : null,
		trashed: file.trashed,
		writable: true,
		original_url: '',
		original_file_index: file.index,
		apps: [],
		folder_type: file.system ? 'DOWNLOAD' : '',
		sort_name: '',
		spell_name: [],
		file_category: category,
		reference_events: [],
		reference_resource: null,
	};
}

/**
 * A file or folder as a get shows it: with the link to its content, once it has some.
 *
 * @param downloadUrl where links lead for whoever asks, without a slash at the end
 */
export function fileWithLink(
	world: World,
	file: StoredFile,
	thumbnailSize: string | undefined,
	downloadUrl: string,
): Json {
	const answer = fileAnswer(world, file, { audit: true, thumbnailSize });
	const hasContent = file.kind === 'drive#file' && file.size > 0;
	if (!hasContent || file.phase !== 'PHASE_TYPE_COMPLETE') return answer;
	const expiresAt = world.now() + LINK_LIFE_MS;
	// In seconds, in the address itself: that is what a client goes by.
	const expire = Math.floor(expiresAt / 1000);
	const url = downloadUrl + linkTo(world, contentOfFile(file), expire);
	const link = { url, token: '', expire: timeOf(expiresAt), type: '' };
	return { ...answer, web_content_link: url, links: { 'application/octet-stream': link } };
}

/** The file of a task, inside the task. */
function reference(file: StoredFile, thumbnailSize: string | undefined): Json {
	return { '@type': 'type.googleapis.com/drive.ReferenceFile', ...core(file, thumbnailSize) };
}

function core(file: StoredFile, thumbnailSize: string | undefined): Json {
	const media = mediaOf(file.kind, file.name);
	return {
		kind: file.kind,
		id: file.id,
		parent_id: file.parentId,
		name: file.name,
		size: sizeOfFile(file),
		mime_type: media.mimeType,
		icon_link: iconOf(media),
		...originOf(file),
		phase: file.phase,
		audit: null,
		thumbnail_link: thumbnailOf(file, media, thumbnailSize),
		space: '',
		medias: [],
		starred: file.starred,
		tags: file.starred ? [{ name: 'STAR' }] : [],
		...UNLISTED,
	};
}

/** Bytes, decimal. What is uploaded has its size from the beginning: rclone takes it from the very first answer. */
function sizeOfFile(file: StoredFile): string {
	// A folder has none (recorded in October 2024).
	if (file.kind === 'drive#folder') return '0';
	return file.uploaded ? String(file.size) : sizeOf(file);
}

/** The file of a running download had neither a hash nor a link (recorded in October 2024). */
function originOf(file: StoredFile): Json {
	const { kind, url, phase, uploaded } = file;
	if (uploaded) return { hash: file.hash, params: { platform: 'Upload' } };
	if (phase !== 'PHASE_TYPE_COMPLETE') return { hash: '', params: {} };
	return {
		hash: kind === 'drive#folder' ? '' : contentOfFile(file).hash,
		params: url === '' ? {} : { url },
	};
}

/** Nothing is served under these addresses: their host does not exist. */
function thumbnailOf({ id, phase }: StoredFile, { category }: Media, size = 'SIZE_SMALL'): string {
	const hasPicture = category === 'VIDEO' || category === 'IMAGE';
	return hasPicture && phase === 'PHASE_TYPE_COMPLETE'
		? `https://thumbnail.pikpak.example/${id}?size=${size}`
		: '';
}

function iconOf({ category }: Media): string {
	return `https://icon.pikpak.example/${category === '' ? 'folder' : category.toLowerCase()}.png`;
}
