import { pass } from './clock.mjs';
import { downloads } from './downloads.mjs';
import { withDrive, type BenchedDrive } from './drive.mjs';
import { extentOf, Listing, type Output } from './listing.mjs';
import {
	atMost,
	beside,
	byTurns,
	costOf,
	type Measurement,
	type Pair,
	type Row,
} from './measurement.mjs';

/** What is listed, and how often: the more there is, the longer it takes, and the less noise is in it. */
const CASES: ReadonlyArray<{ tasks: number; output: Output; times: number; isGoal?: true }> = [
	{ tasks: 1, output: 'simplified', times: 21 },
	{ tasks: 100, output: 'simplified', times: 21 },
	{ tasks: 10_000, output: 'simplified', times: 9, isGoal: true },
	{ tasks: 10_000, output: 'raw', times: 9, isGoal: true },
];

/** So many lists are one measurement, so that each pays for the garbage of those before. */
const AT_A_STRETCH = 5;

const WARM_UPS = 1;

/** What Task: List takes beside the plainest code that could ask the same. */
export const lists: Measurement = {
	method: [
		"Task: List with Return All, compiled, in n8n's own execution core, against the simulator in a process of its own, over HTTP on loopback.",
		"Bare is one call of n8n's HTTP helper with the same credential for the same page, which parses the JSON and does nothing with it.",
		`Both by turns, ${CASES.map(({ times }) => String(times)).join(', ')} times, ${String(AT_A_STRETCH)} at a stretch, whose garbage counts, and each output is held until the next is there, as n8n holds it until the execution is stored; the medians of one, and the median of the pairs' ratios with the least and the most.`,
		'Time includes that of the simulator, which is the same for both and brings the ratio nearer to 1; CPU does not. The clock is set forward before each list, since the credential lets an account ask no more than five times a second.',
	].join(' '),
	measure: async () => {
		const listing = await Listing.load();
		return await withDrive(async (drive) => {
			const rows: Row[] = [];
			for (const listed of CASES) rows.push(...(await rowsFor(listing, drive, listed)));
			return rows;
		});
	},
};

async function rowsFor(
	listing: Listing,
	drive: BenchedDrive,
	{ tasks, output, times, isGoal }: (typeof CASES)[number],
): Promise<Row[]> {
	listing.use(drive.credentialOf(await drive.reset()));
	await drive.add(downloads(tasks));
	const measured = async (list: (context: ReturnType<Listing['context']>) => Promise<object[]>) => {
		const contexts = Array.from({ length: AT_A_STRETCH }, () => listing.context(output));
		/** As n8n holds the output of a node until it has stored the execution: it is not garbage at once. */
		let held: object[] = [];
		const { ms, cpuMs } = await costOf(async () => {
			for (const context of contexts) {
				pass(1000);
				held = await list(context);
				if (held.length !== tasks) throw new Error(`Listed ${String(held.length)} tasks.`);
			}
		});
		return { ms: ms / AT_A_STRETCH, cpuMs: cpuMs / AT_A_STRETCH };
	};
	const ours = async () => await measured(async (context) => await listing.ours(context));
	const bare = async () =>
		await measured(async (context) => await listing.bare(context, drive.url));

	await byTurns(WARM_UPS, ours, bare);
	const pairs = await byTurns(times, ours, bare);

	const row = (measured: string, values: readonly Pair[]): Row => ({
		measured,
		at: extentOf(tasks, output),
		...beside('bare', values),
	});
	const time = pairs.map(([one, other]): Pair => [one.ms, other.ms]);
	const cpu = pairs.map(([one, other]): Pair => [one.cpuMs, other.cpuMs]);
	return [
		{ ...row('List: time, ms', time), ...(isGoal && { goal: atMost(1.2, time) }) },
		row('List: CPU, ms', cpu),
	];
}
