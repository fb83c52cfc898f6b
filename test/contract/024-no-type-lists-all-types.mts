import { NOTHING_TO_LOOK_AT, type Assumption } from './assumption.mjs';

export const assumption: Assumption = {
	assumes: 'Without a type the list holds tasks of every type',
	source: 'PikPak Enhancement Master omits it at times (medium)',
	readOnly: true,
	expected: 'at least as many as offline and upload together',
	async see(service) {
		const count = async (query: Record<string, string>) => {
			const { body } = await service.drive('GET', '/drive/v1/tasks', { limit: '100', ...query });
			return (body['tasks'] as unknown[]).length;
		};
		const all = await count({});
		if (all === 0 || all >= 100) return NOTHING_TO_LOOK_AT;
		const together = (await count({ type: 'offline' })) + (await count({ type: 'upload' }));
		return all >= together
			? 'at least as many as offline and upload together'
			: `${String(all)} of ${String(together)}`;
	},
};
