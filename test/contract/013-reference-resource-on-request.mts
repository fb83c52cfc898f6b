import { NOTHING_TO_LOOK_AT, type Assumption } from './assumption.mjs';

export const assumption: Assumption = {
	assumes: 'The file of a finished task is embedded with with=reference_resource, and only then',
	source: 'Blog record of 2022-07-27; an answer recorded in October 2024 (high)',
	readOnly: true,
	expected: 'drive.ReferenceFile; without it none',
	async see(service) {
		const complete = { filters: '{"phase":{"eq":"PHASE_TYPE_COMPLETE"}}' };
		const [task] = await service.tasks({ ...complete, with: 'reference_resource' });
		const [bare] = await service.tasks(complete);
		const file = task?.['reference_resource'] as Record<string, unknown> | null | undefined;
		if (task === undefined || file == null) return NOTHING_TO_LOOK_AT;
		const type = String(file['@type']).replace('type.googleapis.com/', '');
		return `${type}; without it ${bare?.['reference_resource'] == null ? 'none' : 'one as well'}`;
	},
};
