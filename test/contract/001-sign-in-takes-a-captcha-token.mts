import type { Assumption } from './assumption.mjs';

export const assumption: Assumption = {
	assumes:
		'A captcha token for the sign-in action is given to anybody who names the user, and lives for 300 seconds',
	source: 'Demanded since May 2024; shape and life in rclone, OpenList and PikPakAPI (high)',
	readOnly: true,
	expected: 'a token, expires in 300',
	async see(service) {
		const { body } = await service.signInCaptcha();
		const token = typeof body['captcha_token'] === 'string' ? 'a token' : 'no token';
		return `${token}, expires in ${String(body['expires_in'])}`;
	},
};
