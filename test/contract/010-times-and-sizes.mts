import { NOTHING_TO_LOOK_AT, type Assumption } from './assumption.mjs';

export const assumption: Assumption = {
	assumes:
		'Times are RFC 3339 with milliseconds and +08:00, sizes decimal texts, progress a number',
	source: "Blog record of 2022-07-27; rclone's types; answers recorded in October 2024 (high)",
	readOnly: true,
	expected: 'as assumed',
	async see(service) {
		const tasks = await service.tasks();
		if (tasks.length === 0) return NOTHING_TO_LOOK_AT;
		const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+08:00$/;
		const odd = tasks.find(
			(task) =>
				!time.test(String(task['created_time'])) ||
				!time.test(String(task['updated_time'])) ||
				!(typeof task['file_size'] === 'string' && /^\d+$/.test(task['file_size'])) ||
				typeof task['progress'] !== 'number',
		);
		return odd === undefined ? 'as assumed' : JSON.stringify(odd);
	},
};
