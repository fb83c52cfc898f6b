import type { Assumption } from './assumption.mjs';
import { announce, discard, fileOf, isInstant } from './upload.mjs';

export const assumption: Assumption = {
	assumes: 'An upload of no bytes is complete at once, and there is no ticket',
	source: 'rclone (high), which sends nothing then',
	readOnly: false,
	expected: 'complete at once',
	async see(service) {
		const announced = await announce(service, Buffer.alloc(0));
		const { id, phase } = fileOf(announced);
		await discard(service, id);
		return isInstant(announced) ? 'complete at once' : JSON.stringify({ phase });
	},
};
