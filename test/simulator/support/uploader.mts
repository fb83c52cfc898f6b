import { createHmac } from 'node:crypto';
import { Sha256 } from '@aws-crypto/sha256-js';
import { HttpRequest } from '@smithy/protocol-http';
import { SignatureV4 } from '@smithy/signature-v4';
import { XMLParser } from 'fast-xml-parser';
import { gcidOf } from '../../../simulator/drive/hashes.mjs';
import type { Caller, Json, Reply } from './caller.mjs';

/** What an upload is given to send its bytes with. */
export type Ticket = Record<
	'access_key_id' | 'access_key_secret' | 'bucket' | 'endpoint' | 'expiration' | 'key',
	string
> & { security_token: string };

/** A request to the object storage. */
interface ObjectRequest {
	method: string;
	query?: Record<string, string>;
	body?: Buffer | string;
	/** Sent beside the signed ones, or in their place; an empty one is left out. Names in lower case. */
	headers?: Record<string, string>;
	/** Where it goes, if not to the object of the ticket. */
	key?: string;
}

interface ObjectReply {
	status: number;
	etag: string;
	xml: Record<string, Json>;
}

/** Sends a request to the object storage with a signature. */
export type Style = (ticket: Ticket, request: ObjectRequest) => Promise<ObjectReply>;

const OCTETS = 'application/octet-stream';

/** Aliyun OSS, version 1: by its formula, as pikpakcli and pikpak-kotlin have it. */
export const oss: Style = async (ticket, request) =>
	await sendToOss(ticket, request, { type: OCTETS, date: 'date' });

/** Aliyun OSS as a browser signs, which must not set `Date`: as PikPak_Enhancement_Master has it. */
export const ossOfBrowser: Style = async (ticket, request) =>
	await sendToOss(ticket, request, {
		type: request.body === undefined ? '' : OCTETS,
		date: 'x-oss-date',
	});

async function sendToOss(
	ticket: Ticket,
	{ key = ticket.key, ...request }: ObjectRequest,
	names: { type: string; date: string },
): Promise<ObjectReply> {
	const { method, query = {} } = request;
	const date = new Date().toUTCString();
	const token = ticket.security_token;
	const own = [`x-oss-security-token:${token}`];
	if (names.date === 'x-oss-date') own.unshift(`x-oss-date:${date}`);
	// The rest of a query is not signed.
	const signed = ['partNumber', 'uploadId', 'uploads'].filter((name) => name in query);
	const resource = Object.fromEntries(signed.map((name) => [name, query[name] ?? '']));
	const path = `/${ticket.bucket}/${key}${queryText(resource, false)}`;
	const text = [method, '', names.type, date, ...own, path].join('\n');
	const signature = createHmac('sha1', ticket.access_key_secret).update(text).digest('base64');
	return await send(`${ticket.endpoint}/${key}${queryText(query, false)}`, request, {
		authorization: `OSS ${ticket.access_key_id}:${signature}`,
		'content-type': names.type,
		[names.date]: date,
		'x-oss-security-token': token,
	});
}

/** AWS Signature Version 4, with the hash of the body. */
export const s3: Style = async (ticket, { key = ticket.key, ...request }) => {
	const { method, query = {}, body } = request;
	const url = new URL(`${ticket.endpoint}/${key}`);
	const signer = new SignatureV4({
		service: 's3',
		region: 'pikpak',
		credentials: {
			accessKeyId: ticket.access_key_id,
			secretAccessKey: ticket.access_key_secret,
			sessionToken: ticket.security_token,
		},
		sha256: Sha256,
		uriEscapePath: false,
	});
	const { headers } = await signer.sign(
		new HttpRequest({
			method,
			path: url.pathname,
			query,
			headers: { host: url.host },
			...(body !== undefined && { body }),
		}),
	);
	// fetch sets it.
	return await send(`${url.href}${queryText(query, true)}`, request, { ...headers, host: '' });
};

/** S3 writes `uploads=`, OSS `uploads`. */
function queryText(query: Record<string, string>, full: boolean): string {
	const parts = Object.entries(query)
		.sort(([one], [other]) => (one < other ? -1 : 1))
		.map(([name, value]) => (value === '' && !full ? name : `${name}=${value}`));
	return parts.length === 0 ? '' : `?${parts.join('&')}`;
}

async function send(
	url: string,
	{ method, body, headers = {} }: ObjectRequest,
	signed: Record<string, string>,
): Promise<ObjectReply> {
	const all = Object.entries({ ...signed, ...headers }).filter(([, value]) => value !== '');
	const response = await fetch(url, {
		method,
		headers: Object.fromEntries(all),
		...(body !== undefined && { body: typeof body === 'string' ? body : new Uint8Array(body) }),
	});
	const parser = new XMLParser({
		ignoreDeclaration: true,
		parseTagValue: false,
		isArray: (name) => name === 'Part',
	});
	const xml = parser.parse(await response.text()) as Record<string, Json>;
	return { status: response.status, etag: response.headers.get('etag') ?? '', xml };
}

/** Begins an upload as the Android app does; `fields` replace those of the request. */
export async function announce(
	someone: Caller,
	bytes: Buffer,
	fields: Json = {},
	headers?: Record<string, string>,
): Promise<Reply> {
	return await someone.drive('POST', '/drive/v1/files', {
		body: {
			kind: 'drive#file',
			name: 'a.bin',
			parent_id: '',
			size: String(bytes.length),
			hash: gcidOf(bytes),
			upload_type: 'UPLOAD_TYPE_RESUMABLE',
			objProvider: { provider: 'UPLOAD_TYPE_UNKNOWN' },
			...fields,
		},
		...(headers !== undefined && { headers }),
	});
}

/** @returns the ticket in the answer to {@link announce}, with the ids of the placeholder and its task */
export function ticketOf({ body }: Reply): { ticket: Ticket; fileId: string; taskId: string } {
	const { params } = body['resumable'] as { params: Ticket };
	const [file, task] = [body['file'] as { id: string }, body['task'] as { id: string }];
	return { ticket: params, fileId: file.id, taskId: task.id };
}

/** @returns the id of a new multipart upload */
export async function begin(style: Style, ticket: Ticket): Promise<string> {
	const { xml } = await style(ticket, { method: 'POST', query: { uploads: '' } });
	return String(xml['InitiateMultipartUploadResult']?.['UploadId']);
}

/** Ends a multipart upload with these parts. */
export async function complete(
	style: Style,
	ticket: Ticket,
	uploadId: string,
	parts: ReadonlyArray<readonly [number: number, etag: string]>,
): Promise<ObjectReply> {
	const listed = parts.map(
		([number, etag]) =>
			`<Part><PartNumber>${String(number)}</PartNumber><ETag>${etag}</ETag></Part>`,
	);
	const body = `<CompleteMultipartUpload>${listed.join('')}</CompleteMultipartUpload>`;
	return await style(ticket, { method: 'POST', query: { uploadId }, body });
}

/** The code of a failure. */
export function codeOf({ xml }: ObjectReply): unknown {
	return xml['Error']?.['Code'];
}

/** The link to a file's content, as a get yields it. */
export async function linkOf(someone: Caller, fileId: string): Promise<string> {
	const { body } = await someone.drive('GET', `/drive/v1/files/${fileId}`);
	return String(body['web_content_link']);
}

/** The content of a file. */
export async function contentOf(someone: Caller, fileId: string): Promise<Buffer> {
	const response = await fetch(await linkOf(someone, fileId));
	return Buffer.from(await response.arrayBuffer());
}
