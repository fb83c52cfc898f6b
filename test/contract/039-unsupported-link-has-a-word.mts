import type { Assumption } from './assumption.mjs';
import { withDownload } from './downloads.mjs';

export const assumption: Assumption = {
	assumes:
		'A link that PikPak does not take is refused with task_url_unsupported, and makes no task',
	source: 'KeepShare knows the word (medium); that it is said of such a link is inferred (low)',
	readOnly: false,
	expected: 'task_url_unsupported',
	async see(service) {
		return await withDownload(service, 'gopher://example.org/1/alice.txt', async (answer) =>
			answer['task'] == null ? String(answer['error']) : 'a task',
		);
	},
};
