import type { INodeProperties, NodeOperationError } from 'n8n-workflow';
import { linkIn, linksIn } from '../../pikpak/links/links';
import type { Scope } from './operation';
import { badParameter } from './parameters';

/** Any number of links, for every operation that takes some. */
export const linksField: INodeProperties = {
	displayName: 'Links',
	name: 'links',
	type: 'string',
	typeOptions: { rows: 4 },
	default: '',
	required: true,
	placeholder: 'e.g. magnet:?xt=urn:btih:08ada5a7a6183aae1e09d831df6748d566095a10',
	description:
		'Magnets, web addresses, ed2k links or info hashes: one, one on each line, a list by an expression, or any text with links in it',
};

/** What somebody has given as links. */
export interface GivenLinks {
	/** Without repetition. */
	links: string[];
	/** Entries of a list, and lines that have the form of a link, that cannot be taken for one; each with the reason. */
	wrong: Array<{ text: string; error: NodeOperationError }>;
}

/**
 * Reads {@link linksField}.
 *
 * @returns the links, and what is none though it must be one: one at least of either
 * @throws NodeOperationError if there is nothing
 */
export function givenLinks(scope: Scope): GivenLinks {
	const given: unknown = scope.n8n.getNodeParameter('links', scope.itemIndex, '');
	const entries = Array.isArray(given) ? given : [given];
	const texts = entries.map((entry) => {
		if (typeof entry === 'string') return entry;
		throw badParameter(
			'Links',
			entry ?? null,
			'If it is an expression, see what it yields.',
			scope,
		);
	});
	if (texts.length === 0) throw badParameter('Links', given, 'Use one link at least.', scope);
	return {
		links: linksIn(texts.join('\n')),
		wrong: texts.flatMap((text) => wrongIn(text, scope)),
	};
}

/**
 * The links of {@link givenLinks}.
 *
 * @throws NodeOperationError also if anything is none though it must be one
 */
export function linksOf(scope: Scope): string[] {
	const { links, wrong } = givenLinks(scope);
	const [first] = wrong;
	if (first !== undefined) throw first.error;
	return links;
}

/** A line that is meant as a link to download, so that it must not be passed over; others, such as trackers, may be. */
const FORM_OF_A_LINK = /^(magnet:|(ed2k|https?|s?ftps?|thunder):\/\/)\S+$/i;

function wrongIn(entry: string, scope: Scope): GivenLinks['wrong'] {
	const lines = entry.split(/\r?\n/).map((line) => line.trim());
	const candidates = lines.filter((line) => FORM_OF_A_LINK.test(line));
	const parts = candidates.length > 0 || linksIn(entry).length > 0 ? candidates : [entry.trim()];
	return parts.flatMap((text) => {
		const link = linksIn(text).length > 0 ? text : linkIn(text);
		if (typeof link === 'string') return [];
		return [{ text, error: badParameter('Links', text, link.problem, scope) }];
	});
}
