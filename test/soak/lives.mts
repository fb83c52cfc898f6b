import fc from 'fast-check';
import { FAILURE_MESSAGES } from '../../simulator/drive/tasks.mjs';
import type { NewTask } from '../../simulator/drive/tasks.mjs';

/** Something that happens to a download, so many seconds after the thing before. */
export type Deed = { after: number } & (
	| { kind: 'start' | 'finish' | 'retry' }
	| { kind: 'remove' }
	| { kind: 'progress'; percent: number }
	| { kind: 'fail'; message: string }
);

/** What a download is, and all that happens to it. */
export interface Life {
	/** Where in the time that there is for it: from 0 to 1. */
	begins: number;
	task: Required<Pick<NewTask, 'name' | 'url' | 'size'>>;
	deeds: Deed[];
}

/** Names with this word are few enough for a trigger that hands out one event at a time. */
export const RARE = 'rare';

export const SIZES = { small: 5_000_000, middle: 500_000_000, large: 3_000_000_000 };

/** Shorter than the time between two polls. */
const soon = fc.integer({ min: 1, max: 25 });
/** Longer than two polls: as a rule one of them sees it. */
const late = fc.integer({ min: 125, max: 165 });
const anyTime = fc.oneof(soon, late);

const just = (kind: 'start' | 'finish' | 'retry' | 'remove') => (after: number) => [
	{ kind, after } as const,
];
const start = soon.map(just('start'));
/** It only rises. */
const progress = fc
	.array(fc.tuple(soon, fc.integer({ min: 1, max: 99 })), { maxLength: 2 })
	.map((steps) => {
		const percents = steps.map(([, percent]) => percent).sort((one, other) => one - other);
		return steps.map(([after], index) => ({
			kind: 'progress' as const,
			after,
			percent: percents[index] ?? 0,
		}));
	});
const failure = (after: fc.Arbitrary<number>) =>
	fc.tuple(
		fc.record({
			kind: fc.constant('fail' as const),
			after,
			message: fc.constantFrom(...FAILURE_MESSAGES),
		}),
	);
const end = (after: fc.Arbitrary<number>) => fc.oneof(after.map(just('finish')), failure(after));
const inTurn = (...parts: Array<fc.Arbitrary<readonly Deed[]>>) =>
	fc.tuple(...parts).map((deeds) => deeds.flat());

/** Each task that is removed costs each workflow two requests, and all of them share what an account may ask. */
const deeds = fc.oneof(
	{ weight: 8, arbitrary: inTurn(start, progress, end(soon)) },
	{ weight: 1, arbitrary: end(soon) },
	{
		weight: 3,
		arbitrary: inTurn(start, failure(soon), late.map(just('retry')), start, progress, end(late)),
	},
	{ weight: 1, arbitrary: inTurn(start, progress, late.map(just('remove'))) },
	{ weight: 1, arbitrary: late.map(just('remove')) },
	{
		weight: 1,
		arbitrary: inTurn(start, failure(soon), late.map(just('retry')), late.map(just('remove'))),
	},
	{ weight: 1, arbitrary: inTurn(start, end(soon), anyTime.map(just('remove'))) },
	{ weight: 1, arbitrary: inTurn(failure(soon), anyTime.map(just('retry')), end(anyTime)) },
);

const title = fc
	.record({
		number: fc.integer({ min: 1, max: 9 }),
		quality: fc.constantFrom('1080p', '720p'),
		mark: fc.oneof({ weight: 9, arbitrary: fc.constant('') }, fc.constant(` ${RARE}`)),
	})
	.map(({ number, quality, mark }) => `S01E0${String(number)} ${quality}${mark}.mkv`);

const life = fc.record({
	begins: fc.integer({ min: 0, max: 1000 }).map((thousandths) => thousandths / 1000),
	title,
	link: fc.constantFrom('magnet', 'web', 'ed2k'),
	size: fc.constantFrom(...Object.values(SIZES)),
	deeds,
});

/** @returns lives of downloads of which no two have the same name or link; the same for the same seed */
export function drawLives(seed: number, count: number): Life[] {
	return fc
		.sample(life, { seed, numRuns: count })
		.map(({ begins, title, link, size, deeds }, index) => {
			const number = String(index);
			const urls = {
				magnet: `magnet:?xt=urn:btih:${number.padStart(40, '0')}`,
				web: `https://example.org/${number}.mkv`,
				ed2k: `ed2k://|file|${number}.mkv|${String(size)}|0123456789abcdef0123456789abcdef|/`,
			};
			return { begins, task: { name: `${number} ${title}`, url: urls[link], size }, deeds };
		});
}
