import type { Assumption } from './assumption.mjs';

export const assumption: Assumption = {
	assumes: 'GET /v1/user/me answers to the access token alone, with the same user id',
	source:
		"rclone, pikpaktui, pikpak-kotlin (high). n8n's Test of the credential ends with this call",
	readOnly: true,
	expected: '200, the same user',
	async see(service) {
		const [{ status, body }, tokens] = [await service.me(), await service.tokens()];
		return `${String(status)}, ${body['sub'] === tokens.body['sub'] ? 'the same user' : 'another user'}`;
	},
};
