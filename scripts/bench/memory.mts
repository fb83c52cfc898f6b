import { fileURLToPath } from 'node:url';
import { run } from '../n8n/command.mjs';
import { downloads } from './downloads.mjs';
import { withDrive, type BenchedDrive } from './drive.mjs';
import { extentOf } from './listing.mjs';
import { beside, inRounds, paired, type Measurement, type Row } from './measurement.mjs';

const TASKS = 100_000;

const ROUNDS = 3;

/** What a process does whose memory is measured: see `memoryChild.mts`. */
const WAYS = ['nothing', 'bare', 'simplified', 'raw'] as const;
type Way = (typeof WAYS)[number];

/** What the child finds in its first argument, as JSON. */
export interface ChildTask {
	way: Way;
	drive: string;
	credential: ReturnType<BenchedDrive['credentialOf']>;
}

/** What it prints, as JSON. */
export interface ChildReport {
	listed: number;
	/** The most memory that the process has had, in kibibytes. */
	maxRss: number;
}

/** How much memory a very long list takes. */
export const memory: Measurement = {
	method: [
		`Memory: the most (maxRSS) that a process of its own has had which lists ${TASKS.toLocaleString('en')} tasks with Return All in n8n's execution core, less what one has had that only loads n8n's core and the package.`,
		"Bare gets the same pages by n8n's HTTP helper and keeps the parsed tasks.",
		`By turns, ${String(ROUNDS)} times; the medians, and the median of the ratios with the least and the most.`,
	].join(' '),
	measure: async () =>
		await withDrive(async (drive) => {
			const credential = drive.credentialOf(await drive.reset());
			await drive.add(downloads(TASKS));
			const [nothing = [], bare = [], ...outputs] = await inRounds(
				ROUNDS,
				WAYS.map((way) => async () => await peakOf({ way, drive: drive.url, credential })),
			);
			const over = (peaks: number[]) => paired(peaks, nothing).map(([peak, least]) => peak - least);
			return (['simplified', 'raw'] as const).map((output, index): Row => ({
				measured: 'List: peak memory, MB',
				at: extentOf(TASKS, output),
				...beside('bare', paired(over(outputs[index] ?? []), over(bare))),
			}));
		}),
};

/** @returns megabytes */
async function peakOf(task: ChildTask): Promise<number> {
	const child = fileURLToPath(new URL('./memoryChild.mts', import.meta.url));
	const { code, output } = await run(process.execPath, [
		'--import',
		'tsx',
		child,
		JSON.stringify(task),
	]);
	if (code !== 0) throw new Error(`The process that does ${task.way} has failed:\n${output}`);
	const { listed, maxRss } = JSON.parse(output) as ChildReport;
	if (listed !== (task.way === 'nothing' ? 0 : TASKS))
		throw new Error(`It has listed ${String(listed)} tasks.`);
	return (maxRss * 1024) / 1_000_000;
}
