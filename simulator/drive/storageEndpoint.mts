import type { Context } from 'hono';
import { CLIENTS } from '../account/clients.mjs';
import { requireAccess } from '../account/tokens.mjs';
import { addressOf, labelOf, rootOf } from '../hosts.mjs';
import type { World } from '../world.mjs';

/**
 * The `endpoint` of an upload. A token of the web client gets a bare domain, to which the bucket's name is added; one of
 * Android a host that stands for the bucket by itself (OpenList, pikpakcli, PikPak_Enhancement_Master). On loopback there
 * are no such names, so that it is a whole address, which stands for the bucket too.
 */
export function endpointFor(c: Context, world: World): string {
	const root = rootOf(c);
	if (root === undefined) return addressOf(c, 'storage');
	const { clientId } = requireAccess(world, c.req.header('authorization'));
	return clientId === CLIENTS.web.id ? root : `${labelOf('storage')}.${root}`;
}
