import type { StoredContent } from '../state.mjs';
import { hashIn, sizeOfContent } from './contents.mjs';
import { mediaOf } from './media.mjs';
import { infoHashOf, nameOf } from './source.mjs';

type Json = Record<string, unknown>;
type ContentFile = StoredContent['files'][number];

/** A file with its place in the torrent, and what of its path is below the folder that is looked at. */
interface Placed {
	readonly file: ContentFile;
	readonly index: number;
	readonly rest: readonly string[];
}

/**
 * What a link leads to, as one resource: a file, or a folder with the whole tree in it.
 *
 * @param content undefined if PikPak does not know it: then a placeholder stands for it
 */
export function resourceOf(url: string, content: StoredContent | undefined): Json {
	const id = numbered();
	if (content === undefined) {
		const name = infoHashOf(url) ?? nameOf(url);
		return { ...core(id(), name, 0), file_count: 1, is_dir: false, meta: { hash: '' } };
	}
	const placed = content.files.map((file, index) => ({ file, index, rest: file.path.split('/') }));
	if (content.kind === 'drive#folder') return folder(content, id, content.name, placed);
	return resourcesOf(content, id, placed)[0] ?? {};
}

/** Ids that are good for one answer, since no call takes them. */
function numbered(): () => string {
	let last = 0;
	return () => `r${String(last++)}`;
}

/** Files and folders of one level, in the order of the torrent. */
function resourcesOf(content: StoredContent, id: () => string, level: readonly Placed[]): Json[] {
	const names = new Set(level.map(({ rest: [name = ''] }) => name));
	return [...names].map((name) => {
		const inIt = level.filter(({ rest }) => rest[0] === name);
		const [first] = inIt;
		if (first === undefined || first.rest.length > 1) {
			const below = inIt.map((placed) => ({ ...placed, rest: placed.rest.slice(1) }));
			return folder(content, id, name, below);
		}
		const { file, index } = first;
		const { mimeType } = mediaOf('drive#file', name);
		return {
			...core(id(), name, file.size, index),
			file_count: 1,
			is_dir: false,
			meta: { hash: hashIn(content, file), mime_type: mimeType },
		};
	});
}

function folder(
	content: StoredContent,
	id: () => string,
	name: string,
	inIt: readonly Placed[],
): Json {
	const size = sizeOfContent({ files: inIt.map(({ file }) => file) });
	return {
		...core(id(), name, size),
		file_count: inIt.length,
		is_dir: true,
		meta: { hash: '' },
		dir: wholeList(resourcesOf(content, id, inIt)),
	};
}

function core(id: string, name: string, size: number, index = 0): Json {
	return { id, name, file_size: String(size), file_index: index };
}

/** Everything at once: the real service was seen to send the whole tree, whatever the size of a page. */
export function wholeList(resources: readonly Json[]): Json {
	return { page_size: PAGE_SIZE, next_page_token: '', resources };
}

/** All clients ask for so many. */
export const PAGE_SIZE = 500;
