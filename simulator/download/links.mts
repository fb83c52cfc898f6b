import { createHash } from 'node:crypto';
import { z } from 'zod/v4';
import type { Content } from '../drive/bytes.mjs';
import { refuse } from '../failure.mjs';
import type { World } from '../world.mjs';

/** `expire` in seconds since 1970: clients go by this one. */
export const LinkQuery = z.strictObject({
	fid: z.string(),
	expire: z.string().regex(/^\d{1,12}$/, 'not seconds since 1970'),
});
export type LinkQuery = z.infer<typeof LinkQuery>;

/**
 * A link to some content, as a path with its query. It tells everything by itself, and so outlives the file, as was
 * measured of PikPak's.
 *
 * @param expire seconds since 1970
 */
export function linkTo(world: World, content: Content, expire: number): string {
	const text = `${content.hash} ${String(content.size)} ${signatureOf(world, content, expire)}`;
	const fid = Buffer.from(text).toString('base64url');
	return `/download/?fid=${fid}&expire=${String(expire)}`;
}

/** @throws ServiceFailure a refusal if no such link was given out */
export function contentOfLink(world: World, { fid, expire }: LinkQuery): Content {
	const text = Buffer.from(fid, 'base64url').toString();
	const [, hash = '', size = '', signature] = /^([0-9A-F]{40}) (\d+) (\w+)$/.exec(text) ?? [];
	const content = { hash, size: Number(size) };
	if (signature !== signatureOf(world, content, Number(expire))) {
		throw refuse('this link was never given out', { status: 403 });
	}
	return content;
}

/** Against mistakes, not against people. */
function signatureOf({ state }: World, { hash, size }: Content, expire: number): string {
	const text = [state.account.userId, hash, size, expire].join(' ');
	return createHash('sha1').update(text).digest('hex').slice(0, 16);
}
