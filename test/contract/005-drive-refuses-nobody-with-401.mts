import type { Assumption } from './assumption.mjs';

export const assumption: Assumption = {
	assumes:
		'A drive call without a token is answered with HTTP 401 and error_code 16, which proves that the drive is there',
	source:
		'pikpak-kotlin, measured on all four roots on 2026-09-28 (medium). A sign-in is only spent after this answer',
	readOnly: true,
	expected: '401, unauthenticated, 16',
	async see(service) {
		const { status, body } = await service.driveUnsigned('/drive/v1/about');
		return `${String(status)}, ${String(body['error'])}, ${String(body['error_code'])}`;
	},
};
