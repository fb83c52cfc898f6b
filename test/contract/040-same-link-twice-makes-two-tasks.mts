import type { Assumption } from './assumption.mjs';
import { withTask } from './downloads.mjs';

export const assumption: Assumption = {
	assumes: 'The same link, submitted twice, makes two tasks',
	source:
		'pikpak-rss-manager, checked in October 2026; pikpak-kotlin (high). A download whose answer was lost must be looked for before it is repeated',
	readOnly: false,
	expected: 'two tasks, two files',
	async see(service) {
		return await withTask(service, async (one) =>
			withTask(service, async (other) => {
				const tasks = one['id'] === other['id'] ? 'one task' : 'two tasks';
				return `${tasks}, ${one['file_id'] === other['file_id'] ? 'one file' : 'two files'}`;
			}),
		);
	},
};
