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

/** By the names that the command line takes. */
const MEASUREMENTS: Record<string, Measurement> = {
	list: lists,
	n8n: realN8n,
	'sign-ins': signIns,
	polls: quietPolls,
	memory,
	package: packageSize,
	state: stateSize,
};

const HEAD = ['Measured', 'At', 'Ours', 'Baseline', 'Ours ÷ baseline', 'Goal'];

function cellsOf({ measured, at, ours, baseline = '', ratio = '', goal }: Row): string[] {
	const verdict = goal === undefined ? '' : `${goal.says} ${goal.isMet ? '✓' : '✗ missed'}`;
	return [measured, at, ours, baseline, ratio, verdict];
}

const { positionals } = parseArgs({ allowPositionals: true });
const chosen = Object.entries(MEASUREMENTS).filter(
	([name]) => positionals.length === 0 || positionals.includes(name),
);

const rows: Row[] = [];
for (const [, { measure }] of chosen) rows.push(...(await measure()));

console.log(`${new Date().toISOString().slice(0, 10)}, Node.js ${process.version}\n`);
for (const [, { method }] of chosen) console.log(`- ${method}`);
console.log(
	`\n${markdownTable([HEAD, ...rows.map(cellsOf)], { align: ['l', 'l', 'r', 'r', 'r', 'l'] })}`,
);

// The goals are those that no machine is too slow for.
process.exitCode = rows.every(({ goal }) => goal?.isMet !== false) ? 0 : 1;
