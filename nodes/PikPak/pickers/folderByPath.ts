import type { Call } from '../../../pikpak/call';
import { PikPakError } from '../../../pikpak/errors';
import { ensureFolder } from '../../../pikpak/folders';

/** By the call of an execution, whose items often name the same path: what was found, and what was created. */
const known = new WeakMap<Call, { found: Findings; created: Findings }>();

type Findings = Map<string, Promise<string>>;

/**
 * Finds a folder, once for all items of an execution that name the same path.
 *
 * @param create whether what is missing is to be created
 * @returns its id; empty for the root of the drive
 * @throws PikPakError if there is no such folder
 */
export async function folderByPath(call: Call, path: string, create: boolean): Promise<string> {
	const ofCall = known.get(call) ?? {
		found: new Map<string, Promise<string>>(),
		created: new Map<string, Promise<string>>(),
	};
	known.set(call, ofCall);
	const findings = create ? ofCall.created : ofCall.found;
	const earlier = findings.get(path);
	if (earlier !== undefined) return await earlier;
	const finding = ensureFolder(call, path, { create });
	findings.set(path, finding);
	// What was missing may be there now.
	if (create) ofCall.found.clear();
	return await finding.catch((error: unknown) => {
		if (create || !isWrongPath(error)) findings.delete(path);
		throw error;
	});
}

/** @returns whether it fails again within the execution, for which each name in the path would be asked for in vain */
function isWrongPath(error: unknown): boolean {
	return (
		error instanceof PikPakError &&
		(error.reason === 'space_folder_not_exist' || error.reason === 'invalid_folder')
	);
}
