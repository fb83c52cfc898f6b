import { z } from 'zod/v4';

/** Base64, and how many bytes that is. */
const Bytes = z.strictObject({ data: z.string(), size: z.number() });

/** Content that was uploaded, under its gcid. */
export const StoredBlob = Bytes.extend({
	/** Lower case. */
	cid: z.string(),
});

const StoredPart = Bytes.extend({
	/** With its quotes. */
	etag: z.string(),
	/** Milliseconds since 1970. */
	storedAt: z.number(),
});
export type StoredPart = z.infer<typeof StoredPart>;

/** All bytes of a multipart upload. */
export function bytesIn(parts: Readonly<Record<string, StoredPart>>): number {
	return Object.values(parts).reduce((sum, { size }) => sum + size, 0);
}

/** What an upload was given to send its bytes with, under the key of its object. */
export const StoredUpload = z.strictObject({
	/** A placeholder until the bytes are there. Without it the upload is over. */
	fileId: z.string(),
	taskId: z.string(),
	/** The gcid and the bytes that were announced. */
	hash: z.string(),
	size: z.number(),
	accessKeyId: z.string(),
	accessKeySecret: z.string(),
	securityToken: z.string(),
	/** Milliseconds since 1970. */
	expiresAt: z.number(),
	/** By the id of a multipart upload, then by the number of the part. */
	multiparts: z.record(z.string(), z.record(z.string(), StoredPart)),
});
export type StoredUpload = z.infer<typeof StoredUpload>;
