/** What one of PikPak's refusals means, whether the same request can work later, and what to do. */
interface Row {
	/** Sentences that tell errors of the same name apart. They are in English, which every request asks for. */
	says?: RegExp;
	/** Strings in `error`. */
	errors?: readonly string[];
	/** Count only where there is no `error`: unlike errors share a code. */
	codes?: readonly number[];
	statuses?: readonly number[];
	/** Messages of failed tasks. */
	messages?: RegExp;
	meaning: string;
	advice: string;
	retryable: boolean;
}

/**
 * Answers and task messages of the service. Sources: issue threads and clients that handle them (rclone, OpenList,
 * KeepShare, pikpak-kotlin, MediaFusion), read in November 2026; none was provoked on purpose.
 */
export const REASONS = {
	person_needed: {
		says: /result:review/i,
		meaning: 'PikPak wants a person to confirm this sign-in.',
		advice:
			'Sign in once in a browser on the same network as n8n, then test this credential again.',
		retryable: false,
	},
	too_frequent: {
		says: /too frequent/i,
		codes: [10],
		statuses: [429],
		meaning: 'PikPak has seen too many requests from this account or network.',
		advice: 'Wait before you try again, and let workflows run less often.',
		retryable: true,
	},
	access_prohibited: {
		says: /access\s*prohibited/i,
		meaning: 'PikPak does not accept sign-ins from the network of this n8n.',
		advice: 'PikPak refuses many data centres. Run n8n from another network or through a proxy.',
		retryable: false,
	},
	invalid_account_or_password: {
		errors: ['invalid_account_or_password'],
		codes: [4022],
		meaning: 'PikPak does not know this e-mail and password.',
		advice:
			'Check both in the PikPak credential. An account made with Google or Apple needs a password first.',
		retryable: false,
	},
	captcha_invalid: {
		errors: ['captcha_invalid', 'captcha_required', 'riskLimited', 'risk_limited'],
		meaning: 'PikPak asked for a new verification of this call and did not accept it.',
		advice:
			'Try again in a few minutes. If it stays, sign in once in a browser on the same network.',
		retryable: true,
	},
	invalid_grant: {
		errors: ['invalid_grant'],
		codes: [4126],
		meaning: 'PikPak does not accept the stored sign-in any more.',
		advice:
			'Try again in ten seconds: n8n then signs in anew. Do not share one sign-in between two programs.',
		retryable: true,
	},
	unauthenticated: {
		errors: ['unauthenticated'],
		codes: [16, 4121, 4122],
		statuses: [401],
		meaning: 'PikPak did not accept the sign-in, not even after it was renewed.',
		advice: 'Test the PikPak credential, then try again.',
		retryable: true,
	},
	task_daily_create_limit: {
		errors: ['task_daily_create_limit', 'task_daily_create_limit_vip', 'cloud_download_limit'],
		messages: /limits? of free usage today|free transfers has been used up/i,
		codes: [11],
		meaning: "The account's downloads for today are used up.",
		advice: 'Retry after midnight, UTC+8, or use a plan with more downloads a day.',
		retryable: true,
	},
	file_space_not_enough: {
		errors: ['file_space_not_enough', 'storage_space_limit'],
		messages: /space is not enough/i,
		codes: [8],
		meaning: 'The drive is full.',
		advice: 'Free space on the drive, empty its trash, then retry.',
		retryable: false,
	},
	task_run_nums_limit: {
		errors: ['task_run_nums_limit'],
		meaning: 'Too many downloads run at once.',
		advice: 'Retry when one of them has finished.',
		retryable: true,
	},
	task_sub_task_num_limit: {
		errors: ['task_sub_task_num_limit'],
		meaning: 'The source has more files than PikPak takes in one download.',
		advice: 'Choose another source.',
		retryable: false,
	},
	task_url_resolve_error: {
		errors: ['task_url_resolve_error', 'task_url_unsupported'],
		meaning: 'PikPak cannot download from this source.',
		advice: 'Check the link, or choose another source.',
		retryable: false,
	},
	task_file_deleted: {
		errors: ['task_file_deleted'],
		messages: /file deleted/i,
		meaning: 'The downloaded file has been deleted from the drive.',
		advice: 'Download it again if you need it.',
		retryable: false,
	},
	file_maybe_ads: {
		errors: ['file_maybe_ads'],
		meaning: 'PikPak took the file for advertising and left it out.',
		advice: 'Choose another source.',
		retryable: false,
	},
	content_refused: {
		messages: /\b(copyright|harmful|sensitive|no longer available)\b/i,
		meaning: 'PikPak does not offer this content.',
		advice: 'A retry does not help. Choose another source.',
		retryable: false,
	},
	save_failed: {
		messages: /save failed/i,
		meaning: 'PikPak could not save the file.',
		advice: 'Retry the task, or add its link again.',
		retryable: true,
	},
	not_found: {
		errors: ['not_found', 'file_not_found'],
		codes: [5],
		statuses: [404],
		meaning: 'PikPak does not have what was asked for.',
		advice: 'Check the ID; it may have been deleted.',
		retryable: false,
	},
	invalid_argument: {
		errors: ['invalid_argument', 'invalid_request'],
		codes: [3],
		meaning: 'PikPak did not understand the request.',
		advice:
			'Check the parameters of this node. If they are right, please report this on the issues page of the package.',
		retryable: false,
	},
	unimplemented: {
		errors: ['unimplemented'],
		statuses: [501],
		meaning: 'PikPak does not offer this call.',
		advice: 'Please report this on the issues page of the package.',
		retryable: false,
	},
	service_unavailable: {
		errors: ['internal'],
		statuses: [500, 502, 503, 504, 509],
		meaning: 'PikPak is not available at the moment.',
		advice: 'Try again later.',
		retryable: true,
	},
} as const satisfies Record<string, Row>;

export type KnownReason = keyof typeof REASONS;

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
		find((row) => seen.error === '' && row.codes?.includes(seen.code)) ??
		find((row) => row.statuses?.includes(seen.status))
	);
}

function find(fits: (row: Row) => boolean | undefined): KnownReason | undefined {
	const rows = Object.entries(REASONS) as Array<[KnownReason, Row]>;
	return rows.find(([, row]) => fits(row) === true)?.[0];
}

/** Why a task failed, as its `message` tells. */
export interface TaskReason {
	/** PikPak's own string where there is one, else a word of this package; `unknown` if neither fits. */
	code: string;
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
	const { retryable, advice } = REASONS[reason];
	return { code: reason, text: message, retryable, advice };
}
