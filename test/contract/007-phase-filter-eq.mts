import { NOTHING_TO_LOOK_AT, type Assumption } from './assumption.mjs';

export const assumption: Assumption = {
	assumes: 'One phase is filtered with `eq`',
	source: 'Blog record of 2022-07-27 (high)',
	readOnly: true,
	expected: 'only the phase asked for',
	async see(service) {
		const tasks = await service.tasks({ filters: '{"phase":{"eq":"PHASE_TYPE_COMPLETE"}}' });
		if (tasks.length === 0) return NOTHING_TO_LOOK_AT;
		const others = tasks.filter(({ phase }) => phase !== 'PHASE_TYPE_COMPLETE');
		return others.length === 0
			? 'only the phase asked for'
			: `also ${String(others[0]?.['phase'])}`;
	},
};
