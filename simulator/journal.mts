import type { Host } from './hosts.mjs';

/** What became of one request to the simulated service. */
export interface JournalEntry {
	/** Milliseconds since 1970, on the simulator's clock. */
	readonly at: number;
	readonly host: Host;
	readonly method: string;
	readonly path: string;
	/** Such as `GET:/drive/v1/tasks/:id`; `unknown` if there is no such route. */
	readonly route: string;
	readonly query: Readonly<Record<string, string | string[]>>;
	/** 0 if the connection was dropped without an answer. */
	readonly status: number;
	/** PikPak's word for the failure. */
	readonly error?: string | undefined;
	/** Name of the fault that hit the request. */
	readonly fault?: string | undefined;
	readonly deviceId?: string | undefined;
	/** Tells access tokens apart without naming them. */
	readonly bearer?: string | undefined;
	/** Why no evidence supports the request. */
	readonly refused?: string | undefined;
}

export interface JournalFilter {
	route?: string | undefined;
	status?: number | undefined;
}

const KEPT = 10_000;

/** Remembers the newest 10,000 requests, and counts all of them. */
export class Journal {
	readonly #entries: JournalEntry[] = [];

	/** Apart, so that no flood of good requests hides a bad one. */
	readonly #refusals: JournalEntry[] = [];

	readonly #counts = new Map<string, { route: string; status: number; count: number }>();

	record(entry: JournalEntry): void {
		keep(this.#entries, entry);
		if (entry.refused !== undefined) keep(this.#refusals, entry);
		const { route, status } = entry;
		const key = `${route} ${String(status)}`;
		const count = (this.#counts.get(key)?.count ?? 0) + 1;
		this.#counts.set(key, { route, status, count });
	}

	/** @returns the requests in the order of their answers; the oldest are forgotten */
	entries(filter: JournalFilter = {}): JournalEntry[] {
		return this.#entries.filter((entry) => matches(entry, filter));
	}

	/** @returns how many requests there have been, the forgotten ones included */
	count(filter: JournalFilter = {}): number {
		return [...this.#counts.values()]
			.filter((tally) => matches(tally, filter))
			.reduce((sum, { count }) => sum + count, 0);
	}

	/** @returns the requests that a client should not have sent */
	refusals(): JournalEntry[] {
		return [...this.#refusals];
	}

	clear(): void {
		this.#entries.length = 0;
		this.#refusals.length = 0;
		this.#counts.clear();
	}
}

function keep(list: JournalEntry[], entry: JournalEntry): void {
	list.push(entry);
	if (list.length > KEPT) list.shift();
}

function matches(entry: { route: string; status: number }, filter: JournalFilter): boolean {
	return (
		(filter.route === undefined || filter.route === entry.route) &&
		(filter.status === undefined || filter.status === entry.status)
	);
}
