import type { Assumption } from './assumption.mjs';

type Json = Record<string, unknown>;

export const assumption: Assumption = {
	assumes:
		'A new folder is answered with its name, which is another one if there is a folder of that name; it can be put in the trash',
	source:
		'All clients (high) for the answer and the trash; inferred from downloads and copies (low) for the name: pikpaktui has seen two folders of one name',
	readOnly: false,
	expected: 'the name, another name, in the trash',
	async see(service) {
		const name = `n8n-nodes-pikpak ${String(Date.now())}`;
		const [one, other] = [await create(), await create()];
		const names = [one, other].map((folder) =>
			folder['name'] === name ? 'the name' : 'another name',
		);
		const ids = [one['id'], other['id']];
		const trash = '/drive/v1/files:batchTrash';
		const { status } = await service.drive('POST', trash, {}, { ids });
		return `${names.join(', ')}, ${status === 200 ? 'in the trash' : `HTTP ${String(status)}`}`;

		async function create(): Promise<Json> {
			const folder = { kind: 'drive#folder', name, parent_id: '' };
			const { body } = await service.drive('POST', '/drive/v1/files', {}, folder);
			return (body['file'] ?? {}) as Json;
		}
	},
};
