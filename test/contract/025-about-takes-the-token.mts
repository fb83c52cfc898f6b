import type { Assumption } from './assumption.mjs';

export const assumption: Assumption = {
	assumes: "GET /drive/v1/about answers to the access token, with the account's quota",
	source:
		'rclone, pikpaktui, pikpak-kotlin (high). It is the cheap call by which a token is checked',
	readOnly: true,
	expected: '200, drive#about',
	async see(service) {
		const { status, body } = await service.drive('GET', '/drive/v1/about');
		return `${String(status)}, ${String(body['kind'])}`;
	},
};
