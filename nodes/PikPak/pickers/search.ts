import type {
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
} from 'n8n-workflow';
import type { Call } from '../../../pikpak/call';
import { toNodeError } from '../errors';
import { connect } from '../transport';

/** What n8n asks for: what the user has typed, and where the entries end that it has already. */
export interface Wanted {
	filter: string | undefined;
	token: string | undefined;
}

/** Reads one part of what can be chosen. The tokens are empty for the first part, and after the last. */
type ReadPart = (
	call: Call,
	token: string,
) => Promise<{ entries: INodeListSearchItems[]; nextToken: string }>;

/** How far a search goes. */
interface Bounds {
	partsAtMost: number;
	/** What stands in the list, as its last entry, if there is more that was not searched. */
	unsearched: string;
}

/** The editor's list shows seven or eight. It fetches more of what a search finds only if it can be scrolled. */
const ENOUGH = 10;

/**
 * Reads a part of a list for the editor. With a filter it reads on until it has found enough to fill the list, or until so
 * many parts are read: then the list ends with an entry that says so, and that chooses nothing.
 *
 * @throws NodeApiError or NodeOperationError
 */
export async function searchIn(
	n8n: ILoadOptionsFunctions,
	{ filter = '', token = '' }: Wanted,
	readPart: ReadPart,
	{ partsAtMost, unsearched }: Bounds,
): Promise<INodeListSearchResult> {
	try {
		const { call } = await connect(n8n);
		const wanted = filter.trim().toLowerCase();
		const results: INodeListSearchItems[] = [];
		let nextToken = token;
		for (let part = 0; part < (wanted === '' ? 1 : partsAtMost); part += 1) {
			const read = await readPart(call, nextToken);
			results.push(...read.entries.filter(({ name }) => name.toLowerCase().includes(wanted)));
			({ nextToken } = read);
			if (nextToken === '' || results.length >= ENOUGH) break;
		}
		if (wanted !== '' && nextToken !== '' && results.length < ENOUGH)
			return { results: [...results, { name: unsearched, value: '' }] };
		return { results, ...(nextToken !== '' && { paginationToken: nextToken }) };
	} catch (error) {
		throw toNodeError(n8n.getNode(), error);
	}
}
