import type { Context } from 'hono';
import type { Service } from '../hosts.mjs';
import { NoQuery, readBody, readQuery } from '../requests.mjs';
import type { World } from '../world.mjs';
import { accessTo } from './access.mjs';
import { requireFile } from './files.mjs';
import { beginOperation, doAtOnce } from './operations.mjs';
import { BatchRequest, BatchToRequest, EmptyRequest } from './operationRequests.mjs';

/** Files and folders together: moved, copied, put in the trash and taken out of it, deleted, marked with a star. */
export function addOperationRoutes(drive: Service, world: World): void {
	const access = accessTo(world);

	for (const kind of ['move', 'copy'] as const) {
		drive.post(`/drive/v1/files:${BATCHES[kind]}`, access, async (c) => {
			readQuery(c, NoQuery);
			const { ids, to } = await readBody(c, BatchToRequest);
			return c.json({ task_id: beginOperation(world, kind, { ids, target: to.parent_id }).id });
		});
	}

	for (const kind of ['trash', 'untrash', 'delete'] as const) {
		drive.post(`/drive/v1/files:${BATCHES[kind]}`, access, async (c) => {
			readQuery(c, NoQuery);
			return c.json({ task_id: beginOperation(world, kind, await readBody(c, BatchRequest)).id });
		});
	}

	drive.patch('/drive/v1/files/trash:empty', access, async (c) => {
		readQuery(c, NoQuery);
		await readNothing(c);
		const inTrash = Object.values(world.state.files).filter(({ trashed }) => trashed);
		const ids = inTrash.map(({ id }) => id);
		return c.json({ task_id: beginOperation(world, 'emptyTrash', { ids }).id });
	});

	drive.delete('/drive/v1/files/:id', access, (c) => {
		readQuery(c, NoQuery);
		doAtOnce(world, 'trash', c.req.param('id'));
		return c.json({});
	});

	for (const [name, starred] of [
		['star', true],
		['unstar', false],
	] as const) {
		drive.post(`/drive/v1/files:${name}`, access, async (c) => {
			readQuery(c, NoQuery);
			const { ids } = await readBody(c, BatchRequest);
			for (const file of ids.map((id) => requireFile(world, id))) file.starred = starred;
			return c.json({});
		});
	}
}

const BATCHES = {
	move: 'batchMove',
	copy: 'batchCopy',
	trash: 'batchTrash',
	untrash: 'batchUntrash',
	delete: 'batchDelete',
} as const;

/** Three clients send no body at all, and the author of a fourth was refused until it sent an empty object. */
async function readNothing(c: Context): Promise<void> {
	if ((await c.req.text()) !== '') await readBody(c, EmptyRequest);
}
