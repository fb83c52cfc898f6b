import type { Assumption } from './assumption.mjs';

export const assumption: Assumption = {
	assumes: 'A task that does not exist is answered with HTTP 404',
	source:
		'Inferred from files, where KeepShare and pikpak-kotlin saw it (low). The trigger takes it for a task that is gone',
	readOnly: true,
	expected: '404',
	async see(service) {
		const { status } = await service.drive('GET', '/drive/v1/tasks/VNoSuchTask000000000000000');
		return String(status);
	},
};
