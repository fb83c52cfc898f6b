import type { Service } from './service.mjs';

/** In seconds; operations were seen to take up to one. */
const PATIENCE = 30;

export type Operation = 'Move' | 'Copy' | 'Trash' | 'Untrash' | 'Delete';

/**
 * Does something to files and waits until it is done.
 *
 * @param target the folder that they go to
 * @returns the phase in which its task ended, or what was said instead
 */
export async function operate(
	service: Service,
	what: Operation,
	ids: readonly unknown[],
	target?: unknown,
): Promise<string> {
	const data = { ids, ...(target !== undefined && { to: { parent_id: target } }) };
	const answer = await service.drive('POST', `/drive/v1/files:batch${what}`, {}, data);
	const id = answer.body['task_id'];
	if (typeof id !== 'string')
		return `HTTP ${String(answer.status)}, ${JSON.stringify(answer.body)}`;
	for (let second = 0; second < PATIENCE; second += 1) {
		const { status, body } = await service.drive('GET', `/drive/v1/tasks/${id}`);
		const isOver = ['PHASE_TYPE_COMPLETE', 'PHASE_TYPE_ERROR'].includes(String(body['phase']));
		if (isOver) return String(body['phase']);
		if (status !== 200) return `HTTP ${String(status)}, ${String(body['error'])}`;
		await new Promise((resolve) => setTimeout(resolve, 1000));
	}
	return `no end after ${String(PATIENCE)} seconds`;
}

/**
 * Deletes a file or folder for good.
 *
 * @returns a few words if it is left
 */
export async function deleteForGood(service: Service, id: string): Promise<string[]> {
	const end = await operate(service, 'Delete', [id]);
	return end === 'PHASE_TYPE_COMPLETE' ? [] : [`${id} is left: ${end}`];
}
