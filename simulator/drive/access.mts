import type { MiddlewareHandler } from 'hono';
import { requireDriveCaptcha } from '../account/captcha.mjs';
import { requireAccess } from '../account/tokens.mjs';
import type { ServiceEnv } from '../hosts.mjs';
import type { World } from '../world.mjs';

/**
 * Lets nobody to the drive without a good access token. A captcha token is demanded as well while the risk switch is
 * on, and from a caller that shows another device than the one that got the access token, or none any more. With a
 * personal access token it never is.
 */
export function accessTo(world: World): MiddlewareHandler<ServiceEnv> {
	return async (c, next) => {
		const access = requireAccess(world, c.req.header('authorization'));
		const deviceId = c.req.header('x-device-id');
		const changed = access.deviceId !== '' && access.deviceId !== deviceId;
		const { risk } = world.state;
		const risky = risk.on || changed || c.get('captchaDemanded') === true;
		if (risky && access.kind !== 'personal') {
			const sent = { token: c.req.header('x-captcha-token'), deviceId };
			requireDriveCaptcha(world, sent, risk.status);
		}
		await next();
	};
}
