import { concernsAccount } from '../../pikpak/errorKinds';
import { PikPakError } from '../../pikpak/errors';
import { notTried } from '../../pikpak/notTried';
import { Failed, Later, type Operation, type Outcome, type Scope, type Share } from './operation';

/**
 * Runs an operation for all input items. After a refusal that concerns the account the rest is not tried any more.
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
	let refusal: PikPakError | undefined;
	for (const scope of scopes) {
		const ofItem: Array<Outcome | Later> =
			refusal === undefined
				? await operation.run(scope).catch(failedWhole)
				: failedWhole(notTried(refusal));
		begun.push(ofItem);
		refusal ??= refusalIn(ofItem);
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
	// As after most operations; there can be very many.
	if (begun.every(isSettled)) return begun;
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

function isSettled(outcomes: Array<Outcome | Later>): outcomes is Outcome[] {
	return !outcomes.some((outcome) => outcome instanceof Later);
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
		if (stops && share instanceof Failed) return [...shares.map(() => []), [share]];
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
	let refusal: PikPakError | undefined;
	for (const group of groups.values()) {
		group.work = refusal === undefined ? doneOf(group) : failedAll(group, notTried(refusal));
		if (!group.isWait) refusal ??= refusalIn((await group.work).values());
	}
	const doneIn = new Map<string, DoneById>();
	for (const [key, { work }] of groups) doneIn.set(key, await work);
	return (share) => outcomesOfShare(share, doneIn.get(keyOf(share)));
}

/** What has become of each id; a `Failed` if all failed. */
type DoneById = ReadonlyMap<string, unknown>;

/** What items with equal options ask for. */
interface Group extends Pick<Share, 'runAll' | 'isWait'> {
	ids: Set<string>;
	work: Promise<DoneById>;
}

function join(groups: Map<string, Group>, share: Share): void {
	const group = groups.get(keyOf(share)) ?? { ...share, ids: new Set(), work: NOTHING };
	for (const id of share.ids) group.ids.add(id);
	groups.set(keyOf(share), group);
}

const NOTHING: Promise<DoneById> = Promise.resolve(new Map());

/** Never rejects, so that one wait leaves none of the others alone. */
async function doneOf(group: Group): Promise<DoneById> {
	return await group
		.runAll([...group.ids])
		.catch(async (error: unknown) => await failedAll(group, error));
}

async function failedAll({ ids }: Group, error: unknown): Promise<DoneById> {
	return new Map([...ids].map((id) => [id, new Failed(error, { id })]));
}

function outcomesOfShare(share: Share, doneById: DoneById | undefined): Outcome[] {
	return share.ids.map((id) => {
		const done = doneById?.get(id) ?? new Failed(UNTOLD, { id });
		return done instanceof Failed ? done : share.tell(done, id);
	});
}

const UNTOLD = new Error('It is not known what has become of it.');

function keyOf({ options }: Share): string {
	return JSON.stringify(options);
}

/** @returns the first failure that would be that of anything else, too */
function refusalIn(outcomes: Iterable<unknown>): PikPakError | undefined {
	for (const outcome of outcomes) {
		const error = outcome instanceof Failed ? outcome.error : outcome;
		if (error instanceof PikPakError && concernsAccount(error)) return error;
	}
	return undefined;
}
