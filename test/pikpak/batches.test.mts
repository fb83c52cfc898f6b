import fc from 'fast-check';
import { inBatches } from '../../pikpak/batches.js';
import { errorFor, PikPakError } from '../../pikpak/errors.js';
import { Refused } from '../../pikpak/refusal.js';

const REFUSAL = errorFor('invalid_argument', { httpStatus: 400 });
const FOR_ALL = errorFor('too_frequent', { httpStatus: 429 });

/** Work that refuses what has one of these ids in it, and fails for all from one call on. */
function worker(refused: ReadonlySet<string>, failsFrom: number) {
	const calls: string[][] = [];
	const work = async (batch: readonly string[]) => {
		calls.push([...batch]);
		if (calls.length >= failsFrom) throw FOR_ALL;
		if (batch.some((id) => refused.has(id))) throw REFUSAL;
		return 'done' as const;
	};
	/** What the work was done for. */
	const worked = () =>
		calls.slice(0, failsFrom - 1).filter((batch) => !batch.some((id) => refused.has(id)));
	return { work, calls, worked };
}

const idsOf = (count: number) => Array.from({ length: count }, (_, index) => `id-${String(index)}`);

test('each id gets exactly one outcome, by a bounded number of calls, and none after what concerns all', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.nat(40),
			fc.integer({ min: 1, max: 9 }),
			fc.uniqueArray(fc.nat(39)),
			fc.option(fc.integer({ min: 1, max: 30 }), { nil: Infinity }),
			async (count, size, refusedAt, failsFrom) => {
				const ids = idsOf(count);
				const refused = new Set(refusedAt.map((index) => `id-${String(index)}`));
				const { work, calls, worked } = worker(refused, failsFrom);
				const outcomes = await inBatches(ids, size, work);
				expect([...outcomes.keys()]).toEqual(ids);
				const done = new Set(worked().flat());
				const asked = new Set(calls.flat());
				for (const [id, outcome] of outcomes) {
					if (done.has(id)) expect(outcome).toBe('done');
					else if (calls.length < failsFrom)
						expect([outcome, refused.has(id)]).toEqual([REFUSAL, true]);
					else
						expect(outcome === REFUSAL || (outcome as PikPakError).reason === 'too_frequent').toBe(
							true,
						);
					if (!asked.has(id)) expect(String(outcome)).toContain('not tried any more');
				}
				// Nothing is done twice, nor tried more than once by itself.
				expect(worked().flat()).toHaveLength(done.size);
				const batches = Math.ceil(count / size);
				const inRefused = calls.filter(({ length }) => length > 1).flat();
				expect(calls.length).toBeLessThanOrEqual(Math.min(batches + inRefused.length, failsFrom));
			},
		),
	);
});

test('a thousand are ten calls of a hundred', async () => {
	const { work, calls } = worker(new Set(), Infinity);
	await inBatches(idsOf(1000), 100, work);
	expect(calls.map(({ length }) => length)).toEqual(Array.from({ length: 10 }, () => 100));
});

test('a refused batch is repeated one by one, in its place', async () => {
	const { work, calls } = worker(new Set(['id-2']), Infinity);
	const outcomes = await inBatches(idsOf(5), 2, work);
	expect(calls.map((batch) => batch.join())).toEqual([
		'id-0,id-1',
		'id-2,id-3',
		'id-2',
		'id-3',
		'id-4',
	]);
	expect([...outcomes.values()]).toEqual(['done', 'done', REFUSAL, 'done', 'done']);
});

test('what concerns all is told to the batch, and to the rest that it was not tried', async () => {
	const { work, calls } = worker(new Set(), 2);
	const outcomes = await inBatches(idsOf(6), 2, work);
	expect(calls).toHaveLength(2);
	expect(outcomes.get('id-1')).toBe('done');
	expect(outcomes.get('id-3')).toBe(FOR_ALL);
	expect(outcomes.get('id-5')).toMatchObject({
		reason: 'too_frequent',
		meaning: `${FOR_ALL.meaning} This one was not tried any more.`,
		advice: FOR_ALL.advice,
		retryable: true,
		httpStatus: 429,
	});
});

test('what is returned and not thrown is told, and others go on', async () => {
	const outcomes = await inBatches(idsOf(4), 2, async ([id]) => (id === 'id-0' ? FOR_ALL : 'done'));
	expect([...outcomes.values()]).toEqual([FOR_ALL, FOR_ALL, 'done', 'done']);
});

test('the rest is told the same if PikPak wants to be left alone until a moment', async () => {
	const { reason, meaning, advice, retry, httpStatus, said, link } = FOR_ALL;
	const of = { reason, meaning, advice, retry, httpStatus, said, link, at: 0, until: 1, count: 1 };
	const refused = new Refused(of);
	const outcomes = await inBatches(idsOf(2), 1, async () => await Promise.reject(refused));
	expect([...outcomes.values()]).toEqual([refused, refused]);
	expect(outcomes.get('id-1')).toBe(refused);
});

test('what is none of PikPak is thrown', async () => {
	const mistake = new Error('A mistake.');
	await expect(inBatches(['a'], 1, async () => await Promise.reject(mistake))).rejects.toBe(
		mistake,
	);
});
