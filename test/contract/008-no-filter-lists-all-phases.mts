import { NOTHING_TO_LOOK_AT, type Assumption } from './assumption.mjs';

export const assumption: Assumption = {
	assumes: 'Without a filter the list holds tasks of all phases',
	source: 'lnzx/pikpak lists without a filter (medium). The trigger relies on it',
	readOnly: true,
	expected: 'as many as all phases together',
	async see(service) {
		const count = async (phase: string) =>
			(await service.tasks({ filters: JSON.stringify({ phase: { eq: phase } }) })).length;
		const phases = ['PENDING', 'RUNNING', 'COMPLETE', 'ERROR'].map((name) => `PHASE_TYPE_${name}`);
		const all = (await service.tasks()).length;
		if (all === 0) return NOTHING_TO_LOOK_AT;
		// More than a page cannot be counted this way.
		if (all >= 100) return NOTHING_TO_LOOK_AT;
		let together = 0;
		for (const phase of phases) together += await count(phase);
		return all === together
			? 'as many as all phases together'
			: `${String(all)}, together ${String(together)}`;
	},
};
