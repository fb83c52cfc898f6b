import type { Service } from '../hosts.mjs';
import { NoQuery, readQuery } from '../requests.mjs';
import { timeOf, type World } from '../world.mjs';
import { accessTo } from './access.mjs';
import { quotaOf } from './plan.mjs';

/** No source tells for how long an account is premium. */
const PREMIUM_MS = 365 * 86_400_000;

/** What the account may use: the quota, and whether it is premium. */
export function addPlanRoutes(drive: Service, world: World): void {
	const access = accessTo(world);

	drive.get('/drive/v1/about', access, (c) => {
		readQuery(c, NoQuery);
		const { bytes, usedBytes, tasksPerDay, tasksToday } = quotaOf(world);
		return c.json({
			kind: 'drive#about',
			quota: {
				kind: 'drive#quota',
				limit: String(bytes),
				usage: String(usedBytes),
				usage_in_trash: '0',
				play_times_limit: '2147483647',
				play_times_usage: '0',
				is_unlimited: false,
			},
			expires_at: '',
			quotas:
				tasksPerDay === undefined
					? {}
					: {
							cloud_download: {
								kind: 'drive#quota',
								limit: String(tasksPerDay),
								usage: String(tasksToday),
							},
						},
		});
	});

	drive.get('/drive/v1/privilege/vip', access, (c) => {
		readQuery(c, NoQuery);
		const { plan, userId, createdAt } = world.state.account;
		const isPremium = plan === 'premium';
		return c.json({
			result: 'ACCEPTED',
			message: '',
			redirect_uri: '',
			data: {
				expire: isPremium ? timeOf(createdAt + PREMIUM_MS) : '',
				status: isPremium ? 'ok' : 'invalid',
				type: isPremium ? 'platinum' : 'novip',
				user_id: userId,
			},
		});
	});
}
