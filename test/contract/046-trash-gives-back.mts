import type { Assumption } from './assumption.mjs';
import { Workspace } from './workspace.mjs';

export const assumption: Assumption = {
	assumes:
		'What is in the trash is listed with its folder unless a filter leaves it out, and comes back to that folder',
	source:
		'rclone (medium), which looks for it before it removes a folder; for the way back pikpak-kotlin, measured in 2026 (medium), whereas a note of rclone says that files do not return to their place',
	readOnly: false,
	expected: 'trashed where it was, left out by the filter, back where it was',
	async see(service) {
		return await Workspace.with(service, async (workspace) => {
			const { id } = await workspace.folder('one');
			await workspace.operate('Trash', [id]);
			const all = await workspace.list(workspace.id, {});
			const isShown = all.some((file) => file['id'] === id && file['trashed'] === true);
			const isLeftOut = (await workspace.list()).every((file) => file['id'] !== id);
			await workspace.operate('Untrash', [id]);
			const isBack = (await workspace.list()).some((file) => file['id'] === id);
			return [
				isShown ? 'trashed where it was' : 'not shown where it was',
				isLeftOut ? 'left out by the filter' : 'shown in spite of the filter',
				isBack ? 'back where it was' : 'not back',
			].join(', ');
		});
	},
};
