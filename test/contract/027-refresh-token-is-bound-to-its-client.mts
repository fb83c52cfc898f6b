import type { Assumption } from './assumption.mjs';

/** The client id of PikPak's web client; the session is one of the Android app. */
const WEB_CLIENT_ID = 'YUMx5nI8ZU8Ap8pm';

export const assumption: Assumption = {
	assumes: 'A refresh token is refused with 4126 if another program than its own trades it',
	source: 'pikpak-downloader issue 2, August 2026 (medium)',
	// Whether the refused token is still good afterwards is not known.
	readOnly: false,
	expected: '400, invalid_grant, 4126',
	async see(service) {
		const tokens = await service.tokens();
		const { status, body } = await service.refresh(tokens.body['refresh_token'], {
			client_id: WEB_CLIENT_ID,
			client_secret: '',
		});
		return `${String(status)}, ${String(body['error'])}, ${String(body['error_code'])}`;
	},
};
