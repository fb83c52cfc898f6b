import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where large things are kept, outside of every checkout. */
export function cacheFolder(): string {
	return join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'n8n-nodes-pikpak');
}

/** Something that takes minutes to build, and is kept for the next time. */
export interface Kept {
	/** Of its folder in the cache: whatever makes another build is in it. */
	name: string;
	/** Whether what is in a folder is whole, wherever that folder is. */
	works: (folder: string) => Promise<boolean>;
	/** Builds it into an empty folder. */
	build: (folder: string) => Promise<void>;
}

/**
 * Builds something on first use. It is built beside its place and moved there when it works, so that an interrupted build is never taken
 * for a whole one. Several processes may do that at the same time: what is first there stays.
 *
 * @returns its folder
 * @throws what `build` throws; Error if what was built does not work
 */
export async function cached({ name, works, build }: Kept): Promise<string> {
	const cache = cacheFolder();
	const folder = join(cache, name);
	if (await works(folder)) return folder;
	await mkdir(cache, { recursive: true });
	await removeLeftovers(cache);
	const building = await mkdtemp(join(cache, BUILDING));
	try {
		await build(building);
		if (!(await works(building))) throw new Error(`"${name}" was built, and does not work.`);
		if (await isMoved(building, folder)) return folder;
		// Another process has finished the same; or what stands there does not work.
		if (await works(folder)) return folder;
		await rm(folder, { recursive: true, force: true });
		if (await isMoved(building, folder)) return folder;
		if (await works(folder)) return folder;
		throw new Error(`"${folder}" does not work, and cannot be replaced; delete it.`);
	} finally {
		await rm(building, { recursive: true, force: true });
	}
}

/** @returns false if something stands there */
async function isMoved(from: string, to: string): Promise<boolean> {
	try {
		await rename(from, to);
		return true;
	} catch (error) {
		const { code = '' } = error as NodeJS.ErrnoException;
		if (['ENOTEMPTY', 'EEXIST'].includes(code)) return false;
		throw error;
	}
}

const BUILDING = 'building-';
const DAY_MS = 24 * 60 * 60 * 1000;

/** What an interrupted build has left behind, unless it may still be at work. */
async function removeLeftovers(cache: string): Promise<void> {
	const names = (await readdir(cache)).filter((name) => name.startsWith(BUILDING));
	for (const folder of names.map((name) => join(cache, name))) {
		// Another process may have moved or removed it just now.
		const changed = await stat(folder).then(
			({ mtimeMs }) => mtimeMs,
			() => Infinity,
		);
		if (Date.now() - changed > DAY_MS) await rm(folder, { recursive: true, force: true });
	}
}
