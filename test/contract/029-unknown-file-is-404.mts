import type { Assumption } from './assumption.mjs';

export const assumption: Assumption = {
	assumes: 'A file that does not exist is answered with HTTP 404 and file_not_found',
	source: 'KeepShare, a service that was in production in 2025 (medium)',
	readOnly: true,
	expected: '404 file_not_found',
	async see(service) {
		const { status, body } = await service.drive(
			'GET',
			'/drive/v1/files/VNoSuchFile000000000000000',
		);
		return `${String(status)} ${String(body['error'])}`;
	},
};
