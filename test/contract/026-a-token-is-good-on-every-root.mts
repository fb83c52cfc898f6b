import { NOTHING_TO_LOOK_AT, type Assumption } from './assumption.mjs';

export const assumption: Assumption = {
	assumes: 'The access token of one root is taken on the others',
	source: 'pikpak-kotlin, measured on 2026-09-28 (medium)',
	readOnly: true,
	expected: '200 on mypikpak.com, mypikpak.net, pikpak.me, pikpakdrive.com',
	async see(service) {
		if (!service.isReal) return NOTHING_TO_LOOK_AT;
		const roots = ['mypikpak.com', 'mypikpak.net', 'pikpak.me', 'pikpakdrive.com'];
		const seen = new Map<number, string[]>();
		for (const root of roots) {
			const status = await service.statusOnRoot(root, '/drive/v1/about');
			seen.set(status, [...(seen.get(status) ?? []), root]);
		}
		return [...seen]
			.map(([status, names]) => `${String(status)} on ${names.join(', ')}`)
			.join('; ');
	},
};
