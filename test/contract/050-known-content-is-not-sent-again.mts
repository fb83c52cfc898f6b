import type { Assumption } from './assumption.mjs';
import { howItBegins, newBytes, withAnnounced, withUploaded } from './upload.mjs';

export const assumption: Assumption = {
	assumes: 'Content that was uploaded before is complete at once, and there is no ticket',
	source: 'rclone, pikpakcli, pikpak-kotlin for the phase, OpenList for the missing ticket (high)',
	readOnly: false,
	expected: 'complete at once',
	async see(service) {
		const bytes = newBytes();
		return await withUploaded(
			service,
			bytes,
			async () => await withAnnounced(service, bytes, howItBegins),
		);
	},
};
