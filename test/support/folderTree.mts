import fc from 'fast-check';
import type { Call } from '../../pikpak/call.js';

/** Folders in any shape, by their paths; what lies above a folder comes before it. */
export const folderTree = fc.array(fc.nat(), { maxLength: 25 }).map((parents) =>
	parents.reduce<string[]>((paths, parent, index) => {
		const place = parent % (paths.length + 1);
		return [...paths, `${place === 0 ? '' : String(paths[place - 1])}/f${String(index)}`];
	}, []),
);

/** Creates folders. @returns their ids by their paths, and that of the root */
export async function makeFolders(
	call: Call,
	paths: readonly string[],
): Promise<Map<string, string>> {
	const ids = new Map([['', '']]);
	for (const path of paths) {
		const [name = ''] = path.split('/').slice(-1);
		const parent_id = ids.get(path.slice(0, -name.length - 1));
		const body = { kind: 'drive#folder', name, parent_id };
		const { file } = await call({ method: 'POST', path: '/drive/v1/files', body });
		ids.set(path, String((file as { id: unknown }).id));
	}
	return ids;
}
