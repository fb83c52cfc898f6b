import { NOTHING_TO_LOOK_AT, type Assumption } from './assumption.mjs';

export const assumption: Assumption = {
	assumes:
		'A list longer than its limit goes on with page_token = next_page_token, and ends with an empty one',
	source: 'All clients that page: S9, PikPak Enhancement Master, pikpaktui (high)',
	readOnly: true,
	expected: 'every task once, then an empty token',
	async see(service) {
		const all = (await service.tasks()).map(({ id }) => String(id));
		if (all.length < 2 || all.length >= 100) return NOTHING_TO_LOOK_AT;
		const paged: string[] = [];
		let token = '';
		for (let page = 0; page < all.length + 1; page++) {
			const query = { type: 'offline', limit: '1', ...(token !== '' && { page_token: token }) };
			const { body } = await service.drive('GET', '/drive/v1/tasks', query);
			paged.push(...((body['tasks'] ?? []) as Array<{ id: string }>).map(({ id }) => id));
			token = typeof body['next_page_token'] === 'string' ? body['next_page_token'] : '';
			if (token === '') break;
		}
		const same = paged.join() === all.join();
		return same && token === ''
			? 'every task once, then an empty token'
			: `${String(paged.length)} of ${String(all.length)} tasks`;
	},
};
