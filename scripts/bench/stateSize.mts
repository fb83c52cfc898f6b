import type { NewTask } from '../../simulator/drive/tasks.mjs';
import type { TaskEvent } from '../../pikpak/watch/event.js';
import { withDrive, type BenchedDrive } from './drive.mjs';
import { digits, type Measurement, type Row } from './measurement.mjs';
import { meteredCall } from './meteredCall.mjs';
import { BenchedTrigger } from './trigger.mjs';

const TASKS = 1_000;

const FEW: readonly TaskEvent[] = ['task.created', 'task.completed', 'task.failed'];
const ALL: readonly TaskEvent[] = [...FEW, 'task.progressed', 'task.removed', 'task.stalled'];

/** How much the trigger remembers of an unfinished task. */
export const stateSize: Measurement = {
	method: `State: what ${TASKS.toLocaleString('en')} unfinished tasks add, at 99 per cent and with names longer than what is kept of them, divided by their number; UTF-8.`,
	measure: async () =>
		await withDrive(async (drive) => [
			...(await rowsFor(drive, FEW, { at: 'created, completed, failed', goal: 64 })),
			...(await rowsFor(drive, ALL, { at: 'all events', goal: 256 })),
		]),
};

async function rowsFor(
	drive: BenchedDrive,
	events: readonly TaskEvent[],
	{ at, goal }: { at: string; goal: number },
): Promise<Row[]> {
	const bearer = await drive.reset();
	const call = meteredCall(drive.url, bearer, { requests: 0, bytes: 0 });
	const trigger = new BenchedTrigger(call, new Set(events));
	const perTask = (part: keyof Sizes) => (sizesOf(trigger)[part] - without[part]) / TASKS;
	await trigger.settle();
	const without = sizesOf(trigger);
	await drive.add(tasks());
	await trigger.poll();
	const atFirst = perTask('state');
	await trigger.settle();
	const settled = perTask('state');
	return [
		{
			measured: 'State per unfinished task, bytes',
			at,
			ours: digits(settled),
			goal: { says: `≤ ${String(goal)}`, isMet: settled <= goal },
		},
		{ measured: '… until the poll after its first', at, ours: digits(atFirst) },
		{ measured: '… as n8n stores it: twice, in JSON', at, ours: digits(perTask('stored')) },
	];
}

interface Sizes {
	state: number;
	stored: number;
}

function sizesOf({ state, staticData }: BenchedTrigger): Sizes {
	return {
		state: Buffer.byteLength(state),
		stored: Buffer.byteLength(JSON.stringify(staticData)),
	};
}

function tasks(): NewTask[] {
	const now = Date.now();
	return Array.from({ length: TASKS }, (_, index) => ({
		name: `${'某电影 '.repeat(20)}${String(index)}.mkv`,
		phase: 'PHASE_TYPE_RUNNING',
		progress: 99,
		createdAt: now - (index + 1) * 60_000,
	}));
}
