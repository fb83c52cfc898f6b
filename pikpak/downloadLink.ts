import { isoTime } from './isoTime';
import { readFile, type WireFile } from './wire';

/** A link to the content of a file; null where PikPak has not told one. */
export interface DownloadLink {
	/** Whoever has it can download the file. */
	downloadUrl: string | null;
	/** ISO 8601, UTC. */
	linkExpiresAt: string | null;
}

/**
 * @param file asked for by its id: a list tells no links
 * @returns its link, with the time that stands in the address: what is told beside it is not reliable (rclone, 2025)
 */
export function downloadLink(file: WireFile): DownloadLink {
	const { link } = readFile(file);
	const url = URL.canParse(link) ? new URL(link) : undefined;
	const expire = url?.searchParams.get('expire') ?? '';
	return {
		downloadUrl: link || null,
		linkExpiresAt: /^\d{1,12}$/.test(expire) ? isoTime(Number(expire) * 1000) : null,
	};
}
