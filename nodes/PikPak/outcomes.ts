import { Failed, type Operation, type Outcome, type Scope, type Share } from './operation';

/**
 * Runs an operation for all input items.
 *
 * @param stops whether the first failure ends it; what shares a call with it is done all the same
 * @returns the outcomes of each item, in the order of the items; those after a failure that ended it are missing
 */
export async function outcomesOf(
	operation: Operation,
	scopes: readonly Scope[],
	stops: boolean,
): Promise<Outcome[][]> {
	if ('share' in operation) return await outcomesOfShares(operation.share, scopes, stops);
	const outcomes: Outcome[][] = [];
	for (const scope of scopes) {
		const ofItem = await operation.run(scope).catch(failedWhole);
		outcomes.push(ofItem);
		if (stops && hasFailed(ofItem)) break;
	}
	return outcomes;
}

/** @returns whether one of the outcomes is a failure */
export function hasFailed(outcomes: readonly Outcome[]): boolean {
	return outcomes.some((outcome) => outcome instanceof Failed);
}

function failedWhole(error: unknown): [Failed] {
	return [new Failed(error)];
}

async function outcomesOfShares(
	shareOf: (scope: Scope) => Promise<Share>,
	scopes: readonly Scope[],
	stops: boolean,
): Promise<Outcome[][]> {
	const shares: Array<Share | Failed> = [];
	for (const scope of scopes) {
		const share = await shareOf(scope).catch((error: unknown) => new Failed(error));
		// Nothing has been done yet, so nothing is.
		if (stops && share instanceof Failed) return [[share]];
		shares.push(share);
	}
	const groups = new Map<string, Group>();
	for (const share of shares) if (!(share instanceof Failed)) join(groups, share);
	for (const group of groups.values()) group.outcomes = await outcomesOfGroup(group);
	return shares.map((share) =>
		share instanceof Failed ? [share] : outcomesOfShare(share, groups.get(keyOf(share))),
	);
}

/** What items with equal options ask for. */
interface Group {
	ids: Set<string>;
	runAll: Share['runAll'];
	outcomes: ReadonlyMap<string, Outcome>;
}

function join(groups: Map<string, Group>, share: Share): void {
	const { runAll } = share;
	const group = groups.get(keyOf(share)) ?? { ids: new Set(), runAll, outcomes: new Map() };
	for (const id of share.ids) group.ids.add(id);
	groups.set(keyOf(share), group);
}

async function outcomesOfGroup({ ids, runAll }: Group): Promise<ReadonlyMap<string, Outcome>> {
	const failedAll = (error: unknown) =>
		new Map([...ids].map((id) => [id, new Failed(error, { id })]));
	return await runAll([...ids]).catch(failedAll);
}

function outcomesOfShare({ ids }: Share, group: Group | undefined): Outcome[] {
	return ids.map((id) => group?.outcomes.get(id) ?? new Failed(UNTOLD, { id }));
}

const UNTOLD = new Error('It is not known what has become of it.');

function keyOf({ options }: Share): string {
	return JSON.stringify(options);
}
