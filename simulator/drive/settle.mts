import type { World } from '../world.mjs';
import { settleOperations } from './operations.mjs';
import { freeBytes } from './plan.mjs';
import { orderOf } from './taskOrder.mjs';
import { FAILURE_MESSAGES, findOut, moveTo } from './tasks.mjs';

/** Lets the time that has passed do its work: on what is done to files, and on the tasks that live by themselves. */
export function settle(world: World): void {
	settleOperations(world);
	const now = world.now();
	let free: number | undefined;
	for (const task of orderOf(world.state).unfinished) {
		if (task.life === 'manual') continue;
		const { pendingMs, runningMs } = task.life;
		const start = task.bornAt + pendingMs;
		const end = start + runningMs;
		if (now < start) continue;
		if (now < end) {
			const progress = Math.floor((100 * (now - start)) / runningMs);
			const at = start + (progress * runningMs) / 100;
			moveTo(world, task, 'PHASE_TYPE_RUNNING', { at, progress });
			continue;
		}
		// Not before a task ends: every file of the drive has to be looked at.
		free ??= freeBytes(world);
		findOut(world, task);
		if (task.size <= free) {
			free -= task.size;
			moveTo(world, task, 'PHASE_TYPE_COMPLETE', { at: end });
		} else {
			// The sentence of the record of 2022.
			moveTo(world, task, 'PHASE_TYPE_ERROR', { at: end, message: FAILURE_MESSAGES[1] });
		}
	}
}
