import { createHash, createHmac, randomBytes } from 'node:crypto';
import { cleanedUp } from './cleanedUp.mjs';
import { discardTask } from './downloads.mjs';
import { deleteForGood } from './operate.mjs';
import type { Service } from './service.mjs';

type Json = Record<string, unknown>;

/** Times to look whether an upload is complete; half a second apart. */
const LOOKS = 60;
const BETWEEN_MS = 500;

/** A few bytes that nobody has uploaded before. */
export function newBytes(): Buffer {
	return randomBytes(1000);
}

/** As it goes for content of one block: {@link newBytes}, or none. */
export function gcidOfFew(bytes: Buffer): string {
	const block = createHash('sha1').update(bytes);
	if (bytes.length === 0) return block.digest('hex').toUpperCase();
	return createHash('sha1').update(block.digest()).digest('hex').toUpperCase();
}

/** Begins an upload into the root, as the Android app does. */
async function announce(service: Service, bytes: Buffer): Promise<Json> {
	const { body } = await service.drive(
		'POST',
		'/drive/v1/files',
		{},
		{
			kind: 'drive#file',
			name: `n8n-nodes-pikpak ${String(Date.now())}.bin`,
			parent_id: '',
			size: String(bytes.length),
			hash: gcidOfFew(bytes),
			upload_type: 'UPLOAD_TYPE_RESUMABLE',
			objProvider: { provider: 'UPLOAD_TYPE_UNKNOWN' },
		},
	);
	return body;
}

/** The file of an answer to the beginning of an upload. */
export function fileOf(announced: Json): Json {
	return (announced['file'] ?? {}) as Json;
}

/** Says of such an answer whether anything is to be sent. */
export async function howItBegins(announced: Json): Promise<string> {
	const { phase } = fileOf(announced);
	if (phase === 'PHASE_TYPE_COMPLETE' && announced['resumable'] === null) return 'complete at once';
	return JSON.stringify({ phase, error: announced['error'] });
}

/**
 * Sends the bytes to the object storage, in one request that carries nothing of the account.
 *
 * @returns the status of the answer
 */
async function sendBytes(announced: Json, bytes: Buffer): Promise<number> {
	const { params } = announced['resumable'] as { params: Record<string, string> };
	const { access_key_id, access_key_secret = '', bucket, endpoint = '', key } = params;
	const token = params['security_token'] ?? '';
	const [type, date] = ['application/octet-stream', new Date().toUTCString()];
	const resource = `/${String(bucket)}/${String(key)}`;
	const text = ['PUT', '', type, date, `x-oss-security-token:${token}`, resource].join('\n');
	const signature = createHmac('sha1', access_key_secret).update(text).digest('base64');
	// A simulator on loopback tells a whole address.
	const root = endpoint.includes('://') ? endpoint : `https://${endpoint}`;
	const { status } = await fetch(`${root}/${String(key)}`, {
		method: 'PUT',
		headers: {
			Authorization: `OSS ${String(access_key_id)}:${signature}`,
			'Content-Type': type,
			Date: date,
			'X-Oss-Security-Token': token,
		},
		body: new Uint8Array(bytes),
	});
	return status;
}

/** The file once it is complete and has its link; as it is at last if that does not come about. */
async function whenComplete(service: Service, id: unknown): Promise<Json> {
	let file: Json = {};
	for (let looks = 0; looks < LOOKS; looks += 1) {
		file = (await service.drive('GET', `/drive/v1/files/${String(id)}`)).body;
		if (file['phase'] === 'PHASE_TYPE_COMPLETE' && Boolean(file['web_content_link'])) break;
		await new Promise((resolve) => setTimeout(resolve, BETWEEN_MS));
	}
	return file;
}

/**
 * Begins an upload, shows the answer to somebody, and deletes for good what it has made, whatever came of it.
 *
 * @returns what was seen, and what is left
 */
export async function withAnnounced(
	service: Service,
	bytes: Buffer,
	look: (announced: Json) => Promise<string>,
): Promise<string> {
	const announced = await announce(service, bytes);
	return await cleanedUp(
		async () => await look(announced),
		async () => await discard(service, announced),
	);
}

/**
 * Uploads bytes, shows the complete file to somebody, and deletes it for good, whatever came of it.
 *
 * @returns what was seen, and what is left
 */
export async function withUploaded(
	service: Service,
	bytes: Buffer,
	look: (file: Json, announced: Json) => Promise<string>,
): Promise<string> {
	return await withAnnounced(service, bytes, async (announced) => {
		if (announced['resumable'] == null) return `no ticket: ${JSON.stringify(announced)}`;
		const status = await sendBytes(announced, bytes);
		if (status !== 200) return `HTTP ${String(status)} from the storage`;
		return await look(await whenComplete(service, fileOf(announced)['id']), announced);
	});
}

/** File and task, as rclone calls an upload off; an instant one has no task. */
async function discard(service: Service, announced: Json): Promise<string[]> {
	const left: string[] = [];
	const { id } = fileOf(announced);
	if (typeof id === 'string' && id !== '') left.push(...(await deleteForGood(service, id)));
	return [...left, ...(await discardTask(service, announced['task']))];
}
