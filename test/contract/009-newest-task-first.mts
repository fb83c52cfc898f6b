import { NOTHING_TO_LOOK_AT, type Assumption } from './assumption.mjs';

export const assumption: Assumption = {
	assumes: 'Tasks are listed by creation time, newest first',
	source:
		'Order seen in recorded answers; no source states it (low). The trigger reads no further than it must, and everything once a page contradicts it',
	readOnly: true,
	expected: 'newest first',
	async see(service) {
		const times = (await service.tasks()).map((task) => Date.parse(String(task['created_time'])));
		if (times.length < 2) return NOTHING_TO_LOOK_AT;
		const sorted = times.every((time, index) => index === 0 || time <= (times[index - 1] ?? 0));
		return sorted ? 'newest first' : 'in another order';
	},
};
