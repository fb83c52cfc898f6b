import type { Assumption } from './assumption.mjs';

export const assumption: Assumption = {
	assumes: "The access token is a JWT whose claims hold the user's id and its end",
	source: 'Blog record of 2022-07-27; OpenList and PikPakAPI (high)',
	readOnly: true,
	expected: "claims sub and exp; sub is the user's",
	async see(service) {
		const { body } = await service.tokens();
		const payload = String(body['access_token']).split('.')[1] ?? '';
		const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<
			string,
			unknown
		>;
		const present = ['sub', 'exp'].filter((key) => key in claims).join(' and ');
		return `claims ${present}; sub is ${claims['sub'] === body['sub'] ? "the user's" : 'another'}`;
	},
};
