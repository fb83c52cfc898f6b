import fc from 'fast-check';
import { pages } from '../../pikpak/pages.js';

const collect = async <Item,>(items: AsyncIterable<Item>) => {
	const all: Item[] = [];
	for await (const item of items) all.push(item);
	return all;
};

test('yields every page in order', async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(fc.array(fc.nat()), { minLength: 1 }), async (chunks) => {
			const fetched: string[] = [];
			const yielded = pages(async (pageToken) => {
				fetched.push(pageToken);
				const index = Number(pageToken);
				const isLast = index === chunks.length - 1;
				return { items: chunks[index] ?? [], nextPageToken: isLast ? '' : String(index + 1) };
			});
			expect((await collect(yielded)).map(({ items }) => items)).toEqual(chunks);
			expect(fetched).toEqual(chunks.map((_, index) => (index === 0 ? '' : String(index))));
		}),
	);
});

test('ends with an error when tokens go in a circle', async () => {
	const circle = pages(async (pageToken) => ({
		items: [pageToken],
		nextPageToken: pageToken === 'a' ? 'b' : 'a',
	}));
	await expect(collect(circle)).rejects.toMatchObject({ reason: 'page_token_repeated' });
});

test('fetches no page that nobody reads', async () => {
	const fetched: string[] = [];
	for await (const { nextPageToken } of pages(async (pageToken) => {
		fetched.push(pageToken);
		return { items: [], nextPageToken: `${pageToken}.` };
	})) {
		if (nextPageToken === '..') break;
	}
	expect(fetched).toEqual(['', '.']);
});
