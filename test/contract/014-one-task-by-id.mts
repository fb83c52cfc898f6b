import { NOTHING_TO_LOOK_AT, type Assumption } from './assumption.mjs';

export const assumption: Assumption = {
	assumes: 'GET /drive/v1/tasks/{id} answers with the bare task',
	source: 'rclone, pikpak-kotlin (high); pikpaktui tolerates a wrapper',
	readOnly: true,
	expected: 'the task itself',
	async see(service) {
		const [task] = await service.tasks();
		if (task === undefined) return NOTHING_TO_LOOK_AT;
		const { body } = await service.drive('GET', `/drive/v1/tasks/${String(task['id'])}`);
		return body['id'] === task['id'] ? 'the task itself' : JSON.stringify(Object.keys(body));
	},
};
