import { downloads } from './downloads.mjs';
import { withDrive, type BenchedDrive } from './drive.mjs';
import { beside, byTurns, costOf, type Cost, type Measurement, type Row } from './measurement.mjs';
import { meteredCall, type Traffic } from './meteredCall.mjs';
import { listTasks } from './shipped.mjs';
import { BenchedTrigger } from './trigger.mjs';

const UNFINISHED = 20;

/** How often each number of finished tasks is polled: where there are many, the naive way takes seconds. */
const REPETITIONS = new Map([
	[0, 21],
	[1_000, 21],
	[10_000, 11],
	[100_000, 5],
]);

const WARM_UPS = 3;

/** What a poll takes in which nothing has happened. */
export const quietPolls: Measurement = {
	method: [
		`Quiet polls of a drive with ${String(UNFINISHED)} unfinished tasks: the shipped code over HTTP on loopback, against the simulator in a process of its own.`,
		'Naive is to list all tasks with the same code and to compare their ids with the known ones, which it need not even store.',
		`Both by turns, ${[...REPETITIONS.values()].join(', ')} times, garbage collected before each; the medians, and the median of the pairs' ratios with the least and the most.`,
		'Bytes of the socket; CPU of the client, all threads.',
	].join(' '),
	measure: async () =>
		await withDrive(async (drive) => {
			const rows: Row[] = [];
			for (const [finished, times] of REPETITIONS)
				rows.push(...(await quietPollsOf(drive, finished, times)));
			return rows;
		}),
};

async function quietPollsOf(drive: BenchedDrive, finished: number, times: number): Promise<Row[]> {
	const bearer = await drive.reset();
	await drive.add(downloads(finished, UNFINISHED));
	const traffic = { requests: 0, bytes: 0 };
	const call = meteredCall(drive.url, bearer, traffic);
	const trigger = new BenchedTrigger(
		call,
		new Set(['task.created', 'task.completed', 'task.failed']),
	);
	await trigger.settle();
	const known = new Set<string>();
	const naive = async () => await newIds(call, known);
	for (const id of await naive()) known.add(id);
	const ours = async () => (await trigger.poll()).map(({ eventId }) => eventId);

	for (let warmUp = 0; warmUp < WARM_UPS; warmUp++) await ours();
	const pairs = await byTurns(
		times,
		async () => await quietly(ours, traffic),
		async () => await quietly(naive, traffic),
	);

	const row = (measured: string, part: keyof PollCost): Row => ({
		measured,
		at: `${finished.toLocaleString('en')} finished`,
		...beside(
			'naive',
			pairs.map(([one, other]) => [one[part], other[part]]),
		),
	});
	return [
		{
			...row('Requests per quiet poll', 'requests'),
			goal: { says: '2', isMet: pairs.every(([{ requests }]) => requests === 2) },
		},
		row('Bytes received per quiet poll', 'bytes'),
		row('CPU per quiet poll, ms', 'cpuMs'),
	];
}

async function newIds(
	call: Parameters<typeof listTasks>[0],
	known: ReadonlySet<string>,
): Promise<string[]> {
	const all = listTasks(call, {
		phases: [],
		type: 'offline',
		thumbnailSize: 'small',
		withReferenceResource: false,
	});
	const found: string[] = [];
	for await (const tasks of all) for (const { id } of tasks) if (!known.has(id)) found.push(id);
	return found;
}

interface PollCost extends Traffic, Cost {}

/** @throws Error if something has happened: then the poll was not quiet */
async function quietly(poll: () => Promise<string[]>, traffic: Traffic): Promise<PollCost> {
	const before = { ...traffic };
	const { result: found, ...cost } = await costOf(poll);
	if (found.length > 0) throw new Error(`Not a quiet poll: ${found.slice(0, 3).join(', ')}`);
	return {
		...cost,
		requests: traffic.requests - before.requests,
		bytes: traffic.bytes - before.bytes,
	};
}
