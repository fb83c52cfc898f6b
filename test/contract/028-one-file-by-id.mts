import { NOTHING_TO_LOOK_AT, type Assumption } from './assumption.mjs';

export const assumption: Assumption = {
	assumes: 'GET /drive/v1/files/{id} answers with the bare file, in the phase of its download',
	source:
		'rclone, OpenList, pikpakcli, pikpak-kotlin (high); that the placeholder of a download has its phase: the types of clients (medium)',
	readOnly: true,
	expected: 'the files themselves, in the phases of their tasks',
	async see(service) {
		const tasks = await service.tasks({ with: 'reference_resource' });
		const phases = ['PHASE_TYPE_RUNNING', 'PHASE_TYPE_COMPLETE'];
		const examples = phases
			.map((phase) =>
				tasks.find((task) => task['phase'] === phase && task['reference_resource'] != null),
			)
			.filter((task) => task !== undefined);
		if (examples.length === 0) return NOTHING_TO_LOOK_AT;
		for (const { file_id, phase } of examples) {
			const { status, body } = await service.drive('GET', `/drive/v1/files/${String(file_id)}`);
			if (body['id'] !== file_id || body['phase'] !== phase) {
				const { error, phase: seen } = body;
				return `for ${String(phase)}: ${JSON.stringify({ status, error, phase: seen })}`;
			}
		}
		return 'the files themselves, in the phases of their tasks';
	},
};
