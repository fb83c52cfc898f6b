import type { z } from 'zod/v4';
import { refuse } from '../failure.mjs';
import { labelOf } from '../hosts.mjs';
import { entryOf, isFinished } from '../state.mjs';
import { bytesIn, type StoredUpload } from '../storedUploads.mjs';
import { newId, timeOf, type World } from '../world.mjs';
import { AS_IT_IS, fileAnswer, taskAnswer } from './answers.mjs';
import { keepBytes, keptBytes, sizeOfHash } from './bytes.mjs';
import { addFile, requireFolder, takenNames } from './files.mjs';
import { gcidOf } from './hashes.mjs';
import { requireRoom } from './plan.mjs';
import type { NewUpload } from './requests.mjs';
import { createTask, fileOf, moveTo } from './tasks.mjs';

type Json = Record<string, unknown>;

/** SHA-1 of nothing, as most clients have it, and of one block without a byte, as the web client's userscript does. */
const NOTHING = [
	'DA39A3EE5E6B4B0D3255BFEF95601890AFD80709',
	'BE1BDEC0AA74B4DCB079943E70528096CCA985F8',
];

/** Of the simulator: its state is one JSON text, and Node.js has no text of more than 512 MiB. */
const KEPT_BYTES = 256 * 2 ** 20;

/** Three hours; how long PikPak's credentials are good is in no source. */
const TICKET_LIFE_MS = 3 * 3_600_000;

/**
 * Begins an upload, or ends it at once if PikPak has the content already.
 *
 * @param endpoint of the object storage, for this client
 * @throws ServiceFailure if there is no such folder or no room, or a refusal if hash and size do not go together
 */
export function addUpload(
	world: World,
	{ name, parent_id = '', hash, size }: z.infer<typeof NewUpload>,
	endpoint: string,
): Json {
	const parentId = requireFolder(world, parent_id);
	requireRoom(world, size);
	const answer = { upload_type: 'UPLOAD_TYPE_RESUMABLE', form: null };
	if (isThere(world, hash, size)) {
		const kind = 'drive#file';
		const phase = 'PHASE_TYPE_COMPLETE';
		const made = { kind, parentId, name, phase, size, hash, uploaded: true } as const;
		const file = addFile(world, made, takenNames(world, parentId));
		return { ...answer, resumable: null, file: fileAnswer(world, file, AS_IT_IS), task: null };
	}
	forgetEnded(world);
	requireSpaceHere(world, size);
	const task = createTask(world, { type: 'upload', name, url: '', size }, parentId);
	// While the file waits for its bytes.
	task.phase = 'PHASE_TYPE_RUNNING';
	const file = fileOf(world, task);
	if (file === undefined) throw new Error('A new task has no file');
	Object.assign(file, { hash, uploaded: true });
	const upload = issueUpload(world, { fileId: file.id, taskId: task.id, hash, size });
	return {
		...answer,
		resumable: resumable(upload, endpoint),
		file: fileAnswer(world, file, AS_IT_IS),
		task: taskAnswer(world, task),
	};
}

/** Whether there is nothing to be sent. */
function isThere(world: World, hash: string, size: number): boolean {
	if (size === 0) {
		if (!NOTHING.includes(hash)) throw refuse(`the hash ${hash} is not that of no bytes`);
		return true;
	}
	const known = sizeOfHash(world, hash);
	if (known === undefined) return false;
	if (known !== size) {
		const sizes = `${String(known)} bytes, not of ${String(size)}`;
		throw refuse(`the hash ${hash} is that of a content of ${sizes}`);
	}
	return true;
}

/** Uploads whose placeholder is gone cannot go on: their parts are of no use, nor are they once their time is up. */
function forgetEnded({ state, now }: World): void {
	for (const [key, upload] of Object.entries(state.uploads)) {
		if (Object.hasOwn(state.files, upload.fileId)) continue;
		upload.multiparts = {};
		if (now() >= upload.expiresAt) Reflect.deleteProperty(state.uploads, key);
	}
}

/**
 * @param bytes that are to come
 * @param within the upload that they are a part of; a new one if left out
 * @throws ServiceFailure a refusal if that is more than is kept here
 */
export function requireSpaceHere(world: World, bytes: number, within?: StoredUpload): void {
	const uploads = Object.values(world.state.uploads).map((upload) =>
		bytesOfUpload(world, upload, upload === within ? bytes : 0),
	);
	const others = keptBytes(world) + (within === undefined ? bytes : 0);
	if (uploads.reduce((sum, size) => sum + size, others) <= KEPT_BYTES) return;
	throw refuse(`it keeps no more than ${String(KEPT_BYTES)} uploaded bytes, until a reset`);
}

/** What an upload needs of the space: all that was announced, or its parts, of which there can be several sets. */
function bytesOfUpload(
	{ state }: World,
	{ fileId, hash, size, multiparts }: StoredUpload,
	more: number,
): number {
	const isAwaited = Object.hasOwn(state.files, fileId) && !Object.hasOwn(state.blobs, hash);
	const parts = Object.values(multiparts).reduce((sum, each) => sum + bytesIn(each), more);
	return Math.max(isAwaited ? size : 0, parts);
}

type KeyedUpload = [key: string, upload: StoredUpload];

function issueUpload(
	world: World,
	announced: Pick<StoredUpload, 'fileId' | 'taskId' | 'hash' | 'size'>,
): KeyedUpload {
	const key = newId(world, 'upload_tmp/', 51);
	const upload: StoredUpload = {
		...announced,
		accessKeyId: newId(world, 'STS.', 29),
		accessKeySecret: newId(world, '', 44),
		securityToken: newId(world, '', 128),
		expiresAt: world.now() + TICKET_LIFE_MS,
		multiparts: {},
	};
	world.secrets.note('accessKeySecrets', upload.accessKeySecret);
	world.secrets.note('securityTokens', upload.securityToken);
	world.state.uploads[key] = upload;
	return [key, upload];
}

function resumable([key, upload]: KeyedUpload, endpoint: string): Json {
	return {
		kind: 'drive#resumable',
		provider: 'PROVIDER_ALIYUN',
		params: {
			access_key_id: upload.accessKeyId,
			access_key_secret: upload.accessKeySecret,
			bucket: labelOf('storage'),
			endpoint,
			expiration: timeOf(upload.expiresAt),
			key,
			security_token: upload.securityToken,
		},
	};
}

/**
 * The object of an upload is there: keeps its bytes, and completes file and task.
 *
 * @throws ServiceFailure a refusal if these are not the bytes that were announced: nobody knows what PikPak does then
 */
export function completeUpload(world: World, upload: StoredUpload, bytes: Buffer): void {
	const [hash, size] = [gcidOf(bytes), bytes.length];
	if (hash !== upload.hash || size !== upload.size) {
		const sent = `${String(size)} bytes with the gcid ${hash}`;
		throw refuse(`${sent} were sent, ${String(upload.size)} with ${upload.hash} announced`);
	}
	keepBytes(world, hash, bytes);
	upload.multiparts = {};
	const task = entryOf(world.state.tasks, upload.taskId);
	if (task === undefined || isFinished(task)) return;
	moveTo(world, task, 'PHASE_TYPE_COMPLETE', { at: world.now() });
}
