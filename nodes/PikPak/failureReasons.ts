import { choices, type Asker } from './parameters';

/** Whatever is not among the others. */
const OTHER = 'unknown';

/** Why a task can fail, as far as its message tells: the options of a field. */
export const FAILURE_REASONS = [
	{ name: 'Content Refused', value: 'content_refused' },
	{ name: 'Could Not Be Saved', value: 'save_failed' },
	{ name: 'Daily Limit Reached', value: 'task_daily_create_limit' },
	{ name: 'Drive Full', value: 'file_space_not_enough' },
	{ name: 'File Deleted', value: 'task_file_deleted' },
	{ name: 'Link Cannot Be Downloaded', value: 'task_url_resolve_error' },
	{ name: 'Other', value: OTHER },
	{ name: 'Taken for Advertising', value: 'file_maybe_ads' },
] as const;

export type FailureReason = (typeof FAILURE_REASONS)[number]['value'];

const CODES = FAILURE_REASONS.map(({ value }) => value);

/**
 * Reads the field.
 *
 * @throws NodeOperationError if one of the reasons is none
 */
export function failureReasonsOf(values: unknown, asker: Asker): FailureReason[] {
	return choices('Failure Reasons', values, CODES, asker);
}

/**
 * @param code of a task's reason
 * @returns whether it is one of the chosen reasons
 */
export function isAmong(reasons: readonly FailureReason[], code: string): boolean {
	return reasons.includes(CODES.find((known) => known === code) ?? OTHER);
}
