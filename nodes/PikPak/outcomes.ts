import { Failed, Later, type Operation, type Outcome, type Scope, type Share } from './operation';

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
	const begun: Array<Array<Outcome | Later>> = [];
	for (const scope of scopes) {
		const ofItem = await operation.run(scope).catch(failedWhole);
		begun.push(ofItem);
		if (stops && hasFailed(ofItem)) return begun.map((item) => item.map(soFar));
	}
	return await outcomesOfLater(begun);
}

/** @returns whether one of the outcomes is a failure */
export function hasFailed(outcomes: ReadonlyArray<Outcome | Later>): boolean {
	return outcomes.some((outcome) => outcome instanceof Failed);
}

function soFar(outcome: Outcome | Later): Outcome {
	return outcome instanceof Later ? outcome.soFar : outcome;
}

async function outcomesOfLater(begun: Array<Array<Outcome | Later>>): Promise<Outcome[][]> {
	const shares = begun
		.flat()
		.flatMap((outcome) => (outcome instanceof Later ? [outcome.share] : []));
	const outcomesIn = await doTogether(shares);
	return begun.map((ofItem) =>
		ofItem.flatMap((outcome) =>
			outcome instanceof Later ? outcomesIn(outcome.share).map(outcome.tell) : [outcome],
		),
	);
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
	const outcomesIn = await doTogether(
		shares.filter((share): share is Share => !(share instanceof Failed)),
	);
	return shares.map((share) => (share instanceof Failed ? [share] : outcomesIn(share)));
}

/** @returns a function that tells the outcomes of each share */
async function doTogether(shares: readonly Share[]): Promise<(share: Share) => Outcome[]> {
	const groups = new Map<string, Group>();
	for (const share of shares) join(groups, share);
	for (const group of groups.values()) group.outcomes = await outcomesOfGroup(group);
	return (share) => outcomesOfShare(share, groups.get(keyOf(share)));
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
