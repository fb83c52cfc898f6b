import { createHash } from 'node:crypto';
import { requireSpaceHere } from '../drive/uploads.mjs';
import { refuse, ServiceFailure } from '../failure.mjs';
import { entryOf } from '../state.mjs';
import { bytesIn, type StoredPart, type StoredUpload } from '../storedUploads.mjs';
import { newId, type World } from '../world.mjs';
import type { ListedPart } from './xml.mjs';

/** All parts but the last have at least so many bytes; rclone has the limit, which is that of Aliyun. */
const LEAST_PART = 100 * 1024;

type Parts = Record<string, StoredPart>;

/** Elements of an answer. */
type PartsPage = Readonly<
	Record<string, string | number | boolean | ReadonlyArray<Record<string, string | number>>>
>;

/** The MD5 of the bytes in quotes. */
export function etagOf(bytes: Buffer): string {
	return `"${createHash('md5').update(bytes).digest('hex').toUpperCase()}"`;
}

/** @returns the id of a multipart upload */
export function beginMultipart(world: World, upload: StoredUpload): string {
	const id = newId(world, '', 32);
	upload.multiparts[id] = {};
	return id;
}

/** @throws ServiceFailure `NoSuchUpload` */
export function partsOf(upload: StoredUpload, id: string): Parts {
	const parts = entryOf(upload.multiparts, id);
	if (parts !== undefined) return parts;
	const description = 'The upload id does not exist. It may be invalid, aborted or completed';
	throw new ServiceFailure(404, 'NoSuchUpload', 0, description);
}

/**
 * Keeps a part; one of the same number is replaced.
 *
 * @param id of the multipart upload
 * @returns its ETag
 * @throws ServiceFailure `NoSuchUpload`, or a refusal if there are more bytes than were announced, or than are kept here
 */
export function putPart(
	world: World,
	upload: StoredUpload,
	{ id, number, bytes }: { id: string; number: number; bytes: Buffer },
): string {
	const parts = partsOf(upload, id);
	const more = bytes.length - (parts[number]?.size ?? 0);
	const all = bytesIn(parts) + more;
	if (all > upload.size) {
		throw refuse(`it got ${String(all)} bytes in parts, with ${String(upload.size)} announced`);
	}
	requireSpaceHere(world, more, upload);
	const etag = etagOf(bytes);
	parts[number] = {
		data: bytes.toString('base64'),
		size: bytes.length,
		etag,
		storedAt: world.now(),
	};
	return etag;
}

/** So many at most on one page, in S3 and OSS alike. */
const PARTS_ON_A_PAGE = 1000;

/** A page of the parts that are there, in the order of their numbers, as the elements of the answer. */
export function listOf(
	parts: Parts,
	{
		limit = PARTS_ON_A_PAGE,
		after = 0,
	}: { limit?: number | undefined; after?: number | undefined },
): PartsPage {
	const most = Math.min(limit, PARTS_ON_A_PAGE);
	// An object has its numbers in order.
	const rest = Object.entries(parts).filter(([number]) => Number(number) > after);
	const page = rest.slice(0, most);
	return {
		PartNumberMarker: after,
		NextPartNumberMarker: page.at(-1)?.[0] ?? after,
		MaxParts: most,
		IsTruncated: page.length < rest.length,
		Part: page.map(([number, { storedAt, etag, size }]) => ({
			PartNumber: number,
			LastModified: new Date(storedAt).toISOString(),
			ETag: etag,
			Size: size,
		})),
	};
}

/** @throws ServiceFailure `NoSuchUpload` */
export function endMultipart(upload: StoredUpload, id: string): void {
	partsOf(upload, id);
	Reflect.deleteProperty(upload.multiparts, id);
}

/**
 * The bytes of all listed parts, one after the other.
 *
 * @throws ServiceFailure `InvalidPart`, `InvalidPartOrder` or `EntityTooSmall`
 */
export function joined(parts: Parts, listed: readonly ListedPart[]): Buffer {
	const found = listed.map(({ number, etag }, index) => {
		const part = entryOf(parts, String(number));
		if (part === undefined || unquoted(part.etag) !== unquoted(etag)) {
			const description = 'One or more of the specified parts could not be found';
			throw new ServiceFailure(400, 'InvalidPart', 0, `${description}: ${String(number)}`);
		}
		if (number <= (listed[index - 1]?.number ?? 0)) {
			const description = 'The list of parts was not in ascending order';
			throw new ServiceFailure(400, 'InvalidPartOrder', 0, description);
		}
		return part;
	});
	if (found.slice(0, -1).some(({ size }) => size < LEAST_PART)) {
		const description = 'Your proposed upload is smaller than the minimum allowed object size';
		throw new ServiceFailure(400, 'EntityTooSmall', 0, description);
	}
	return Buffer.concat(found.map(({ data }) => Buffer.from(data, 'base64')));
}

function unquoted(etag: string): string {
	return etag.replaceAll('"', '');
}
