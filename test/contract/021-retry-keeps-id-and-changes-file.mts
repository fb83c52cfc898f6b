import type { Assumption } from './assumption.mjs';
import { withTask } from './downloads.mjs';

export const assumption: Assumption = {
	assumes: "A retry keeps the task's id, gives it a new file id and counts retry_times up",
	source:
		'pikpak-kotlin, measured in September 2026 (high). The trigger tells two failures apart by it',
	readOnly: false,
	expected: 'same id, new file, retry_times 1',
	async see(service) {
		return await withTask(service, async (before) => {
			const after = await service.retryTask(before);
			const times = (after['params'] as Record<string, unknown>)['retry_times'];
			const id = after['id'] === before['id'] ? 'same id' : 'new id';
			const file = after['file_id'] === before['file_id'] ? 'same file' : 'new file';
			return `${id}, ${file}, retry_times ${String(times)}`;
		});
	},
};
