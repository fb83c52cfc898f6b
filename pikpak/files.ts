import type { Call } from './call';
import { unreadableAnswer } from './errors';
import { isFile, type WireFile } from './wire';

/**
 * Gets one file or folder. PikPak makes links to its content on the way, which may count for the account's traffic: not to be
 * asked without need.
 *
 * @throws PikPakError `file_not_found` if there is none, `file_in_recycle_bin` if it is in the trash
 */
export async function getFile(call: Call, id: string): Promise<WireFile> {
	const body = await call({ method: 'GET', path: `/drive/v1/files/${encodeURIComponent(id)}` });
	if (isFile(body)) return body;
	throw unreadableAnswer(200, body);
}
