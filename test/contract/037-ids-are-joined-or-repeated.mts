import type { Assumption } from './assumption.mjs';
import { cleanedUp } from './cleanedUp.mjs';
import { discardTask, LINK } from './downloads.mjs';
import type { Reply } from './service.mjs';

export const assumption: Assumption = {
	assumes: 'Tasks are deleted by their ids in one text with commas as well as by a repeated name',
	source: 'OpenList and the web client join them; PikPakAPI and pikpaktui repeat the name (high)',
	readOnly: false,
	expected: 'joined: gone, gone; repeated: gone, gone',
	async see(service) {
		const seen = [];
		for (const how of ['joined', 'repeated']) {
			const tasks = [await service.create(LINK), await service.create(LINK)].map(taskOf);
			const left = async () => {
				const listed = (await service.tasks()).map(({ id }) => id);
				return tasks.filter(({ id }) => listed.includes(id));
			};
			const became = async () => {
				const ids = tasks.map(({ id }) => String(id));
				const named = how === 'joined' ? [ids.join(',')] : ids;
				await service.drive('DELETE', '/drive/v1/tasks', [
					...named.map((id): [string, string] => ['task_ids', id]),
					['delete_files', 'true'],
				]);
				const still = await left();
				return tasks.map((task) => (still.includes(task) ? 'still there' : 'gone')).join(', ');
			};
			const cleanUp = async () => {
				const words: string[] = [];
				for (const task of await left()) words.push(...(await discardTask(service, task)));
				return words;
			};
			seen.push(`${how}: ${await cleanedUp(became, cleanUp)}`);
		}
		return seen.join('; ');
	},
};

function taskOf({ body }: Reply): Record<string, unknown> {
	return (body['task'] ?? {}) as Record<string, unknown>;
}
