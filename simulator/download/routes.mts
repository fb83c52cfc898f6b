import type { Context } from 'hono';
import { bytesOf } from '../drive/bytes.mjs';
import type { ServiceFailure } from '../failure.mjs';
import type { Service } from '../hosts.mjs';
import { readQuery } from '../requests.mjs';
import type { World } from '../world.mjs';
import { connectionsOf } from './connections.mjs';
import { contentOfLink, LinkQuery } from './links.mjs';
import { rangeOf } from './range.mjs';

/** The content of files, to whoever has a link to it. */
export function addDownloadRoutes(download: Service, world: World): void {
	download.get('/download/', (c) => {
		const link = readQuery(c, LinkQuery);
		const content = contentOfLink(world, link);
		if (world.now() >= Number(link.expire) * 1000) return c.body(null, 403);
		if (!isAcceptable(c)) return c.body(null, 406);
		const { size } = content;
		const wanted = c.req.header('range');
		const range = wanted === undefined ? { start: 0, end: size } : rangeOf(wanted, size);
		if (range === undefined) {
			return c.body(null, 416, { 'Content-Range': `bytes */${String(size)}` });
		}
		const connection = connectionsOf(world).take(link.fid);
		if (connection === undefined) return c.body(null, 503);
		const { start, end } = range;
		return c.body(connection.stream(bytesOf(world, content, start, end)), {
			status: wanted === undefined ? 200 : 206,
			headers: {
				'Accept-Ranges': 'bytes',
				'Content-Length': String(end - start),
				'Content-Type': 'application/octet-stream',
				...(wanted !== undefined && {
					'Content-Range': `bytes ${String(start)}-${String(end - 1)}/${String(size)}`,
				}),
			},
		});
	});
}

/** Measured by pikpak-kotlin of JSON alone; a list that has `*` as well leaves the choice. */
function isAcceptable({ req }: Context): boolean {
	const kinds = (req.header('accept') ?? '*/*')
		.split(',')
		.map((kind) => kind.split(';')[0]?.trim());
	return kinds.some((kind) => kind !== 'application/json');
}

/** Nothing but the status, unless the simulator has to say why. */
export function bareAnswer({ status, refused, message }: ServiceFailure): Response {
	return new Response(refused ? message : null, { status });
}
