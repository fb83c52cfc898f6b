import type { Assumption } from './assumption.mjs';

export const assumption: Assumption = {
	assumes:
		"The sign-in request of 2022, with a captcha token, answers with a pair of tokens, their life and the user's id",
	source: 'Blog record of 2022-07-27; all working clients of 2026 (high)',
	readOnly: true,
	expected: 'Bearer, access_token, refresh_token, expires_in, sub',
	async see(service) {
		const { body } = await service.tokens();
		const present = ['access_token', 'refresh_token', 'expires_in', 'sub'].filter((key) =>
			Boolean(body[key]),
		);
		return [body['token_type'], ...present].join(', ');
	},
};
