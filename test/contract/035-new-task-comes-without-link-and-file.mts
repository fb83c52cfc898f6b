import type { Assumption } from './assumption.mjs';
import { LINK, withDownload } from './downloads.mjs';

export const assumption: Assumption = {
	assumes:
		'A new download is answered with its task, which has an id and a phase and no link yet, and with no file',
	source:
		'pikpakfs, recorded in October 2024 (high). That there can be no task is modelled by pikpak-kotlin, which could not bring it about',
	readOnly: false,
	expected: 'a task with id and phase; link no, file no',
	async see(service) {
		return await withDownload(service, LINK, async (answer) => {
			const task = answer['task'] as Record<string, unknown> | null | undefined;
			if (task == null) return `no task: ${JSON.stringify(answer).slice(0, 200)}`;
			const { url } = (task['params'] ?? {}) as Record<string, unknown>;
			const has = [task['id'] ? 'id' : 'no id', task['phase'] ? 'phase' : 'no phase'].join(' and ');
			const link = url === undefined ? 'no' : 'yes';
			return `a task with ${has}; link ${link}, file ${answer['file'] == null ? 'no' : 'yes'}`;
		});
	},
};
