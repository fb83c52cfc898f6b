import type { Service } from './service.mjs';

type Json = Record<string, unknown>;

/** In seconds; operations were seen to take up to one. */
const PATIENCE = 30;

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
		try {
			return await see(workspace);
		} finally {
			await workspace.operate('Delete', [id]);
		}
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

	/**
	 * Does something to files and waits until it is done.
	 *
	 * @param target the folder that they go to
	 * @returns the phase in which its task ended, or what was said instead
	 */
	async operate(
		what: 'Move' | 'Copy' | 'Trash' | 'Untrash' | 'Delete',
		ids: readonly unknown[],
		target?: unknown,
	): Promise<string> {
		const data = { ids, ...(target !== undefined && { to: { parent_id: target } }) };
		const answer = await this.service.drive('POST', `/drive/v1/files:batch${what}`, {}, data);
		const id = answer.body['task_id'];
		if (typeof id !== 'string')
			return `HTTP ${String(answer.status)}, ${JSON.stringify(answer.body)}`;
		for (let second = 0; second < PATIENCE; second += 1) {
			const { status, body } = await this.service.drive('GET', `/drive/v1/tasks/${id}`);
			const isOver = ['PHASE_TYPE_COMPLETE', 'PHASE_TYPE_ERROR'].includes(String(body['phase']));
			if (isOver) return String(body['phase']);
			if (status !== 200) return `HTTP ${String(status)}, ${String(body['error'])}`;
			await new Promise((resolve) => setTimeout(resolve, 1000));
		}
		return `no end after ${String(PATIENCE)} seconds`;
	}
}

async function createFolder(service: Service, name: string, parentId: string): Promise<Json> {
	const folder = { kind: 'drive#folder', name, parent_id: parentId };
	const { body } = await service.drive('POST', '/drive/v1/files', {}, folder);
	return (body['file'] ?? {}) as Json;
}
