import fc from 'fast-check';
import { pages } from '../../pikpak/pages.js';

const collect = async <Item,>(items: AsyncIterable<Item>) => {
	const all: Item[] = [];
	for await (const item of items) all.push(item);
	return all;
};

test('yields every item of every page in order', async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(fc.array(fc.nat()), { minLength: 1 }), async (chunks) => {
			const fetched: string[] = [];
			const items = pages(async (pageToken) => {
				fetched.push(pageToken);
				const index = Number(pageToken);
				const isLast = index === chunks.length - 1;
				return { items: chunks[index] ?? [], nextPageToken: isLast ? '' : String(index + 1) };
			});
			expect(await collect(items)).toEqual(chunks.flat());
			expect(fetched).toEqual(chunks.map((_, index) => (index === 0 ? '' : String(index))));
		}),
	);
});

test('ends with an error when tokens go in a circle', async () => {
	const items = pages(async (pageToken) => ({
		items: [pageToken],
		nextPageToken: pageToken === 'a' ? 'b' : 'a',
	}));
	await expect(collect(items)).rejects.toMatchObject({ reason: 'page_token_repeated' });
});

test('fetches no page that nobody reads', async () => {
	const fetched: string[] = [];
	for await (const item of pages(async (pageToken) => {
		fetched.push(pageToken);
		return { items: [1, 2, 3], nextPageToken: `${pageToken}.` };
	})) {
		if (item === 3) break;
	}
	expect(fetched).toEqual(['']);
});
