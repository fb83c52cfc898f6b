import type { NewTask } from '../../simulator/drive/tasks.mjs';

const MINUTE_MS = 60_000;

/** Such that no two times of a list are alike, nor all of one day. */
const APART_MS = 61 * MINUTE_MS + 7_013;

/** @returns so many downloads that have ended, one in ten of them with a failure, after so many newer ones that have not */
export function downloads(finished: number, unfinished = 0): NewTask[] {
	const now = Date.now();
	return Array.from({ length: finished + unfinished }, (_, index) => {
		const createdAt = now - (index + 1) * APART_MS;
		return {
			name: `Season ${String(1 + (index % 12))} Episode ${String(index)} 1080p.mkv`,
			phase: phaseOf(index, unfinished),
			createdAt,
			updatedAt: createdAt + (1 + (index % 60)) * MINUTE_MS,
		};
	});
}

function phaseOf(index: number, unfinished: number): NonNullable<NewTask['phase']> {
	if (index < unfinished) return index % 4 === 0 ? 'PHASE_TYPE_PENDING' : 'PHASE_TYPE_RUNNING';
	return index % 10 === 0 ? 'PHASE_TYPE_ERROR' : 'PHASE_TYPE_COMPLETE';
}
