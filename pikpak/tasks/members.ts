import type { Call } from '../call';
import { unreadableAnswer } from '../errors';
import { readMember, readMembers, type WireMember } from '../wire';

/**
 * Lists the states of the files that a task downloads. Their names are not told, as far as is known; the only client that is
 * known to ask, KeepShare (2025), reads size and phase.
 *
 * @param limit the most to ask for. That client asks for 100; how to ask for further pages is not known
 * @throws PikPakError
 */
export async function taskMembers(call: Call, id: string, limit: number): Promise<WireMember[]> {
	const body = await call({
		method: 'GET',
		path: `/drive/v1/task/${encodeURIComponent(id)}/statuses`,
		query: { limit: String(limit) },
	});
	const members = readMembers(body);
	if (members === undefined) throw unreadableAnswer(200, body);
	// Whatever PikPak makes of the limit.
	return members.slice(0, limit);
}

/** The state of one file of a task. */
export interface Member {
	/** Bytes; null if PikPak does not tell. */
	size: number | null;
	/** As of a task. */
	phase: string;
}

/** @returns what is known to be told of it */
export function simplifyMember(wire: WireMember): Member {
	const { size, phase } = readMember(wire);
	return { size: size ?? null, phase };
}
