/** One line of the table: what was measured, in which case, and how it stands beside the plain way to do the same. */
export interface Row {
	measured: string;
	at: string;
	ours: string;
	/** What the naive way takes; left out where there is none. */
	naive?: string;
	/** Naive divided by ours. */
	ratio?: string;
	/** What must hold on any machine; left out where nothing must. */
	goal?: Goal;
}

interface Goal {
	says: string;
	isMet: boolean;
}

/** Something that is measured: one file each, in the list of `scripts/bench.mts`. */
export interface Measurement {
	/** How, in a line of its own above the table. */
	method: string;
	measure: () => Promise<Row[]>;
}

export function median(values: readonly number[]): number {
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

/** The median of pairs that were measured side by side, with the least and the most. */
export function ratioOf(pairs: ReadonlyArray<readonly [ours: number, naive: number]>): string {
	const ratios = pairs.map(([ours, naive]) => naive / ours);
	const [least, most] = [digits(Math.min(...ratios)), digits(Math.max(...ratios))];
	return `${digits(median(ratios))}${least === most ? '' : ` (${least}–${most})`}`;
}
