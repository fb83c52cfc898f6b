import { PikPakError } from './errors';

/**
 * The items of a listing, page by page, until the service sends no further page token.
 *
 * @param fetchPage asks for one page; the token is empty for the first
 * @throws PikPakError `page_token_repeated` if the service sends a token twice, since it would never come to an end
 */
export async function* pages<Item>(
	fetchPage: (pageToken: string) => Promise<{ items: Item[]; nextPageToken: string }>,
): AsyncGenerator<Item> {
	const seen = new Set<string>();
	let pageToken = '';
	do {
		const { items, nextPageToken } = await fetchPage(pageToken);
		yield* items;
		if (seen.has(nextPageToken)) throw repeated();
		seen.add(nextPageToken);
		pageToken = nextPageToken;
	} while (pageToken !== '');
}

function repeated(): PikPakError {
	return new PikPakError('page_token_repeated', {
		meaning: 'PikPak sent the same page of its list twice, so the list cannot be read to its end.',
		advice: 'Try again. If it stays, set a limit instead of Return All.',
		retry: 'minutes',
	});
}
