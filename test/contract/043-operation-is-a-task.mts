import type { Assumption } from './assumption.mjs';
import { Workspace } from './workspace.mjs';

export const assumption: Assumption = {
	assumes:
		'What is done to files together answers with the id of a task, which can be asked for until it is done',
	source:
		'rclone, which waits for it (high); pikpak-kotlin (medium) for the 100 to 1000 milliseconds',
	readOnly: false,
	expected: 'move, done; the rest, done',
	async see(service) {
		return await Workspace.with(service, async (workspace) => {
			const [one, other] = [await workspace.folder('one'), await workspace.folder('other')];
			const move = await workspace.operate('Move', [one['id']], other['id']);
			const rest = [
				await workspace.operate('Trash', [one['id']]),
				await workspace.operate('Untrash', [one['id']]),
				await workspace.operate('Copy', [one['id']], workspace.id),
				await workspace.operate('Delete', [one['id']]),
			];
			const ends = rest.filter((phase) => phase !== 'PHASE_TYPE_COMPLETE');
			const moved = move === 'PHASE_TYPE_COMPLETE' ? 'done' : move;
			return `move, ${moved}; the rest, ${ends.join(' and ') || 'done'}`;
		});
	},
};
