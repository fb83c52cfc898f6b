import type { Assumption } from './assumption.mjs';

export const assumption: Assumption = {
	assumes: 'A captcha token for a drive action is given for the signed identity of the account',
	source: 'captcha_sign of rclone, OpenList, PikPakAPI and pikpaktui (high)',
	readOnly: true,
	expected: 'a token, no link',
	async see(service) {
		const { body } = await service.driveCaptcha('GET:/drive/v1/tasks');
		const token = typeof body['captcha_token'] === 'string' ? 'a token' : 'no token';
		return `${token}, ${body['url'] ? 'a link' : 'no link'}`;
	},
};
