import type { Assumption } from './assumption.mjs';
import { Workspace } from './workspace.mjs';

export const assumption: Assumption = {
	assumes:
		'A move keeps the id and changes the parent; where the name is taken, what comes gets a number, and a move into the same folder is refused',
	source: 'rclone (high); pikpak-kotlin, measured in 2026 (medium) for the number',
	readOnly: false,
	expected: 'the same id, in the new folder, as "one(1)"; then file_move_or_copy_to_cur',
	async see(service) {
		return await Workspace.with(service, async (workspace) => {
			const [one, other] = [await workspace.folder('one'), await workspace.folder('other')];
			await workspace.folder('one', String(other['id']));
			await workspace.operate('Move', [one['id']], other['id']);
			const there = await workspace.list(String(other['id']));
			const moved = there.find(({ id }) => id === one['id']);
			const again = { ids: [one['id']], to: { parent_id: other['id'] } };
			const { body } = await service.drive('POST', '/drive/v1/files:batchMove', {}, again);
			const place = moved?.['parent_id'] === other['id'] ? 'in the new folder' : 'elsewhere';
			const id = moved === undefined ? 'another id' : 'the same id';
			return `${id}, ${place}, as "${String(moved?.['name'])}"; then ${String(body['error'])}`;
		});
	},
};
