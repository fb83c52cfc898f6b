import { ServiceFailure } from '../failure.mjs';
import { isFinished } from '../state.mjs';
import { dayOf, type World } from '../world.mjs';
import { orderOf } from './taskOrder.mjs';

/** Bytes of the drive, and offline tasks a day, as clients' authors saw them in 2026; no daily count is known of premium. */
const PLANS = {
	free: { bytes: 6 * 2 ** 30, tasksPerDay: 3 },
	premium: { bytes: 10 * 2 ** 40, tasksPerDay: undefined },
} as const;

/** What the account may use, and what it has used; `tasksPerDay` only where it is limited. */
export interface Quota {
	bytes: number;
	usedBytes: number;
	tasksPerDay: number | undefined;
	tasksToday: number;
}

export function quotaOf({ state, now }: World): Quota {
	const done = Object.values(state.files).filter(({ phase }) => phase === 'PHASE_TYPE_COMPLETE');
	return {
		...PLANS[state.account.plan],
		usedBytes: done.reduce((sum, { size }) => sum + size, 0),
		tasksToday: state.created.day === dayOf(now()) ? state.created.count : 0,
	};
}

/** The room that is left on the drive, in bytes. Every file has to be looked at. */
export function freeBytes(world: World): number {
	const { bytes, usedBytes } = quotaOf(world);
	return bytes - usedBytes;
}

/** @throws ServiceFailure `file_space_not_enough` if so many bytes have no room on the drive */
export function requireRoom(world: World, bytes: number): void {
	if (bytes > freeBytes(world)) throw noRoom();
}

/**
 * Counts an offline task that is created over the API.
 *
 * @throws ServiceFailure if the day's tasks are used up, too many run already, or the drive is full
 */
export function countCreation(world: World): void {
	const { bytes, usedBytes, tasksPerDay = Infinity, tasksToday } = quotaOf(world);
	if (tasksToday >= tasksPerDay) {
		const description = 'The number of cloud downloads for today is used up';
		throw new ServiceFailure(403, 'task_daily_create_limit', 403, description);
	}
	const running = orderOf(world.state).unfinished.filter(
		(task) => task.type === 'offline' && !isFinished(task),
	).length;
	if (running >= world.settings.limits.runningTasks) {
		throw new ServiceFailure(400, 'task_run_nums_limit', 3, 'Too many tasks are running');
	}
	if (usedBytes >= bytes) throw noRoom();
	world.state.created = { day: dayOf(world.now()), count: tasksToday + 1 };
}

function noRoom(): ServiceFailure {
	return new ServiceFailure(400, 'file_space_not_enough', 8, 'Storage space is not enough');
}
