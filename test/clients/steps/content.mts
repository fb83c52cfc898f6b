import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Has a file of some megabytes go up in parts of one. */
export const IN_PARTS = ['--pikpak-upload-cutoff', '1Mi', '--pikpak-chunk-size', '1Mi'];

/** Letters and digits that repeat nowhere, the same for a seed each time. */
export function contentFrom(seed: number, length: number): Buffer {
	const blocks = Array.from({ length: Math.ceil(length / 64) }, (_, index) =>
		createHash('sha256')
			.update(`${String(seed)} ${String(index)}`)
			.digest('hex'),
	);
	return Buffer.from(blocks.join('').slice(0, length));
}

/** Writes a file on this machine, with the folders that it takes. */
export async function put(local: string, path: string, content: Buffer): Promise<void> {
	await mkdir(dirname(join(local, path)), { recursive: true });
	await writeFile(join(local, path), content);
}
