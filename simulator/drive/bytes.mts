import { createCipheriv } from 'node:crypto';
import { entryOf, type StoredFile } from '../state.mjs';
import type { World } from '../world.mjs';
import { hashIn, hashOf } from './contents.mjs';
import { cidOf } from './hashes.mjs';

/** What is in a file: 40 upper-case hexadecimal digits, and bytes. */
export interface Content {
	readonly hash: string;
	readonly size: number;
}

/** Bytes that go out at once. */
const CHUNK = 256 * 1024;

const AES_BLOCK = 16;

/** What is in a file that has some content. */
export function contentOfFile({ url, hash, size }: StoredFile): Content {
	return { hash: hash || hashOf(url, String(size)), size };
}

/** Remembers bytes that were uploaded, under their gcid, until a reset. */
export function keepBytes({ state }: World, hash: string, bytes: Buffer): void {
	state.blobs[hash] ??= {
		cid: cidOf(bytes),
		size: bytes.length,
		data: bytes.toString('base64'),
	};
}

/** All bytes that are kept. */
export function keptBytes({ state }: World): number {
	return Object.values(state.blobs).reduce((sum, { size }) => sum + size, 0);
}

/** @returns the gcid of content that was uploaded; undefined if none has this cid and size */
export function findByCid({ state }: World, cid: string, size: number): string | undefined {
	const found = Object.entries(state.blobs).find(
		([, blob]) => blob.cid === cid && blob.size === size,
	);
	return found?.[0];
}

/**
 * How large the content of a hash is, as far as PikPak has it: uploaded once, on this drive, or behind a link that it
 * knows; undefined if it does not.
 */
export function sizeOfHash({ state }: World, hash: string): number | undefined {
	const blob = entryOf(state.blobs, hash);
	if (blob !== undefined) return blob.size;
	const file = Object.values(state.files).find(
		(candidate) => isDone(candidate) && contentOfFile(candidate).hash === hash,
	);
	if (file !== undefined) return file.size;
	for (const content of Object.values(state.contents)) {
		const inIt = content.known && content.files.find((each) => hashIn(content, each) === hash);
		if (inIt) return inIt.size;
	}
	return undefined;
}

function isDone({ kind, phase }: StoredFile): boolean {
	return kind === 'drive#file' && phase === 'PHASE_TYPE_COMPLETE';
}

/**
 * The bytes of some content from `start` to before `end`, in pieces. What was never uploaded is made up, the same each
 * time: a key stream, so that no part of it needs the rest. Its real gcid is another one.
 */
export function* bytesOf(
	{ state }: World,
	{ hash }: Content,
	start: number,
	end: number,
): Generator<Buffer, undefined> {
	const blob = entryOf(state.blobs, hash);
	const bytes = blob && Buffer.from(blob.data, 'base64');
	const read = bytes
		? (from: number, to: number) => bytes.subarray(from, to)
		: keyStream(hash, start);
	for (let at = start; at < end; at += CHUNK) yield read(at, Math.min(at + CHUNK, end));
	return undefined;
}

/** @returns to be asked for one piece after the other, from `start` on */
function keyStream(hash: string, start: number): (from: number, to: number) => Buffer {
	const counter = Buffer.alloc(AES_BLOCK);
	counter.writeBigUInt64BE(BigInt(Math.floor(start / AES_BLOCK)), AES_BLOCK / 2);
	const key = Buffer.from(hash, 'hex').subarray(0, AES_BLOCK);
	const cipher = createCipheriv('aes-128-ctr', key, counter);
	cipher.update(Buffer.alloc(start % AES_BLOCK));
	return (from, to) => cipher.update(Buffer.alloc(to - from));
}
