import { PikPakError } from '../errors';
import { taskReasonOf } from '../reasonOf';
import { REASONS } from '../reasons';
import { readTask, type WireTask } from '../wire';

/** @returns the error that a failed task is: why it failed, and whether another attempt can help */
export function taskFailure(task: WireTask): PikPakError {
	const { message } = readTask(task);
	const { code, advice } = taskReasonOf(message);
	const { meaning, retry } =
		code === 'unknown' ? { meaning: UNKNOWN, retry: 'never' as const } : REASONS[code];
	return new PikPakError(code, {
		meaning: `${titleOf(task)} has failed: ${meaning}`,
		advice,
		retry,
		concernsOne: true,
		...(message !== '' && { said: { error_description: message } }),
	});
}

const UNKNOWN = 'PikPak gives a reason that this package does not know.';

/**
 * @param task as it was last seen
 * @param missed why that was not at the end, if it was not
 * @returns the error of a task that was waited for in vain, for so many milliseconds
 */
export function stillUnfinished(
	task: WireTask,
	waitedMs: number,
	missed?: PikPakError,
): PikPakError {
	const minutes = Math.round(waitedMs / 60_000);
	const time = minutes === 1 ? '1 minute' : `${String(minutes)} minutes`;
	return new PikPakError('task_unfinished', {
		meaning:
			missed === undefined
				? `${titleOf(task)} is still ${courseOf(task)} after ${time}.`
				: `${titleOf(task)} was ${courseOf(task)} when it was last seen, and could not be looked at after ${time}: ${missed.meaning}`,
		advice: 'It goes on at PikPak. Wait for it again, or set a longer timeout.',
		retry: 'minutes',
		concernsOne: true,
		...(missed !== undefined && { httpStatus: missed.httpStatus, said: missed.said }),
	});
}

/** @returns the error of a task that should have been complete by now */
export function notComplete(task: WireTask): PikPakError {
	return new PikPakError('task_unfinished', {
		meaning: `${titleOf(task)} is not complete: it is ${courseOf(task)}.`,
		advice: 'Let the operation Wait come first, or try again later.',
		retry: 'minutes',
	});
}

/** @returns the error of a task that was there, and is not any more */
export function taskGone(task: WireTask): PikPakError {
	return new PikPakError('task_gone', {
		meaning: `${titleOf(task)} is gone, and has not finished as far as n8n has seen.`,
		advice: 'Somebody may have deleted it. Add its link again if you still need it.',
	});
}

const SHOWN_CHARACTERS = 100;

function titleOf(task: WireTask): string {
	const { id, name } = readTask(task);
	const title = name || id;
	const short = title.length > SHOWN_CHARACTERS ? `${title.slice(0, SHOWN_CHARACTERS)}…` : title;
	return `The task "${short}"`;
}

/** Such as `running at 42 %`. */
function courseOf(task: WireTask): string {
	const { phase, progress = 0 } = readTask(task);
	const word = phase || 'unfinished';
	return progress > 0 ? `${word} at ${String(progress)} %` : word;
}
