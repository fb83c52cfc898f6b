import { ServiceFailure } from '../failure.mjs';
import type { Service } from '../hosts.mjs';
import { readBody, readQuery, NoQuery } from '../requests.mjs';
import { newId, type World } from '../world.mjs';
import { accessTo } from './access.mjs';
import { findByCid } from './bytes.mjs';
import { contentOf } from './contents.mjs';
import { resourceOf, wholeList } from './preview.mjs';
import { CidQuery, LinkStatusQuery, PreviewRequest } from './requests.mjs';
import { isSource, requireSource } from './source.mjs';

/** What links lead to, before anything is downloaded, and which content PikPak has. */
export function addResourceRoutes(drive: Service, world: World): void {
	drive.post('/drive/v1/resource/list', accessTo(world), async (c) => {
		readQuery(c, NoQuery);
		const { urls: url } = await readBody(c, PreviewRequest);
		requireSource(url);
		const content = contentOf(world, url);
		const resource = resourceOf(url, content?.known === true ? content : undefined);
		return c.json({ list_id: newId(world, '', 26), list: wholeList([resource]) });
	});

	// Lets a client learn the gcid without reading the whole file.
	drive.get('/drive/v1/resource/cid', accessTo(world), (c) => {
		const { cid, file_size = 0 } = readQuery(c, CidQuery);
		if (cid === undefined || file_size === 0) {
			throw new ServiceFailure(400, 'invalid_argument', 3, 'cid and file_size is required');
		}
		return c.json({ gcid: findByCid(world, cid, file_size) ?? '' });
	});

	// Asked without a token by the only client that is known to ask.
	drive.get('/drive/v1/resource/status', (c) =>
		c.json({ status: statusOf(world, readQuery(c, LinkStatusQuery).url) }),
	);
}

/** The words are those of a client; what the service means by each of them is not known. */
function statusOf(world: World, url: string): 'OK' | 'UNKNOWN' | 'LIMITED' | 'ERROR' {
	if (!isSource(url)) return 'ERROR';
	const { known = false, refused = '' } = contentOf(world, url) ?? {};
	if (!known) return 'UNKNOWN';
	return refused === '' ? 'OK' : 'LIMITED';
}
