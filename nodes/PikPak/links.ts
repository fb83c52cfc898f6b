import type { INodeProperties } from 'n8n-workflow';
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

/**
 * Reads {@link linksField}.
 *
 * @returns the links, one at least, without repetition
 * @throws NodeOperationError if there is none, or if something is no link that must be one: an entry of a list, or a line that
 *   has the form of one
 */
export function linksOf(scope: Scope): string[] {
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
	for (const text of texts) requireLinks(text, scope);
	return linksIn(texts.join('\n'));
}

/** A line that is meant as a link to download, so that it must not be passed over; others, such as trackers, may be. */
const FORM_OF_A_LINK = /^(magnet:|(ed2k|https?|s?ftps?|thunder):\/\/)\S+$/i;

function requireLinks(text: string, scope: Scope): void {
	const lines = text.split(/\r?\n/).map((line) => line.trim());
	for (const part of [text, ...lines.filter((line) => FORM_OF_A_LINK.test(line))]) {
		if (linksIn(part).length > 0) continue;
		const link = linkIn(part);
		if (typeof link !== 'string') throw badParameter('Links', part.trim(), link.problem, scope);
	}
}
