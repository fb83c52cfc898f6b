import type { Assumption } from './assumption.mjs';

export const assumption: Assumption = {
	assumes:
		'A refresh yields a new refresh token, and the old one is refused with 4126 from then on',
	source: 'OpenList, pikpaktui, pikpak-kotlin, rclone; issue threads since 2024 (high)',
	readOnly: false,
	expected: 'a new token; the old one: 400, invalid_grant, 4126',
	async see(service) {
		const { body } = await service.signIn();
		const next = await service.refresh(body['refresh_token']);
		const isNew =
			Boolean(next.body['refresh_token']) && next.body['refresh_token'] !== body['refresh_token'];
		const again = await service.refresh(body['refresh_token']);
		const { status, body: refusal } = again;
		return `${isNew ? 'a new token' : 'the same token'}; the old one: ${String(status)}, ${String(refusal['error'])}, ${String(refusal['error_code'])}`;
	},
};
