import { createHash } from 'node:crypto';
import { z } from 'zod/v4';
import { entryOf, REFUSALS, type StoredContent, type StoredFile } from '../state.mjs';
import type { World } from '../world.mjs';
import { addFile, takenNames, type NewFile } from './files.mjs';
import { isSource, nameOf, sourceOf } from './source.mjs';

const ContentFile = z.strictObject({
	/** Below the folder, with `/` between the parts. */
	path: z.string().regex(/^[^/]+(\/[^/]+)*$/, 'not a path such as "Season 1/01.mkv"'),
	/** Bytes. */
	size: z.int().min(0),
});

/** What a link leads to. What is left out is the usual. */
export const NewContent = z
	.strictObject({
		url: z.string().refine(isSource, 'This is not a link that PikPak takes'),
		/** Of the folder; as the link has it if left out. One file without a folder is called as its path says. */
		name: z.string().min(1).optional(),
		files: z.array(ContentFile).min(1),
		/** Whether PikPak knows what is in it before it downloads it. It does if left out. */
		known: z.boolean().optional(),
		/** PikPak holds it already, so that a task for it has ended when it is first looked at. */
		held: z.boolean().optional(),
		/** A download of it is answered with the file, and no task. Only modelled by one client, never seen. */
		withoutTask: z.boolean().optional(),
		/** A download of it is refused, with this word. */
		refused: z.enum(REFUSALS).optional(),
	})
	.refine(({ files }) => areApart(files.map(({ path }) => path)), 'Two files have one path')
	.refine(
		({ name, files }) => name === undefined || isFolder(files),
		'One file is called as its path says',
	);
export type NewContent = z.infer<typeof NewContent>;

/** Whether no path is there twice, nor is a file and a folder at the same time. */
function areApart(paths: readonly string[]): boolean {
	const folders = new Set(paths.flatMap((path) => foldersOf(path)));
	return new Set(paths).size === paths.length && !paths.some((path) => folders.has(path));
}

/** The folders above a file, the outermost first: `a` and `a/b` for `a/b/c.mkv`. */
function foldersOf(path: string): string[] {
	const parts = path.split('/');
	return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'));
}

function isFolder(files: StoredContent['files']): boolean {
	return files.length > 1 || files.some(({ path }) => path.includes('/'));
}

/** @returns undefined if the link has some content already */
export function addContent({ state }: World, content: NewContent): StoredContent | undefined {
	const { url, files, known = true, held = false, withoutTask = false, refused } = content;
	const source = sourceOf(url);
	if (entryOf(state.contents, source) !== undefined) return undefined;
	const folder = isFolder(files);
	const stored: StoredContent = {
		source,
		kind: folder ? 'drive#folder' : 'drive#file',
		name: folder ? (content.name ?? nameOf(url)) : (files[0]?.path ?? ''),
		files: files.map((file) => ({ ...file })),
		known,
		held,
		withoutTask,
		refused: refused ?? '',
	};
	state.contents[source] = stored;
	return stored;
}

/** What a link leads to, whether or not PikPak knows it; undefined if that was never told. */
export function contentOf({ state }: World, url: string): StoredContent | undefined {
	// Mostly there is none, and this is asked whenever a task moves.
	if (Object.keys(state.contents).length === 0) return undefined;
	return entryOf(state.contents, sourceOf(url));
}

/** Bytes of all its files. */
export function sizeOfContent({ files }: Pick<StoredContent, 'files'>): number {
	return files.reduce((sum, { size }) => sum + size, 0);
}

/** 40 upper-case hexadecimal digits, equal for equal content; there is no content here, so its place stands for it. */
export function hashOf(...place: readonly string[]): string {
	return createHash('sha1').update(place.join(' ')).digest('hex').toUpperCase();
}

/** The hash of one file, as the preview tells it and the file on the drive has it. */
export function hashIn({ source }: StoredContent, file: StoredContent['files'][number]): string {
	return hashOf(source, file.path, String(file.size));
}

/**
 * Makes of a finished placeholder what was downloaded: the one file, or the folder with everything in it.
 *
 * @param target of the kind of the content
 */
export function unpack(world: World, content: StoredContent, target: StoredFile): void {
	const [first] = content.files;
	if (content.kind === 'drive#file') {
		if (first !== undefined) target.hash = hashIn(content, first);
		return;
	}
	// A folder has no size of its own (recorded in October 2024); what is in it takes the room.
	target.size = 0;
	const { phase, url, modifiedAt: createdAt } = target;
	const folders = new Map([['', { id: target.id, taken: new Set<string>() }]]);
	const put = (path: string, rest: Pick<NewFile, 'kind'> & Partial<NewFile>): StoredFile => {
		const parent = folders.get(path.split('/').slice(0, -1).join('/'));
		const place = { parentId: parent?.id ?? target.id, name: path.split('/').at(-1) ?? path };
		return addFile(world, { ...place, phase, url, createdAt, ...rest }, parent?.taken ?? new Set());
	};
	for (const path of new Set(content.files.flatMap((file) => foldersOf(file.path)))) {
		folders.set(path, { id: put(path, { kind: 'drive#folder', url: '' }).id, taken: new Set() });
	}
	content.files.forEach((file, index) => {
		const { path, size } = file;
		put(path, { kind: 'drive#file', size, hash: hashIn(content, file), index });
	});
}

/** Puts what a link leads to on the drive at once, without a task. @param name its own if left out */
export function addWhole(
	world: World,
	content: StoredContent,
	{ url, name = content.name, parentId }: { url: string; name?: string; parentId: string },
): StoredFile {
	const { kind } = content;
	const size = sizeOfContent(content);
	const target = addFile(
		world,
		{ kind, parentId, name, phase: 'PHASE_TYPE_COMPLETE', size, url },
		takenNames(world, parentId),
	);
	unpack(world, content, target);
	return target;
}
