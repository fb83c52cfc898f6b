import { NOTHING_TO_LOOK_AT, type Assumption } from './assumption.mjs';

export const assumption: Assumption = {
	assumes: 'Several phases are filtered with `in` and one comma-joined text',
	source: 'Blog record of 2022-07-27; PikPakAPI, pikpakcli, pikpaktui, OpenList (high)',
	readOnly: true,
	expected: 'only the phases asked for',
	async see(service) {
		const asked = ['PHASE_TYPE_COMPLETE', 'PHASE_TYPE_ERROR'];
		const tasks = await service.tasks({
			filters: JSON.stringify({ phase: { in: asked.join(',') } }),
		});
		if (tasks.length === 0) return NOTHING_TO_LOOK_AT;
		const others = tasks.filter(({ phase }) => !asked.includes(String(phase)));
		return others.length === 0
			? 'only the phases asked for'
			: `also ${String(others[0]?.['phase'])}`;
	},
};
