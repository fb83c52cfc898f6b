import type { Assumption } from './assumption.mjs';

export const assumption: Assumption = {
	assumes: "A retry keeps the task's id, gives it a new file id and counts retry_times up",
	source:
		'pikpak-kotlin, measured in September 2026 (high). The trigger tells two failures apart by it',
	readOnly: false,
	expected: 'same id, new file, retry_times 1',
	async see(service) {
		const created = await service.drive(
			'POST',
			'/drive/v1/files',
			{},
			{
				kind: 'drive#file',
				upload_type: 'UPLOAD_TYPE_URL',
				folder_type: 'DOWNLOAD',
				url: { url: `magnet:?xt=urn:btih:${'0'.repeat(39)}1` },
			},
		);
		const before = created.body['task'] as Record<string, unknown>;
		const retried = await service.drive(
			'POST',
			'/drive/v1/task',
			{},
			{
				type: 'offline',
				create_type: 'RETRY',
				id: before['id'],
			},
		);
		const after = retried.body['task'] as Record<string, unknown>;
		const times = (after['params'] as Record<string, unknown>)['retry_times'];
		const id = after['id'] === before['id'] ? 'same id' : 'new id';
		const file = after['file_id'] === before['file_id'] ? 'same file' : 'new file';
		return `${id}, ${file}, retry_times ${String(times)}`;
	},
};
