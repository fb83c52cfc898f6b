import type { Assumption } from './assumption.mjs';

export const assumption: Assumption = {
	assumes: 'A retry leaves the creation time of a task as it is',
	source:
		'Not stated by any source (low). The trigger rests on it: it takes a task above its watermark for a new one',
	readOnly: false,
	expected: 'the same',
	async see(service) {
		const task = await service.createTask();
		const retried = await service.retryTask(task);
		await service.deleteTask(task);
		return retried['created_time'] === task['created_time'] ? 'the same' : 'another';
	},
};
