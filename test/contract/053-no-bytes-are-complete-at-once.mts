import type { Assumption } from './assumption.mjs';
import { howItBegins, withAnnounced } from './upload.mjs';

export const assumption: Assumption = {
	assumes: 'An upload of no bytes is complete at once, and there is no ticket',
	source: 'rclone (high), which sends nothing then',
	readOnly: false,
	expected: 'complete at once',
	async see(service) {
		return await withAnnounced(service, Buffer.alloc(0), howItBegins);
	},
};
