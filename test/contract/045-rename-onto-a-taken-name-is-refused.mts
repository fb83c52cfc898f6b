import type { Assumption } from './assumption.mjs';
import { Workspace } from './workspace.mjs';

export const assumption: Assumption = {
	assumes: 'A file cannot get the name of another one in its folder, nor the name that it has',
	source: 'rclone (high); pikpak-rss-manager, checked in October 2026',
	readOnly: false,
	expected: 'file_duplicated_name, file_rename_to_same_name, the new name',
	async see(service) {
		return await Workspace.with(service, async (workspace) => {
			const { id } = await workspace.folder('one');
			await workspace.folder('other');
			const seen: string[] = [];
			for (const name of ['other', 'one', 'new']) {
				const path = `/drive/v1/files/${String(id)}`;
				const { body } = await service.drive('PATCH', path, {}, { name });
				seen.push(String(body['error'] ?? (body['name'] === name ? 'the new name' : body['name'])));
			}
			return seen.join(', ');
		});
	},
};
