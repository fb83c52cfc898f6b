import type { Assumption } from './assumption.mjs';
import { withTask } from './downloads.mjs';
import type { Service } from './service.mjs';

export const assumption: Assumption = {
	assumes: 'Tasks are deleted by their ids in one text with commas as well as by a repeated name',
	source: 'OpenList and the web client join them; PikPakAPI and pikpaktui repeat the name (high)',
	readOnly: false,
	expected: 'joined: gone, gone; repeated: gone, gone',
	async see(service) {
		const joined = await afterDeletion(service, (ids) => [ids.join(',')]);
		const repeated = await afterDeletion(service, (ids) => ids);
		return `joined: ${joined}; repeated: ${repeated}`;
	},
};

/** What has become of two tasks that are deleted by the values of `task_ids`. */
async function afterDeletion(
	service: Service,
	valuesFor: (ids: string[]) => string[],
): Promise<string> {
	return await withTask(service, async (one) =>
		withTask(service, async (other) => {
			const ids = [String(one['id']), String(other['id'])];
			await service.drive('DELETE', '/drive/v1/tasks', [
				...valuesFor(ids).map((value): [string, string] => ['task_ids', value]),
				['delete_files', 'true'],
			]);
			const left = (await service.tasks()).map(({ id }) => id);
			return ids.map((id) => (left.includes(id) ? 'still there' : 'gone')).join(', ');
		}),
	);
}
