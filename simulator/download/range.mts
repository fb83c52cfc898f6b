import { refuse } from '../failure.mjs';

/** From `start` to before `end`. */
export interface Range {
	readonly start: number;
	readonly end: number;
}

/**
 * The part of a content that the header `Range` asks for.
 *
 * @param size bytes of the whole
 * @returns undefined if there is no such part
 * @throws ServiceFailure a refusal of several ranges and of what is no range, which nobody is seen to send
 */
export function rangeOf(header: string, size: number): Range | undefined {
	const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(header) ?? [];
	const isBackward = from !== '' && to !== '' && Number(to) < Number(from);
	if ((from === '' && to === '') || isBackward) {
		throw refuse(`no evidence shows the Range "${header}"`);
	}
	const range =
		from === ''
			? { start: Math.max(0, size - Number(to)), end: size }
			: { start: Number(from), end: Math.min(to === '' ? size : Number(to) + 1, size) };
	return range.start < range.end ? range : undefined;
}
