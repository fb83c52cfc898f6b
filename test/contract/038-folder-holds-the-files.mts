import { NOTHING_TO_LOOK_AT, type Assumption } from './assumption.mjs';

export const assumption: Assumption = {
	assumes:
		'A finished download of several files is a folder, which has no size of its own, with files in it',
	source:
		'pikpak-kotlin and pikpak-rss-manager for the folder (high); pikpakfs, recorded in October 2024, for its size (medium)',
	readOnly: true,
	expected: 'drive#folder of 0 with something in it',
	async see(service) {
		const complete = { filters: '{"phase":{"eq":"PHASE_TYPE_COMPLETE"}}' };
		const tasks = await service.tasks({ ...complete, with: 'reference_resource' });
		const task = tasks.find(
			({ status_size, reference_resource }) =>
				Number(status_size) > 1 && reference_resource != null,
		);
		if (task === undefined) return NOTHING_TO_LOOK_AT;
		const id = String(task['file_id']);
		const { kind, size } = (await service.drive('GET', `/drive/v1/files/${id}`)).body;
		const { body } = await service.drive('GET', '/drive/v1/files', { parent_id: id, limit: '100' });
		const files = (body['files'] ?? []) as unknown[];
		const something = files.length > 0 ? 'something' : 'nothing';
		return `${String(kind)} of ${String(size)} with ${something} in it`;
	},
};
