import { createHash } from 'node:crypto';
import type { Assumption } from './assumption.mjs';
import { gcidOfFew, newBytes, withUploaded } from './upload.mjs';

export const assumption: Assumption = {
	assumes: 'The gcid of content that was uploaded is told for its cid and size',
	source:
		'rclone, pikpak-kotlin, PikPak_Enhancement_Master (high); how soon after an upload is not known',
	readOnly: false,
	expected: 'the gcid, in the hash of the file as well',
	async see(service) {
		const bytes = newBytes();
		return await withUploaded(service, bytes, async ({ hash }) => {
			const cid = createHash('sha1').update(bytes).digest('hex');
			const query = { cid, file_size: String(bytes.length) };
			const { status, body } = await service.drive('GET', '/drive/v1/resource/cid', query);
			const gcid = gcidOfFew(bytes);
			const told = body['gcid'] === gcid ? 'the gcid' : JSON.stringify({ status, ...body });
			return `${told}, ${hash === gcid ? 'in the hash of the file as well' : String(hash)}`;
		});
	},
};
