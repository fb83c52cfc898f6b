import type { Assumption } from './assumption.mjs';
import { fileOf, newBytes, withUploaded } from './upload.mjs';

export const assumption: Assumption = {
	assumes:
		'An upload of new bytes is answered with a placeholder that has its size, and is complete once the bytes are in the object storage, sent with an OSS signature',
	source:
		'pikpakcli, pikpak-kotlin, OpenList (high) for the way; rclone (high) for the size, which it takes from the first answer',
	readOnly: false,
	expected: 'a placeholder of 1000 bytes, then PHASE_TYPE_COMPLETE',
	async see(service) {
		return await withUploaded(service, newBytes(), async (file, announced) => {
			const { size, phase } = fileOf(announced);
			const kind = phase === 'PHASE_TYPE_COMPLETE' ? 'a complete file' : 'a placeholder';
			return `${kind} of ${String(size)} bytes, then ${String(file['phase'])}`;
		});
	},
};
