import { cleanedUp } from './cleanedUp.mjs';
import type { Service } from './service.mjs';

type Json = Record<string, unknown>;

/** A download of nothing that exists. */
export const LINK = `magnet:?xt=urn:btih:${'0'.repeat(39)}1`;

/**
 * Starts a download, lets the answer be seen, and deletes the task, if there is one, with its file, whatever came of it.
 *
 * @returns what was seen, and what is left
 */
export async function withDownload(
	service: Service,
	link: string,
	see: (answer: Json) => Promise<string>,
): Promise<string> {
	const { body } = await service.create(link);
	return await cleanedUp(
		async () => await see(body),
		async () => await discardTask(service, body['task']),
	);
}

/** The same for the task of a download that the service has to take. */
export async function withTask(
	service: Service,
	see: (task: Json) => Promise<string>,
): Promise<string> {
	return await withDownload(service, LINK, async (answer) => {
		const { task } = answer;
		return task == null ? `no task: ${JSON.stringify(answer)}` : await see(task as Json);
	});
}

/**
 * Deletes a task with its file, if there is one, and if it is not gone already.
 *
 * @returns a few words if it is left
 */
export async function discardTask(service: Service, task: unknown): Promise<string[]> {
	const { id } = (task ?? {}) as Json;
	if (typeof id !== 'string' || id === '') return [];
	const which = { task_ids: id, delete_files: 'true' };
	const { status, body } = await service.drive('DELETE', '/drive/v1/tasks', which);
	if (status === 200) return [];
	const isGone = (await service.drive('GET', `/drive/v1/tasks/${id}`)).status === 404;
	return isGone ? [] : [`${id} is left: HTTP ${String(status)}, ${JSON.stringify(body)}`];
}
