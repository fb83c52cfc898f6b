import { refuse } from '../failure.mjs';

/** A part of a list; an empty token says that it is the last. */
export interface Page<T> {
	items: T[];
	nextPageToken: string;
}

/**
 * Cuts a page from a list. The token holds an offset and nothing else: what is added on top meanwhile moves the rest
 * onto the next page, so that a client meets entries twice.
 *
 * @param limit entries on the page
 * @throws ServiceFailure a refusal if the token is not one of these
 */
export function pageOf<T>(list: readonly T[], limit: number, pageToken = ''): Page<T> {
	const start = pageToken === '' ? 0 : offsetIn(pageToken);
	const end = start + limit;
	return {
		items: list.slice(start, end),
		nextPageToken:
			end < list.length ? Buffer.from(`from ${String(end)}`).toString('base64url') : '',
	};
}

function offsetIn(pageToken: string): number {
	const offset = /^from (\d+)$/.exec(Buffer.from(pageToken, 'base64url').toString())?.[1];
	if (offset === undefined) throw refuse('the field "page_token" of the query was never given out');
	return Number(offset);
}
