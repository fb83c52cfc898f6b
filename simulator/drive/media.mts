/** MIME type and category of the files that a demonstration meets. */
const KINDS = new Map<string, readonly [mimeType: string, category: string]>([
	['.mp4', ['video/mp4', 'VIDEO']],
	['.mkv', ['video/x-matroska', 'VIDEO']],
	['.webm', ['video/webm', 'VIDEO']],
	['.jpg', ['image/jpeg', 'IMAGE']],
	['.png', ['image/png', 'IMAGE']],
	['.mp3', ['audio/mpeg', 'AUDIO']],
	['.flac', ['audio/flac', 'AUDIO']],
	['.epub', ['application/epub+zip', 'TEXT']],
	['.pdf', ['application/pdf', 'TEXT']],
	['.txt', ['text/plain', 'TEXT']],
	['.zip', ['application/zip', 'ARCHIVE']],
	['.gz', ['application/gzip', 'ARCHIVE']],
	['.xz', ['application/x-xz', 'ARCHIVE']],
	['.iso', ['application/x-iso9660-image', 'OTHER']],
]);

/** What a name tells about its content. A folder has none. */
export interface Media {
	/** In lower case, with the dot. */
	readonly extension: string;
	readonly mimeType: string;
	readonly category: string;
}

export type Kind = 'drive#file' | 'drive#folder';

export function mediaOf(kind: Kind, name: string): Media {
	if (kind === 'drive#folder') return { extension: '', mimeType: '', category: '' };
	const extension = extensionOf(name);
	const [mimeType, category] = KINDS.get(extension) ?? ['application/octet-stream', 'OTHER'];
	return { extension, mimeType, category };
}

/** A torrent of one file makes that file, one of many files a folder. Its name is all that is known of it here. */
export function kindOf(url: string, name: string): Kind {
	const isTorrent = url.toLowerCase().startsWith('magnet:');
	return isTorrent && !KINDS.has(extensionOf(name)) ? 'drive#folder' : 'drive#file';
}

function extensionOf(name: string): string {
	return /\.[a-z0-9]+$/i.exec(name)?.[0].toLowerCase() ?? '';
}
