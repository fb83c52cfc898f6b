import type { Assumption } from './assumption.mjs';
import { LINK } from './downloads.mjs';

export const assumption: Assumption = {
	assumes: 'The status of a link is told to anybody, in one word of a known few',
	source:
		'KeepShare, a service that was in production in 2025; OK, UNKNOWN, LIMITED and ERROR are its constants, INVALID stands in its notes (medium)',
	readOnly: true,
	expected: '200 with a known word',
	async see(service) {
		const url = encodeURIComponent(LINK);
		const { status, body } = await service.driveUnsigned(`/drive/v1/resource/status?url=${url}`);
		const word = String(body['status']);
		const known = ['OK', 'UNKNOWN', 'LIMITED', 'ERROR', 'INVALID'].includes(word);
		return `${String(status)} with ${known ? 'a known word' : word}`;
	},
};
