import { createHash } from 'node:crypto';

const KIBIBYTE = 1024;

/** So many blocks at most, until the blocks are of the greatest size. */
const BLOCKS = 512;

const CID_WHOLE = 60 * KIBIBYTE;
const CID_WINDOW = 20 * KIBIBYTE;

/**
 * The bytes of a block, for {@link gcidOf}. rclone, OpenList and the web client's userscript agree; others differ at sizes
 * that are exactly on a boundary.
 */
export function blockSizeOf(size: number): number {
	let block = 256 * KIBIBYTE;
	while (size / block > BLOCKS && block < 2048 * KIBIBYTE) block *= 2;
	return block;
}

/** The `hash` of a file: SHA-1 over the SHA-1 of its blocks; 40 upper-case hexadecimal digits. */
export function gcidOf(bytes: Buffer): string {
	const block = blockSizeOf(bytes.length);
	const whole = createHash('sha1');
	for (let start = 0; start < bytes.length; start += block) {
		whole.update(sha1(bytes.subarray(start, start + block)).digest());
	}
	return whole.digest('hex').toUpperCase();
}

/** By which a client asks for the gcid without reading the whole file: SHA-1 of it or of three windows; lower case. */
export function cidOf(bytes: Buffer): string {
	if (bytes.length <= CID_WHOLE) return sha1(bytes).digest('hex');
	const starts = [0, Math.floor(bytes.length / 3), bytes.length - CID_WINDOW];
	const windows = starts.map((start) => bytes.subarray(start, start + CID_WINDOW));
	return sha1(Buffer.concat(windows)).digest('hex');
}

function sha1(bytes: Buffer) {
	return createHash('sha1').update(bytes);
}
