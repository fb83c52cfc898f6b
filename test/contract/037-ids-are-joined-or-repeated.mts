import type { Assumption } from './assumption.mjs';

export const assumption: Assumption = {
	assumes: 'Tasks are deleted by their ids in one text with commas as well as by a repeated name',
	source: 'OpenList and the web client join them; PikPakAPI and pikpaktui repeat the name (high)',
	readOnly: false,
	expected: 'joined: gone, gone; repeated: gone, gone',
	async see(service) {
		const seen = [];
		for (const how of ['joined', 'repeated']) {
			const tasks = [await service.createTask(), await service.createTask()];
			const ids = tasks.map(({ id }) => String(id));
			const named = how === 'joined' ? [ids.join(',')] : ids;
			await service.drive('DELETE', '/drive/v1/tasks', [
				...named.map((id): [string, string] => ['task_ids', id]),
				['delete_files', 'true'],
			]);
			const left = (await service.tasks()).map(({ id }) => id);
			const became = ids.map((id) => (left.includes(id) ? 'still there' : 'gone'));
			for (const task of tasks) if (left.includes(task['id'])) await service.deleteTask(task);
			seen.push(`${how}: ${became.join(', ')}`);
		}
		return seen.join('; ');
	},
};
