import { REASONS, type KnownReason, type Row } from './reasons';

/**
 * @param seen what an error answer holds; empty or 0 for what it does not
 * @returns the reason that fits, or undefined if none does
 */
export function reasonOf(seen: {
	error: string;
	code: number;
	words: string;
	status: number;
}): KnownReason | undefined {
	return (
		find((row) => row.says?.test(seen.words)) ??
		find((row) => row.errors?.includes(seen.error)) ??
		find((row) => row.codes?.includes(seen.code)) ??
		find((row) => seen.error === '' && row.sharedCodes?.includes(seen.code)) ??
		find((row) => row.statuses?.includes(seen.status))
	);
}

function find(fits: (row: Row) => boolean | undefined): KnownReason | undefined {
	return ROWS.find(([, row]) => fits(row) === true)?.[0];
}

const ROWS = Object.entries(REASONS) as Array<[KnownReason, Row]>;

/** Why a task failed, as its `message` tells. */
export interface TaskReason {
	/** PikPak's own string where there is one, else a word of this package; `unknown` if neither fits. */
	code: KnownReason | 'unknown';
	/** PikPak's message, unchanged. */
	text: string;
	/** Null if it is not known. */
	retryable: boolean | null;
	advice: string;
}

/** Decodes the `message` of a failed task. */
export function taskReasonOf(message: string): TaskReason {
	const reason =
		find((row) => row.errors?.includes(message.trim())) ??
		find((row) => row.messages?.test(message));
	if (reason === undefined) {
		return {
			code: 'unknown',
			text: message,
			retryable: null,
			advice: 'Look at the message, and retry the task if it seems to be temporary.',
		};
	}
	const { retry, advice } = REASONS[reason];
	return { code: reason, text: message, retryable: retry !== 'never', advice };
}
