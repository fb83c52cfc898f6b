import type { Assumption } from './assumption.mjs';
import { newBytes, withUploaded } from './upload.mjs';

export const assumption: Assumption = {
	assumes:
		'The link of a file delivers its bytes, or a part of them, to whoever has it, and nothing to whoever accepts JSON alone',
	source: 'rclone, OpenList (high); pikpak-kotlin, measured (medium) for JSON',
	readOnly: false,
	expected: 'the bytes, HTTP 206 with a part, HTTP 406 for JSON',
	async see(service) {
		const bytes = newBytes();
		return await withUploaded(service, bytes, async ({ web_content_link }) => {
			const get = async (headers: Record<string, string> = {}) => {
				const response = await fetch(String(web_content_link), { headers });
				return { status: response.status, body: Buffer.from(await response.arrayBuffer()) };
			};
			const [whole, part] = [await get(), await get({ Range: 'bytes=10-19' })];
			const json = await get({ Accept: 'application/json' });
			const all = whole.body.equals(bytes) ? 'the bytes' : `HTTP ${String(whole.status)}`;
			const some = part.body.equals(bytes.subarray(10, 20)) ? 'a part' : 'something else';
			return `${all}, HTTP ${String(part.status)} with ${some}, HTTP ${String(json.status)} for JSON`;
		});
	},
};
