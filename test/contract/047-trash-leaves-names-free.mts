import type { Assumption } from './assumption.mjs';
import { Workspace } from './workspace.mjs';

export const assumption: Assumption = {
	assumes:
		'What is in the trash leaves its name to others, and gets a number when it comes back to find it taken',
	source:
		'rclone (medium), which puts the old file in the trash and gives its name to the new one; pikpak-kotlin (medium) for the number. Pikpak_Auto_Bangumi says that names in the trash count',
	readOnly: false,
	expected: 'new: one; renamed: other; back: one(1)',
	async see(service) {
		return await Workspace.with(service, async (workspace) => {
			const [one, other] = [await workspace.folder('one'), await workspace.folder('other')];
			await workspace.operate('Trash', [one['id'], other['id']]);
			const again = await workspace.folder('one');
			const third = await workspace.folder('third');
			const path = `/drive/v1/files/${String(third['id'])}`;
			const { body } = await service.drive('PATCH', path, {}, { name: 'other' });
			await workspace.operate('Untrash', [one['id']]);
			const back = (await workspace.list()).find(({ id }) => id === one['id']);
			const renamed = String(body['error'] ?? body['name']);
			return `new: ${String(again['name'])}; renamed: ${renamed}; back: ${String(back?.['name'])}`;
		});
	},
};
