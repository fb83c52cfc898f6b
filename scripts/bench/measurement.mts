import { setTimeout } from 'node:timers/promises';

/** One line of the table: what was measured, in which case, and how it stands beside another way to do the same. */
export interface Row {
	measured: string;
	at: string;
	ours: string;
	/** The other way, and what it takes; left out where there is none. */
	baseline?: string;
	/** Ours divided by the baseline. */
	ratio?: string;
	/** What is wanted; left out where nothing is. */
	goal?: Goal;
}

export interface Goal {
	says: string;
	isMet: boolean;
	/** Whether the command fails if it is not met; it does if left out. */
	isBinding?: boolean;
}

/** Something that is measured: one file each, in the list of `scripts/bench.mts`. */
export interface Measurement {
	/** How, in a line of its own beside the table. */
	method: string;
	measure: () => Promise<Row[]>;
}

/** Measured side by side. */
export type Pair<Value = number> = readonly [ours: Value, baseline: Value];

/** Does each of some ways in turn, so many times; @returns what each has returned. */
export async function inRounds<Value>(
	times: number,
	ways: ReadonlyArray<() => Promise<Value>>,
): Promise<Value[][]> {
	const values: Value[][] = ways.map(() => []);
	for (let round = 0; round < times; round++)
		for (const [index, way] of ways.entries()) values[index]?.push(await way());
	return values;
}

/** @returns pairs of what was measured in the same round */
export function paired(ours: readonly number[], baseline: readonly number[]): Pair[] {
	return ours.map((value, round) => [value, baseline[round] ?? NaN]);
}

/**
 * Does both by turns, beginning with the one that ended the turn before: whichever comes second finds the caches of the other.
 *
 * @returns what they return, in pairs
 */
export async function byTurns<Value>(
	times: number,
	ours: () => Promise<Value>,
	baseline: () => Promise<Value>,
): Promise<Array<Pair<Value>>> {
	const pairs: Array<Pair<Value>> = [];
	for (let turn = 0; turn < times; turn++) {
		if (turn % 2 === 0) {
			const first = await ours();
			pairs.push([first, await baseline()]);
		} else {
			const first = await baseline();
			pairs.push([await ours(), first]);
		}
	}
	return pairs;
}

/** What some work has taken. */
export interface Cost {
	ms: number;
	/** Of this process, all threads. */
	cpuMs: number;
}

/** Does some work, with the garbage collected before; that wants `--expose-gc`. */
export async function costOf<Result>(
	work: () => Promise<Result>,
): Promise<Cost & { result: Result }> {
	// What the other has left behind is not paid for by this one; other threads go on with it for a moment.
	globalThis.gc?.();
	await setTimeout(50);
	const [cpu, start] = [process.cpuUsage(), performance.now()];
	const result = await work();
	const ms = performance.now() - start;
	const { user, system } = process.cpuUsage(cpu);
	return { result, ms, cpuMs: (user + system) / 1000 };
}

/**
 * @param name of the baseline
 * @returns the medians, and the median of the pairs' ratios with the least and the most
 */
export function beside(
	name: string,
	pairs: readonly Pair[],
): Pick<Row, 'ours' | 'baseline' | 'ratio'> {
	const ratios = pairs.map(ratioOf);
	const [least, most] = [digits(Math.min(...ratios)), digits(Math.max(...ratios))];
	return {
		ours: digits(median(pairs.map(([ours]) => ours))),
		baseline: `${name}: ${digits(median(pairs.map(([, baseline]) => baseline)))}`,
		ratio: `${digits(median(ratios))}${least === most ? '' : ` (${least}–${most})`}`,
	};
}

/** @returns the goal that ours takes at most so many times what the baseline does, by the median of the pairs */
export function atMost(factor: number, pairs: readonly Pair[]): Goal {
	return timeGoal(`≤ ${String(factor)} ×`, pairs, (ratio) => ratio <= factor);
}

/** @returns the goal that ours takes less than the baseline, by the median of the pairs */
export function fasterThan(pairs: readonly Pair[]): Goal {
	return timeGoal('< 1 ×', pairs, (ratio) => ratio < 1);
}

/** A busy machine can spoil it, so that the command does not fail for it. */
function timeGoal(says: string, pairs: readonly Pair[], holds: (ratio: number) => boolean): Goal {
	const ratios = pairs.map(ratioOf);
	return { says, isMet: holds(median(ratios)), isBinding: false };
}

function ratioOf([ours, baseline]: Pair): number {
	return ours / baseline;
}

function median(values: readonly number[]): number {
	const sorted = [...values].sort((one, other) => one - other);
	const [low = NaN, high = NaN] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
	return (low + high) / 2;
}

/** @returns with three digits that count, and all of those before the point */
export function digits(value: number): string {
	return value.toLocaleString(
		'en',
		value < 1000 ? { maximumSignificantDigits: 3 } : { maximumFractionDigits: 0 },
	);
}
