import type { Assumption } from './assumption.mjs';

export const assumption: Assumption = {
	assumes: 'A filter on an unknown field is refused with invalid_argument, not ignored',
	source: 'pikpak-kotlin, probed in September 2026 (medium)',
	readOnly: true,
	expected: '400, invalid_argument',
	async see(service) {
		const query = { type: 'offline', filters: '{"colour":{"eq":"blue"}}' };
		const { status, body } = await service.drive('GET', '/drive/v1/tasks', query);
		return `${String(status)}, ${String(body['error'])}`;
	},
};
