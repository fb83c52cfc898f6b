import { refuse } from '../failure.mjs';

/** A part of a list; an empty token says that it is the last. */
export interface Page<T> {
	items: T[];
	nextPageToken: string;
}

/**
 * Cuts a page from those entries of a list that fit. The token holds an offset and nothing else: what is added on top meanwhile moves the rest
 * onto the next page, so that a client meets entries twice.
 *
 * @param fits asked no further than to the end of the page
 * @param limit entries on the page
 * @throws ServiceFailure a refusal if the token is not one of these
 */
export function pageOf<T>(
	list: readonly T[],
	fits: (entry: T) => boolean,
	{ limit, pageToken = '' }: { limit: number; pageToken: string | undefined },
): Page<T> {
	const start = pageToken === '' ? 0 : offsetIn(pageToken);
	const end = start + limit;
	const found: T[] = [];
	for (const entry of list) {
		// One more than the page holds tells that there is another page.
		if (fits(entry) && found.push(entry) > end) break;
	}
	return {
		items: found.slice(start, end),
		nextPageToken:
			end < found.length ? Buffer.from(`from ${String(end)}`).toString('base64url') : '',
	};
}

function offsetIn(pageToken: string): number {
	const offset = /^from (\d+)$/.exec(Buffer.from(pageToken, 'base64url').toString())?.[1];
	if (offset === undefined) throw refuse('the field "page_token" of the query was never given out');
	return Number(offset);
}
