import { inBatches } from '../batches';
import type { Call } from '../call';
import { PikPakError, unreadableAnswer } from '../errors';
import { mayBeDone } from '../lostAnswer';
import { isTask, object, readTask, type WireTask } from '../wire';
import { getTask } from './tasks';

/**
 * Starts tasks again. A task keeps its id, gets a new file and waits once more (measured by a client's author in September 2026).
 * If the answer is lost, PikPak is asked what has become of the task before it is started once more.
 *
 * @param ids without repetition
 * @param before the tasks as they were last seen, as far as they were
 * @returns for each id the task as it is then, or why it was not started again
 */
export async function retryTasks(
	call: Call,
	ids: readonly string[],
	before: ReadonlyMap<string, WireTask> = new Map(),
): Promise<Map<string, WireTask | PikPakError>> {
	return await inBatches(ids, 1, async ([id = '']) => await retryTask(call, id, before.get(id)));
}

/**
 * @returns the task as it is then; why that is not known, where PikPak answers other calls
 * @throws PikPakError if it is refused
 */
async function retryTask(
	call: Call,
	id: string,
	before: WireTask | undefined,
): Promise<WireTask | PikPakError> {
	const first = await attempt(call, id, before);
	// Should it have begun in spite of all: PikPak starts a running task again, too.
	return first instanceof PikPakError ? await attempt(call, id, before) : first;
}

async function attempt(
	call: Call,
	id: string,
	before: WireTask | undefined,
): Promise<WireTask | PikPakError> {
	const answer = await post(call, id).catch((error: unknown) => {
		if (error instanceof PikPakError && mayBeDone(error)) return error;
		throw error;
	});
	if (!(answer instanceof PikPakError)) return answer;
	const task = await getTask(call, id);
	return isRetried(task, before) ? task : answer;
}

async function post(call: Call, id: string): Promise<WireTask> {
	const body = await call({
		method: 'POST',
		path: '/drive/v1/task',
		body: { type: 'offline', create_type: 'RETRY', id },
	});
	const task = object(body, 'task');
	if (isTask(task)) return task;
	throw unreadableAnswer(200, body);
}

/** Only a failed task is worth a retry, so that one in another phase has begun again. It may have failed again as well. */
function isRetried(wire: WireTask, before: WireTask | undefined): boolean {
	const { phase, retries, fileId } = readTask(wire);
	if (phase !== 'error') return true;
	const seen = before === undefined ? { retries, fileId } : readTask(before);
	return seen.retries !== retries || seen.fileId !== fileId;
}
