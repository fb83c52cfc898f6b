import { NOTHING_TO_LOOK_AT, type Assumption } from './assumption.mjs';

export const assumption: Assumption = {
	assumes:
		'GET /drive/v1/task/{id}/statuses answers with the members of a task of several files, each with file_size and phase',
	source:
		'KeepShare, a service that was in production in 2025 (medium). Nothing else of a member is known, its name least of all',
	readOnly: true,
	expected: 'members with size and phase',
	async see(service) {
		const task = (await service.tasks()).find(({ status_size }) => Number(status_size) > 1);
		if (task === undefined) return NOTHING_TO_LOOK_AT;
		const path = `/drive/v1/task/${String(task['id'])}/statuses`;
		const { status, body } = await service.drive('GET', path, { limit: '100' });
		const members = body['statuses'];
		if (!Array.isArray(members) || members.length === 0) {
			return `HTTP ${String(status)}: ${JSON.stringify(body).slice(0, 200)}`;
		}
		const bad = (members as Array<Record<string, unknown>>).find(
			({ file_size, phase }) =>
				!Number.isFinite(Number(file_size)) || !String(phase).startsWith('PHASE_TYPE_'),
		);
		return bad === undefined ? 'members with size and phase' : JSON.stringify(bad);
	},
};
