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

/** @returns the end of a file's name, in lower case and with the dot; empty if there is none */
export function extensionOf(name: string): string {
	return /\.[a-z0-9]+$/i.exec(name)?.[0].toLowerCase() ?? '';
}

/** @returns what a file's name tells about its content */
export function mediaOf(name: string): { mimeType: string; category: string } {
	const [mimeType, category] = KINDS.get(extensionOf(name)) ?? ['application/octet-stream', 'OTHER'];
	return { mimeType, category };
}

/** A torrent of one file makes that file, one of many files a folder. Its name is all that is known of it here. */
export function kindOf(url: string, name: string): 'drive#file' | 'drive#folder' {
	return url.startsWith('magnet:') && !KINDS.has(extensionOf(name)) ? 'drive#folder' : 'drive#file';
}
