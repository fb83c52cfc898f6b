import type { Call } from '../call';
import { readTask, type WireTask } from '../wire';
import { DOWNLOADS, listTasks } from './tasks';

/** Which ended downloads are meant. */
export interface Ended {
	phases: ReadonlyArray<'complete' | 'error'>;
	/** They ended after the one and no later than the other: milliseconds since 1970. */
	after?: number;
	until?: number;
}

/**
 * Lists downloads that have ended. One of which PikPak does not tell when is among them only if there is no bound.
 *
 * @returns them, with the one that ended first at the top
 * @throws PikPakError
 */
export async function endedTasks(
	call: Call,
	{ phases, after = -Infinity, until = Infinity }: Ended,
): Promise<WireTask[]> {
	// Without the reference resource: a download whose file has been deleted since would be listed as failed.
	const query = { ...DOWNLOADS, phases };
	const found: Array<{ wire: WireTask; end: number }> = [];
	for await (const tasks of listTasks(call, query)) {
		for (const wire of tasks) {
			const { phase, updatedAt: end } = readTask(wire);
			// Whatever PikPak makes of the filter: something is done to each of them.
			if (!phases.some((wanted) => wanted === phase)) continue;
			if (end === undefined ? isBounded(after, until) : end <= after || end > until) continue;
			found.push({ wire, end: end ?? 0 });
		}
	}
	return found.sort((one, other) => one.end - other.end).map(({ wire }) => wire);
}

function isBounded(after: number, until: number): boolean {
	return after !== -Infinity || until !== Infinity;
}
