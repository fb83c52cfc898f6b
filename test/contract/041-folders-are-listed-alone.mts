import { NOTHING_TO_LOOK_AT, type Assumption } from './assumption.mjs';

type Json = Record<string, unknown>;

export const assumption: Assumption = {
	assumes:
		'A filter by kind lists the folders of a folder and nothing else; an empty parent is the root',
	source: "rclone's types (medium) for the filter; all clients (high) for the root",
	readOnly: true,
	expected: 'drive#folder alone, at the root',
	async see(service) {
		const filters = JSON.stringify({
			trashed: { eq: false },
			phase: { eq: 'PHASE_TYPE_COMPLETE' },
			kind: { eq: 'drive#folder' },
		});
		const query = { parent_id: '', limit: '500', filters };
		const { status, body } = await service.drive('GET', '/drive/v1/files', query);
		const files = (body['files'] ?? []) as Json[];
		if (status === 200 && files.length === 0) return NOTHING_TO_LOOK_AT;
		const kinds = new Set(files.map(({ kind }) => String(kind)));
		const parents = new Set(files.map(({ parent_id }) => String(parent_id)));
		if (status !== 200) return `HTTP ${String(status)}, ${String(body['error'])}`;
		const place = parents.size === 1 && parents.has('') ? 'at the root' : 'elsewhere';
		return `${[...kinds].join(' and ')} alone, ${place}`;
	},
};
