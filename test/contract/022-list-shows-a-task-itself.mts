import { NOTHING_TO_LOOK_AT, type Assumption } from './assumption.mjs';

export const assumption: Assumption = {
	assumes:
		'A list without the reference resource, and a task by its id, show its own outcome, whatever has become of its file',
	source:
		'pikpak-kotlin, measured in September 2026 for the list with it and the single task (high); that the list without it differs is inferred (medium). The trigger rests on it',
	readOnly: true,
	expected: 'with it PHASE_TYPE_ERROR; without it PHASE_TYPE_COMPLETE; by id PHASE_TYPE_COMPLETE',
	async see(service) {
		const overlaid = (await service.tasks({ with: 'reference_resource' })).find(
			({ message }) => message === 'File deleted',
		);
		if (overlaid === undefined) return NOTHING_TO_LOOK_AT;
		const { id } = overlaid;
		const listed = (await service.tasks()).find((task) => task['id'] === id);
		const { body } = await service.drive('GET', `/drive/v1/tasks/${String(id)}`);
		const phases = [overlaid, listed, body].map((task) => String(task?.['phase']));
		return `with it ${String(phases[0])}; without it ${String(phases[1])}; by id ${String(phases[2])}`;
	},
};
