import { NOTHING_TO_LOOK_AT, type Assumption } from './assumption.mjs';

export const assumption: Assumption = {
	assumes: 'Finished tasks alone are listed by creation time as well, newest first',
	source:
		'Inferred from 009; no source states it (low). The trigger reads only the newest page of them, and everything once a page contradicts it',
	readOnly: true,
	expected: 'newest first',
	async see(service) {
		const finished = { phase: { in: 'PHASE_TYPE_COMPLETE,PHASE_TYPE_ERROR' } };
		const tasks = await service.tasks({ filters: JSON.stringify(finished) });
		const times = tasks.map((task) => Date.parse(String(task['created_time'])));
		if (times.length < 2) return NOTHING_TO_LOOK_AT;
		const sorted = times.every((time, index) => index === 0 || time <= (times[index - 1] ?? 0));
		return sorted ? 'newest first' : 'in another order';
	},
};
