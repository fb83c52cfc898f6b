import { cleanedUp } from './cleanedUp.mjs';
import { deleteForGood, operate, type Operation } from './operate.mjs';
import type { Service } from './service.mjs';

type Json = Record<string, unknown>;

/** A new folder at the top of the drive in which an assumption can do what it likes. */
export class Workspace {
	private constructor(
		private readonly service: Service,
		readonly id: string,
	) {}

	/** Makes one, lets something be seen in it, and deletes it for good, with nothing but what is in it. */
	static async with(
		service: Service,
		see: (workspace: Workspace) => Promise<string>,
	): Promise<string> {
		const name = `n8n-nodes-pikpak ${String(Date.now())}`;
		const { id } = await createFolder(service, name, '');
		if (typeof id !== 'string' || id === '') return 'no folder could be created';
		const workspace = new Workspace(service, id);
		return await cleanedUp(
			async () => await see(workspace),
			async () => await deleteForGood(service, id),
		);
	}

	/** @param parentId the workspace itself if left out */
	async folder(name: string, parentId = this.id): Promise<Json> {
		return await createFolder(this.service, name, parentId);
	}

	/** What is in a folder; with the given filters. */
	async list(parentId = this.id, filters: object = { trashed: { eq: false } }): Promise<Json[]> {
		const query = { parent_id: parentId, limit: '100', filters: JSON.stringify(filters) };
		const { body } = await this.service.drive('GET', '/drive/v1/files', query);
		return (body['files'] ?? []) as Json[];
	}

	/** As {@link operate}. */
	async operate(what: Operation, ids: readonly unknown[], target?: unknown): Promise<string> {
		return await operate(this.service, what, ids, target);
	}
}

async function createFolder(service: Service, name: string, parentId: string): Promise<Json> {
	const folder = { kind: 'drive#folder', name, parent_id: parentId };
	const { body } = await service.drive('POST', '/drive/v1/files', {}, folder);
	return (body['file'] ?? {}) as Json;
}
