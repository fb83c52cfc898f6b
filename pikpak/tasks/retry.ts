import { inTurn } from '../batches';
import type { Call } from '../call';
import { PikPakError, unreadableAnswer } from '../errors';
import { mayBeDone } from '../lostAnswer';
import { isTask, object, readTask, type WireTask } from '../wire';
import { getTask } from './tasks';

/** What has become of a task that was to be started again. */
export interface Retried {
	/** As it is then. */
	task: WireTask;
	/** Whether it was started again. */
	retried: boolean;
}

/**
 * Looks at each task, and starts those again that have failed. A complete one is never started again.
 *
 * @param ids without repetition
 * @param unfinishedToo whether to start pending and running ones again as well, which lose what they have downloaded
 * @returns for each id what has become of it, or why that is not known
 */
export async function retryByIds(
	call: Call,
	ids: readonly string[],
	unfinishedToo: boolean,
): Promise<Map<string, Retried | PikPakError>> {
	const phases = unfinishedToo ? ['error', 'pending', 'running'] : ['error'];
	return await inTurn(ids, async (id) => {
		const task = await getTask(call, id);
		const isMeant = phases.includes(readTask(task).phase);
		return isMeant ? await retryTask(call, task) : { task, retried: false };
	});
}

/**
 * Starts tasks again.
 *
 * @param tasks as they were last seen, each once
 * @returns for each id what has become of it, or why it was not started again
 */
export async function retryTasks(
	call: Call,
	tasks: readonly WireTask[],
): Promise<Map<string, Retried | PikPakError>> {
	const before = new Map(tasks.map((task) => [task.id, task]));
	return await inTurn(
		[...before.keys()],
		async (id) => await retryTask(call, before.get(id) ?? { id }),
	);
}

/**
 * A task keeps its id, gets a new file and waits once more (measured by a client's author in September 2026). If the answer is
 * lost, PikPak is asked what has become of the task before it is started once more.
 *
 * @returns what has become of it; why that is not known, where PikPak answers other calls
 * @throws PikPakError if it is refused
 */
async function retryTask(call: Call, before: WireTask): Promise<Retried | PikPakError> {
	for (let left = 2; ; left -= 1) {
		const answer = await post(call, before.id).catch((error: unknown) => {
			if (error instanceof PikPakError && mayBeDone(error)) return error;
			throw error;
		});
		if (!(answer instanceof PikPakError)) return { task: answer, retried: true };
		const task = await getTask(call, before.id);
		if (hasBegunAgain(task, before)) return { task, retried: true };
		// Meanwhile it has come to its end by itself.
		if (readTask(task).phase === 'complete') return { task, retried: false };
		if (left === 1) return answer;
	}
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

/** With each attempt the number of retries grows, and the file is another one; only a new attempt leads out of a failure. */
function hasBegunAgain(wire: WireTask, before: WireTask): boolean {
	const { phase, retries, fileId } = readTask(wire);
	const seen = readTask(before);
	if (seen.phase === 'error' && phase !== 'error') return true;
	// One that runs may be given its first file as it goes.
	const isOtherFile = fileId !== seen.fileId && (seen.phase === 'error' || seen.fileId !== '');
	return retries !== seen.retries || isOtherFile;
}
