import fc from 'fast-check';
import { Pace } from '../../pikpak/pace.js';

/** Asks for a turn at the given moments, and tells when each turn came; time passes only by waiting. */
async function turnsOf(asked: number[], requestsASecond: number, burst: number) {
	let now = 0;
	let waited = 0;
	const pace = new Pace(
		() => now,
		async (milliseconds) => {
			waited = milliseconds;
		},
		requestsASecond,
		burst,
	);
	const turns: number[] = [];
	for (const moment of asked) {
		now = moment;
		waited = 0;
		await pace.turn();
		turns.push(moment + waited);
	}
	return turns;
}

const moments = fc
	.array(fc.integer({ min: 0, max: 20_000 }), { maxLength: 100 })
	.map((list) => [...list].sort((one, other) => one - other));

test('no stretch of time holds more turns than the burst and its share of the rate', async () => {
	await fc.assert(
		fc.asyncProperty(
			moments,
			fc.integer({ min: 1, max: 20 }),
			fc.integer({ min: 1, max: 10 }),
			async (asked, rate, burst) => {
				const turns = await turnsOf(asked, rate, burst);
				for (const [first, from] of turns.entries()) {
					for (const [last, to] of turns.entries()) {
						if (last < first) continue;
						const allowed = burst + ((to - from) * rate) / 1000;
						expect(last - first + 1).toBeLessThanOrEqual(allowed + 1e-6);
					}
				}
			},
		),
		{ numRuns: 300 },
	);
});

test('turns come in the order of asking, and nobody waits who asks seldom', async () => {
	await fc.assert(
		fc.asyncProperty(moments, async (asked) => {
			const turns = await turnsOf(asked, 5, 5);
			expect(turns).toEqual([...turns].sort((one, other) => one - other));
			const seldom = asked.map((_, index) => index * 200);
			expect(await turnsOf(seldom, 5, 5)).toEqual(seldom);
		}),
	);
});

test('five at once go through, the sixth waits a fifth of a second', async () => {
	expect(await turnsOf([0, 0, 0, 0, 0, 0, 0], 5, 5)).toEqual([0, 0, 0, 0, 0, 200, 400]);
});
