import fc from 'fast-check';
import { errorFor, type PikPakError } from '../../pikpak/errors.js';
import {
	Failed,
	Later,
	type Operation,
	type Outcome,
	type Scope,
	type Share,
} from '../../nodes/PikPak/operation.js';
import { outcomesOf } from '../../nodes/PikPak/outcomes.js';

const entry = { value: 'x', name: 'X', action: 'Do x', description: '', fields: [] };
const scopesOf = (count: number) =>
	Array.from({ length: count }, (_, itemIndex) => ({ itemIndex }) as Scope);

/** What one item asks for; an item that cannot be read asks for nothing. */
interface Asked {
	readable: boolean;
	ids: string[];
	withFiles: boolean;
}

const asked: fc.Arbitrary<Asked> = fc.record({
	readable: fc.boolean(),
	ids: fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { maxLength: 5 }),
	withFiles: fc.boolean(),
});

/** An operation over shared calls; the ids that fail, and whether whole calls do, are given. */
function sharing(
	asks: readonly Asked[],
	refused: ReadonlySet<string>,
	failsWith: ReadonlySet<boolean>,
) {
	const calls: string[][] = [];
	const operation: Operation = {
		...entry,
		share: async ({ itemIndex }) => {
			const { readable = false, ids = [], withFiles = false } = asks[itemIndex] ?? {};
			if (!readable) return await Promise.reject(new Error('unreadable'));
			return {
				ids,
				options: { withFiles },
				runAll: async (all) => {
					calls.push([...all]);
					if (failsWith.has(withFiles)) return await Promise.reject(new Error('all'));
					return new Map<string, Outcome>(
						all.map((id) => [
							id,
							refused.has(id) ? new Failed(new Error(id), { id }) : { id, withFiles },
						]),
					);
				},
				tell: (outcome: Outcome) => outcome,
			};
		},
	};
	return { operation, calls };
}

test('each input item gets exactly one outcome for each thing that it asks for, or one failure', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.array(asked, { maxLength: 8 }),
			fc.uniqueArray(fc.constantFrom('a', 'b', 'c')),
			fc.uniqueArray(fc.boolean(), { maxLength: 1 }),
			async (asks, refusedIds, failing) => {
				const refused = new Set<string>(refusedIds);
				const failsWith = new Set(failing);
				const { operation, calls } = sharing(asks, refused, failsWith);
				const outcomes = await outcomesOf(operation, scopesOf(asks.length), false);
				expect(outcomes).toHaveLength(asks.length);
				for (const [index, { readable, ids, withFiles }] of asks.entries()) {
					const ofItem = outcomes[index] ?? [];
					if (!readable) {
						expect(ofItem).toEqual([new Failed(new Error('unreadable'))]);
						continue;
					}
					expect(ofItem).toEqual(
						ids.map((id) => {
							if (failsWith.has(withFiles)) return new Failed(new Error('all'), { id });
							return refused.has(id) ? new Failed(new Error(id), { id }) : { id, withFiles };
						}),
					);
				}
				// Two choices of options, so two calls at most, in which no id is repeated.
				expect(calls.length).toBeLessThanOrEqual(2);
				for (const ids of calls) expect(new Set(ids).size).toBe(ids.length);
			},
		),
	);
});

test('an item that cannot be read stops shared calls before anything is done', async () => {
	const asks = [
		{ readable: true, ids: ['a'], withFiles: false },
		{ readable: false, ids: [], withFiles: false },
	];
	const { operation, calls } = sharing(asks, new Set(), new Set());
	// It stays the failure of its item.
	expect(await outcomesOf(operation, scopesOf(2), true)).toEqual([
		[],
		[new Failed(new Error('unreadable'))],
	]);
	expect(calls).toEqual([]);
});

test('item by item, a failure ends the work where it must, and is one outcome where it need not', async () => {
	const seen: number[] = [];
	const operation: Operation = {
		...entry,
		run: async ({ itemIndex }) => {
			seen.push(itemIndex);
			return itemIndex === 1 ? await Promise.reject(new Error('one')) : [{ itemIndex }];
		},
	};
	expect(await outcomesOf(operation, scopesOf(3), false)).toEqual([
		[{ itemIndex: 0 }],
		[new Failed(new Error('one'))],
		[{ itemIndex: 2 }],
	]);
	expect(await outcomesOf(operation, scopesOf(3), true)).toHaveLength(2);
	expect(seen).toEqual([0, 1, 2, 0, 1]);
});

describe('what is done together once every item has been run', () => {
	/** Each item begins one thing, and waits for its end; some of them fail before, or in the end. */
	const waiting = (failing: readonly number[], failingLater: readonly string[]) => {
		const waits: string[][] = [];
		const operation: Operation = {
			...entry,
			run: async ({ itemIndex }) => {
				if (failing.includes(itemIndex)) return await Promise.reject(new Error('one'));
				const id = itemIndex % 2 === 0 ? 'even' : 'odd';
				const runAll = async (ids: readonly string[]) => {
					waits.push([...ids]);
					return await Promise.resolve(
						new Map<string, Outcome>(
							ids.map((each) => [
								each,
								failingLater.includes(each) ? new Failed(new Error(each)) : { each },
							]),
						),
					);
				};
				const tell = (outcome: Outcome) =>
					outcome instanceof Failed ? outcome : { ...outcome, itemIndex };
				const share = { ids: [id], options: {}, runAll, tell: (outcome: Outcome) => outcome };
				return [{ itemIndex }, new Later({ begun: id }, share, tell)];
			},
		};
		return { operation, waits };
	};

	test('is done once for all, and told to each', async () => {
		const { operation, waits } = waiting([1], ['odd']);
		expect(await outcomesOf(operation, scopesOf(4), false)).toEqual([
			[{ itemIndex: 0 }, { each: 'even', itemIndex: 0 }],
			[new Failed(new Error('one'))],
			[{ itemIndex: 2 }, { each: 'even', itemIndex: 2 }],
			[{ itemIndex: 3 }, new Failed(new Error('odd'))],
		]);
		expect(waits).toEqual([['even', 'odd']]);
	});

	test('is left out where a failure ends the work', async () => {
		const { operation, waits } = waiting([1], []);
		expect(await outcomesOf(operation, scopesOf(3), true)).toEqual([
			[{ itemIndex: 0 }, { begun: 'even' }],
			[new Failed(new Error('one'))],
		]);
		expect(waits).toEqual([]);
	});
});

test('each item tells in its own way what is done once', async () => {
	const calls: string[][] = [];
	const operation: Operation = {
		...entry,
		share: async ({ itemIndex }): Promise<Share<string>> => ({
			ids: ['a'],
			options: {},
			runAll: async (ids) => {
				calls.push([...ids]);
				return await Promise.resolve(new Map(ids.map((id) => [id, `${id}!`])));
			},
			tell: (done, id) => ({ id, [`for${String(itemIndex)}`]: done }),
		}),
	};
	expect(await outcomesOf(operation, scopesOf(2), false)).toEqual([
		[{ id: 'a', for0: 'a!' }],
		[{ id: 'a', for1: 'a!' }],
	]);
	expect(calls).toEqual([['a']]);
});

describe('what items with other options ask for', () => {
	/** Each item has options of its own; the first waits for the last to begin, if they may go on at the same time. */
	const apart = (isWait: boolean) => {
		const course: string[] = [];
		const operation: Operation = {
			...entry,
			share: async ({ itemIndex }): Promise<Share<number>> => ({
				ids: ['a'],
				options: { itemIndex },
				isWait,
				runAll: async () => {
					course.push(`begin ${String(itemIndex)}`);
					await new Promise((resolve) => setTimeout(resolve, 20 - 10 * itemIndex));
					course.push(`end ${String(itemIndex)}`);
					return new Map([['a', itemIndex]]);
				},
				tell: (done) => ({ done }),
			}),
		};
		return { operation, course };
	};

	test.each([
		[true, ['begin 0', 'begin 1', 'end 1', 'end 0']],
		[false, ['begin 0', 'end 0', 'begin 1', 'end 1']],
	])('is done at the same time if it is a wait: %s', async (isWait, course) => {
		const { operation, course: seen } = apart(isWait);
		expect(await outcomesOf(operation, scopesOf(2), false)).toEqual([[{ done: 0 }], [{ done: 1 }]]);
		expect(seen).toEqual(course);
	});
});

describe('after a refusal that concerns the account', () => {
	const REFUSAL = errorFor('too_frequent', { httpStatus: 400 });
	const NOT_TRIED = expect.objectContaining({
		reason: 'too_frequent',
		meaning: `${REFUSAL.meaning} This one was not tried any more.`,
	}) as PikPakError;

	test.each([
		['a whole item was refused', async () => await Promise.reject(REFUSAL)],
		['a part of an item was refused', async () => [{ a: 1 }, new Failed(REFUSAL, { id: 'b' })]],
	])('no further item is run: %s', async (_, first: () => Promise<Outcome[]>) => {
		let runs = 0;
		const run = async () => {
			runs += 1;
			return await first();
		};
		const [one, ...others] = await outcomesOf({ ...entry, run }, scopesOf(3), false);
		expect(one?.at(-1)).toMatchObject({ error: REFUSAL });
		expect(others).toEqual([[new Failed(NOT_TRIED)], [new Failed(NOT_TRIED)]]);
		expect(runs).toBe(1);
	});

	test.each([
		['one id', async () => new Map([['a', REFUSAL]])],
		['all', async () => await Promise.reject(REFUSAL)],
	])('nothing is done for items with other options: %s', async (_, work) => {
		let runs = 0;
		const share = async ({ itemIndex }: Scope): Promise<Share<PikPakError>> => ({
			ids: ['a'],
			options: { itemIndex },
			runAll: async () => {
				runs += 1;
				return await work();
			},
			tell: (error, id) => new Failed(error, { id }),
		});
		expect(await outcomesOf({ ...entry, share }, scopesOf(3), false)).toEqual([
			[new Failed(REFUSAL, { id: 'a' })],
			[new Failed(NOT_TRIED, { id: 'a' })],
			[new Failed(NOT_TRIED, { id: 'a' })],
		]);
		expect(runs).toBe(1);
	});

	test('of one thing alone, the work goes on', async () => {
		const refusal = errorFor('not_found', { httpStatus: 404 });
		const run = async () => await Promise.reject(refusal);
		expect(await outcomesOf({ ...entry, run }, scopesOf(2), false)).toEqual([
			[new Failed(refusal)],
			[new Failed(refusal)],
		]);
	});
});
