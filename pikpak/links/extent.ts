import { isMagnet } from './magnet';

/** How far a link reaches into a text. */
export interface Extent {
	/** Where it ends. */
	end: number;
	/** Where another link can begin. */
	next: number;
}

/** What no link has in it: blanks, controls, signs without a width, quotes, and what sets links apart in markup. */
const END =
	/[\s\u200b-\u200f\u202a-\u202e\u2060-\u2064"<>`|\\]|[^ -~\u00a0-\uffff]|\[\/|&(?:quot|apos|lt|gt|nbsp|#0*(?:3[49]|6[02]|160)|#x0*(?:2[27]|3[ce]|a0));/;
/** A web address can be part of another link, behind such as `tr=`, unless nothing else is there. */
const OTHER_LINK = /magnet:\?|ed2k:\/\/\||(?:(?<![/=?&#:])|(?<=:\/\/))https?:\/\//;
const PARAMETER = /&[a-z][a-z\d.]*=/;
/** Printed quotes, and the punctuation of Chinese and Japanese, which has no blank behind it. */
const PUNCTUATION =
	/[\u00ab\u00bb\u2018-\u201f\u2026\u2039\u203a\u3001-\u3003\u3008-\u3011\u3014-\u301f\uff01\uff08\uff09\uff0c\uff0e\uff1a\uff1b\uff1f\uff3b\uff3d\uff5b-\uff64]/;

const MARK = new RegExp(
	`(${END.source}|${OTHER_LINK.source})|(${PARAMETER.source})|${PUNCTUATION.source}|[()[\\]{}']`,
	'gi',
);

const CLOSERS = new Map([
	['(', ')'],
	['[', ']'],
	['{', '}'],
]);

/** What ends a sentence or a quotation rather than a link. */
const TRAILING = ".,;:!?'*";

/**
 * Finds the end of a magnet or a web address. Brackets are part of it if they are closed in it; the punctuation and the quotes
 * of the text around it are not. Names in magnets are often not escaped, so in a magnet all that has a further parameter
 * behind it is part of it.
 *
 * @param start of the link
 * @param from behind its beginning, such as `magnet:?`
 */
export function extentOf(text: string, start: number, from: number): Extent {
	const reading: Reading = {
		hasParameters: isMagnet(text.slice(start, from)),
		isQuoted: text[start - 1] === "'",
		open: [],
		pause: undefined,
	};
	let end = text.length;
	MARK.lastIndex = from;
	for (let mark = MARK.exec(text); mark !== null; mark = MARK.exec(text)) {
		const kind = kindOf(mark, reading);
		if (kind === 'opener') reading.open.push({ at: mark.index, closer: CLOSERS.get(mark[0]) });
		if (kind === 'closer') reading.open.pop();
		if (kind === 'parameter') [reading.open, reading.pause] = [[], undefined];
		if (kind === 'pause') reading.pause = mark.index;
		if (kind === 'end') {
			end = mark.index;
			break;
		}
	}
	const { open, pause: next = end } = reading;
	return { end: withoutTrailing(text, from, open[0]?.at ?? next), next };
}

interface Reading {
	readonly hasParameters: boolean;
	/** Whether it stands in single quotes. */
	readonly isQuoted: boolean;
	/** Brackets that are not closed yet. */
	open: Array<{ at: number; closer: string | undefined }>;
	/** Where it ends, unless a parameter comes. */
	pause: number | undefined;
}

/** A bound for the memory that a hostile text takes. */
const MOST_OPEN = 100;

type Kind = 'end' | 'pause' | 'parameter' | 'opener' | 'closer' | 'letter';

function kindOf(
	[sign, end, parameter]: RegExpExecArray,
	{ hasParameters, isQuoted, open, pause }: Reading,
): Kind {
	if (end !== undefined) return 'end';
	if (parameter !== undefined) return hasParameters ? 'parameter' : 'letter';
	if (pause !== undefined || (sign === "'" && !isQuoted)) return 'letter';
	if (CLOSERS.has(sign) && open.length < MOST_OPEN) return 'opener';
	if (sign === open.at(-1)?.closer) return 'closer';
	return hasParameters ? 'pause' : 'end';
}

function withoutTrailing(text: string, from: number, end: number): number {
	let last = end;
	while (last > from && TRAILING.includes(text.charAt(last - 1))) last -= 1;
	return last;
}
