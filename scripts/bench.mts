import { markdownTable } from 'markdown-table';
import type { Measurement, Row } from './bench/measurement.mjs';
import { quietPolls } from './bench/quietPolls.mjs';
import { stateSize } from './bench/stateSize.mjs';

const MEASUREMENTS: readonly Measurement[] = [quietPolls, stateSize];

const HEAD = ['Measured', 'At', 'Ours', 'Naive', 'Naive ÷ ours', 'Goal'];

function cellsOf({ measured, at, ours, naive = '', ratio = '', goal }: Row): string[] {
	const verdict = goal === undefined ? '' : `${goal.says} ${goal.isMet ? '✓' : '✗ missed'}`;
	return [measured, at, ours, naive, ratio, verdict];
}

const rows: Row[] = [];
for (const { measure } of MEASUREMENTS) rows.push(...(await measure()));

console.log(`${new Date().toISOString().slice(0, 10)}, Node.js ${process.version}\n`);
for (const { method } of MEASUREMENTS) console.log(`- ${method}`);
console.log(
	`\n${markdownTable([HEAD, ...rows.map(cellsOf)], { align: ['l', 'l', 'r', 'r', 'r', 'l'] })}`,
);

// The goals are those that no machine is too slow for.
process.exitCode = rows.every(({ goal }) => goal?.isMet !== false) ? 0 : 1;
