import type { Assumption } from './assumption.mjs';

export const assumption: Assumption = {
	assumes: 'A limit of 10,000 is accepted',
	source: 'Blog record of 2022-07-27; PikPakAPI, pikpakcli, pikpak-kotlin, OpenList (high)',
	readOnly: true,
	expected: '200',
	async see(service) {
		const query = { type: 'offline', limit: '10000', thumbnail_size: 'SIZE_SMALL' };
		return String((await service.drive('GET', '/drive/v1/tasks', query)).status);
	},
};
