import type { Context } from 'hono';
import { completeUpload } from '../drive/uploads.mjs';
import { labelOf, type Service, type ServiceEnv } from '../hosts.mjs';
import { bytesOf, readQuery } from '../requests.mjs';
import type { StoredUpload } from '../storedUploads.mjs';
import type { World } from '../world.mjs';
import { requireUpload } from './credentials.mjs';
import {
	beginMultipart,
	endMultipart,
	etagOf,
	joined,
	listOf,
	partsOf,
	putPart,
} from './multiparts.mjs';
import {
	AbortQuery,
	BeginQuery,
	CompleteQuery,
	ListPartsQuery,
	ObjectQuery,
	PartQuery,
} from './requests.mjs';
import { readCompletion, xmlAnswer } from './xml.mjs';

const OBJECT = '/:key{.+}';

/** What a request is about, once its signature is found to be good. */
interface Signed {
	readonly key: string;
	readonly upload: StoredUpload;
	readonly body: Buffer;
}

/** The object storage, as far as uploads need it: one object, in one request or in parts. */
export function addStorageRoutes(storage: Service, world: World): void {
	const signed = async (c: Context<ServiceEnv, typeof OBJECT>): Promise<Signed> => {
		const key = c.req.param('key');
		const body = await bytesOf(c);
		return { key, body, upload: await requireUpload(world, c, key, body) };
	};

	storage.put(OBJECT, async (c) => {
		const { upload, body } = await signed(c);
		if (c.req.query('uploadId') === undefined) {
			readQuery(c, ObjectQuery);
			completeUpload(world, upload, body);
			return c.body(null, 200, { ETag: etagOf(body) });
		}
		const { uploadId, partNumber } = readQuery(c, PartQuery);
		const etag = putPart(world, upload, { id: uploadId, number: partNumber, bytes: body });
		return c.body(null, 200, { ETag: etag });
	});

	storage.post(OBJECT, async (c) => {
		const { key, upload, body } = await signed(c);
		const object = { Bucket: labelOf('storage'), Key: key };
		if (c.req.query('uploads') !== undefined) {
			readQuery(c, BeginQuery);
			const UploadId = beginMultipart(world, upload);
			return xmlAnswer({ InitiateMultipartUploadResult: { ...object, UploadId } });
		}
		const { uploadId } = readQuery(c, CompleteQuery);
		const bytes = joined(partsOf(upload, uploadId), readCompletion(body));
		completeUpload(world, upload, bytes);
		return xmlAnswer({ CompleteMultipartUploadResult: { ...object, ETag: etagOf(bytes) } });
	});

	storage.get(OBJECT, async (c) => {
		const { key, upload } = await signed(c);
		const query = readQuery(c, ListPartsQuery);
		const { uploadId, 'max-parts': limit, 'part-number-marker': after } = query;
		const object = { Bucket: labelOf('storage'), Key: key, UploadId: uploadId };
		const list = listOf(partsOf(upload, uploadId), { limit, after });
		return xmlAnswer({ ListPartsResult: { ...object, ...list } });
	});

	storage.delete(OBJECT, async (c) => {
		const { upload } = await signed(c);
		endMultipart(upload, readQuery(c, AbortQuery).uploadId);
		return c.body(null, 204);
	});
}
