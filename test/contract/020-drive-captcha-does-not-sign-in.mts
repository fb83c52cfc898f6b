import type { Assumption } from './assumption.mjs';

export const assumption: Assumption = {
	assumes:
		'A captcha token of a drive call is refused at sign-in, as captcha_invalid 4002 naming meta.username',
	source: 'rclone issue 8005, OpenList issue 2965 (high)',
	readOnly: false,
	expected: 'captcha_invalid, 4002, meta.username',
	async see(service) {
		const captcha = await service.driveCaptcha('GET:/drive/v1/tasks');
		const { body } = await service.signIn({ captcha_token: captcha.body['captcha_token'] });
		const names = /meta\.username/.exec(String(body['error_description']))?.[0] ?? 'another reason';
		return `${String(body['error'])}, ${String(body['error_code'])}, ${names}`;
	},
};
