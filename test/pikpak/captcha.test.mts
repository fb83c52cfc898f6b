import { captchaSign } from '../../pikpak/captcha.js';
import { ANDROID, WEB } from '../../pikpak/profile.js';

test.each([
	['Android app', ANDROID, '1.aa511a2a9d7fc2f10c3f0e694b44a288'],
	['website', WEB, '1.81abef7a2a707b5e3bcb06b976d800c3'],
])('signs as the published vector of the %s does', (_, profile, sign) => {
	expect(captchaSign(profile, '0123456789abcdef0123456789abcdef', '1700000000000')).toBe(sign);
});
