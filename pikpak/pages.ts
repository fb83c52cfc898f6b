import { PikPakError } from './errors';

export interface Page<Item> {
	items: Item[];
	/** Empty on the last page. */
	nextPageToken: string;
}

/**
 * The pages of a listing, until the service sends no further page token.
 *
 * @param fetchPage asks for one page; the token is empty for the first
 * @throws PikPakError `page_token_repeated` if the service sends a token twice, since it would never come to an end
 */
export async function* pages<Item>(
	fetchPage: (pageToken: string) => Promise<Page<Item>>,
): AsyncGenerator<Page<Item>> {
	const seen = new Set<string>();
	let pageToken = '';
	do {
		const page = await fetchPage(pageToken);
		yield page;
		pageToken = page.nextPageToken;
		if (seen.has(pageToken)) throw repeated();
		seen.add(pageToken);
	} while (pageToken !== '');
}

function repeated(): PikPakError {
	return new PikPakError('page_token_repeated', {
		meaning: 'PikPak sent the same page of its list twice, so the list cannot be read to its end.',
		advice: 'Try again. If it stays, set a limit where there is one.',
		retry: 'minutes',
	});
}
