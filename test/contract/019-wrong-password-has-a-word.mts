import type { Assumption } from './assumption.mjs';

export const assumption: Assumption = {
	assumes: 'A wrong password is refused as invalid_account_or_password',
	source: "KeepShare's errors, pikpak-plus (medium); the HTTP status is not known",
	readOnly: false,
	expected: 'invalid_account_or_password',
	async see(service) {
		const { body } = await service.signIn({ password: 'certainly not this one' });
		return String(body['error']);
	},
};
