import { captchaSign } from '../../pikpak/captcha.js';
import { ANDROID } from '../../pikpak/profile.js';

test('signs as the published vector of the Android set does', () => {
	expect(captchaSign(ANDROID, '0123456789abcdef0123456789abcdef', '1700000000000')).toBe(
		'1.aa511a2a9d7fc2f10c3f0e694b44a288',
	);
});
