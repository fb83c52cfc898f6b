import type { NewTask } from '../../simulator/drive/tasks.mjs';

/** @returns so many downloads that have ended, one in ten of them with a failure, after so many newer ones that have not */
export function downloads(finished: number, unfinished = 0): NewTask[] {
	const now = Date.now();
	return Array.from({ length: finished + unfinished }, (_, index) => ({
		name: `Season ${String(1 + (index % 12))} Episode ${String(index)} 1080p.mkv`,
		phase: phaseOf(index, unfinished),
		createdAt: now - (index + 1) * 60_000,
	}));
}

function phaseOf(index: number, unfinished: number): NonNullable<NewTask['phase']> {
	if (index < unfinished) return index % 4 === 0 ? 'PHASE_TYPE_PENDING' : 'PHASE_TYPE_RUNNING';
	return index % 10 === 0 ? 'PHASE_TYPE_ERROR' : 'PHASE_TYPE_COMPLETE';
}
