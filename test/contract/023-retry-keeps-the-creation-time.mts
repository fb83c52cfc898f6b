import type { Assumption } from './assumption.mjs';
import { withTask } from './downloads.mjs';

export const assumption: Assumption = {
	assumes: 'A retry leaves the creation time of a task as it is',
	source:
		'Not stated by any source (low). The trigger rests on it: it takes a task above its watermark for a new one',
	readOnly: false,
	expected: 'the same',
	async see(service) {
		return await withTask(service, async (task) => {
			const retried = await service.retryTask(task);
			return retried['created_time'] === task['created_time'] ? 'the same' : 'another';
		});
	},
};
