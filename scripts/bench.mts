import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { markdownTable } from 'markdown-table';
import { lists } from './bench/lists.mjs';
import type { Measurement, Row } from './bench/measurement.mjs';
import { memory } from './bench/memory.mjs';
import { packageSize } from './bench/packageSize.mjs';
import { quietPolls } from './bench/quietPolls.mjs';
import { realN8n } from './bench/realN8n.mjs';
import { signIns } from './bench/signIns.mjs';
import { stateSize } from './bench/stateSize.mjs';
import { writeIntoReadme } from './readme.mjs';

/** By the names that the command line takes. */
const MEASUREMENTS: Readonly<Record<string, Measurement>> = {
	list: lists,
	n8n: realN8n,
	'sign-ins': signIns,
	polls: quietPolls,
	state: stateSize,
	memory,
	package: packageSize,
};

const NAMES = Object.keys(MEASUREMENTS);

const USAGE = `npm run bench -- [${NAMES.join('] [')}] [--readme]

Measures everything, in minutes, or what is named:

  list      Task: List beside a bare call of n8n's HTTP helper
  n8n       the same in a real n8n, beside its own nodes: HTTP Request, Split Out, Edit Fields, Code
  sign-ins  what 1,000 executions ask of PikPak's sign-in, beside a workflow that signs in each time
  polls     a quiet poll of the trigger, beside a list of everything
  state     what the trigger stores
  memory    a list of 100,000 tasks
  package   its size and load time, beside those of two other nodes

  --readme  writes everything into README.md`;

const HEAD = ['Measured', 'At', 'Ours', 'Baseline', 'Ours ÷ baseline, by pairs', 'Goal'];

/** @returns the names of what is to be measured, and whether that goes into the README */
function chosen(): { names: string[]; readme: boolean } {
	try {
		const { values, positionals } = parseArgs({
			allowPositionals: true,
			options: { readme: { type: 'boolean', default: false } },
		});
		const unknown = positionals.find((name) => !NAMES.includes(name));
		if (unknown !== undefined) throw new Error(`There is no measurement "${unknown}".`);
		if (values.readme && positionals.length > 0)
			throw new Error('The README has all measurements: --readme takes no names.');
		return { names: positionals.length === 0 ? NAMES : positionals, readme: values.readme };
	} catch (error) {
		console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
		process.exit(2);
	}
}

function cellsOf({ measured, at, ours, baseline = '', ratio = '', goal }: Row): string[] {
	const verdict = goal === undefined ? '' : `${goal.says} ${goal.isMet ? '✓' : '✗ missed'}`;
	return [measured, at, ours, baseline, ratio, verdict];
}

function tableOf(rows: readonly Row[], isAligned: boolean): string {
	return markdownTable([HEAD, ...rows.map(cellsOf)], {
		align: ['l', 'l', 'r', 'r', 'r', 'l'],
		alignDelimiters: isAligned,
		padding: true,
	});
}

/** When and on what; the figures of another machine are others, their ratios less so. */
function circumstances(seconds: number): string {
	const day = new Date().toISOString().slice(0, 10);
	const cores = `${String(availableParallelism())} cores`;
	return `${day}, \`npm run bench\`, in ${String(Math.round(seconds))} seconds: Node.js ${process.version}, ${process.platform}, ${cores}.`;
}

async function main(): Promise<void> {
	const choice = chosen();
	const start = performance.now();
	const measurements = Object.entries(MEASUREMENTS).filter(([name]) => choice.names.includes(name));
	const rows: Row[] = [];
	for (const [name, { measure }] of measurements) {
		console.error(`Measuring: ${name}`);
		rows.push(...(await measure()));
	}

	const methods = measurements.map(([, { method }]) => `- ${method}`).join('\n');
	const said = circumstances((performance.now() - start) / 1000);
	console.log(`${said}\n\n${methods}\n\n${tableOf(rows, true)}`);
	if (choice.readme) writeIntoReadme('Figures', [said, tableOf(rows, false), methods].join('\n\n'));

	const isBroken = ({ goal }: Row) => goal?.isMet === false && goal.isBinding !== false;
	process.exitCode = rows.some(isBroken) ? 1 : 0;
}

await main();
