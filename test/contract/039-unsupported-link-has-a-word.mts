import type { Assumption } from './assumption.mjs';

export const assumption: Assumption = {
	assumes:
		'A link that PikPak does not take is refused with task_url_unsupported, and makes no task',
	source: 'KeepShare knows the word (medium); that it is said of such a link is inferred (low)',
	readOnly: false,
	expected: 'task_url_unsupported',
	async see(service) {
		const { body } = await service.create('gopher://example.org/1/alice.txt');
		const task = body['task'] as Record<string, unknown> | null | undefined;
		if (task == null) return String(body['error']);
		await service.deleteTask(task);
		return 'a task';
	},
};
