import { NOTHING_TO_LOOK_AT, type Assumption } from './assumption.mjs';

type Json = Record<string, unknown>;

export const assumption: Assumption = {
	assumes:
		'The file or folder that a download has made has the link in its params, as its task has',
	source:
		'pikpakfs, recorded in October 2024 for a folder; pikpak-kotlin (high). It tells whether a link was downloaded before',
	readOnly: true,
	expected: 'the same link',
	async see(service) {
		const complete = { filters: '{"phase":{"eq":"PHASE_TYPE_COMPLETE"}}' };
		const tasks = await service.tasks({ ...complete, with: 'reference_resource' });
		const task = tasks.find((candidate) => candidate['reference_resource'] != null);
		if (task === undefined) return NOTHING_TO_LOOK_AT;
		const path = `/drive/v1/files/${String(task['file_id'])}`;
		const { status, body } = await service.drive('GET', path);
		const { url } = (body['params'] ?? {}) as Json;
		if (url === (task['params'] as Json)['url']) return 'the same link';
		return `HTTP ${String(status)}, ${url === undefined ? 'no link' : 'another link'}`;
	},
};
