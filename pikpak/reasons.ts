/**
 * When the same request can work without a change: in seconds; in minutes; after midnight in UTC+8, when PikPak's daily
 * limits begin anew.
 */
export type Retry = 'never' | 'seconds' | 'minutes' | 'tomorrow';

/** What one of PikPak's refusals means, when the same request can work, and what to do. */
export interface Row {
	/** Sentences that tell errors of the same name apart. They are in English, which every request asks for. */
	says?: RegExp;
	/** Strings in `error`. */
	errors?: readonly string[];
	/** Of PikPak alone. */
	codes?: readonly number[];
	/** Shared by unlike errors: they count only where there is no `error`. */
	sharedCodes?: readonly number[];
	statuses?: readonly number[];
	/** Messages of failed tasks. */
	messages?: RegExp;
	meaning: string;
	advice: string;
	retry: Retry;
}

/**
 * Answers and task messages of the service. Sources: issue threads and clients that handle them (rclone, OpenList,
 * KeepShare, pikpak-kotlin, pikpaktui, StremThru, MediaFusion), read in November 2026; none was provoked on purpose.
 */
export const REASONS = {
	person_needed: {
		says: /result:review/i,
		meaning: 'PikPak wants a person to confirm this sign-in.',
		advice:
			'Sign in once in a browser on the same network as n8n, then test this credential again.',
		retry: 'never',
	},
	too_frequent: {
		says: /too frequent/i,
		codes: [10],
		statuses: [429],
		meaning: 'PikPak has seen too many requests from this account or network.',
		advice: 'Wait before you try again, and let workflows run less often.',
		retry: 'minutes',
	},
	access_prohibited: {
		says: /access\s*prohibited/i,
		meaning: 'PikPak does not accept sign-ins from the network of this n8n.',
		advice:
			'PikPak refuses many data centres. Choose Refresh Token or Access Token in the credential, or run n8n from another network or through a proxy.',
		retry: 'never',
	},
	invalid_account_or_password: {
		errors: ['invalid_account_or_password'],
		codes: [4022],
		meaning: 'PikPak does not know this e-mail and password.',
		advice:
			'Check both in the PikPak credential. An account made with Google or Apple takes another way to authenticate.',
		retry: 'never',
	},
	captcha_invalid: {
		errors: ['captcha_invalid', 'captcha_required', 'riskLimited', 'risk_limited'],
		codes: [4001, 4002],
		meaning: 'PikPak asked for a new verification of this call and did not accept it.',
		advice:
			'Try again in a few minutes. If it stays, sign in once in a browser on the same network.',
		retry: 'minutes',
	},
	invalid_grant: {
		errors: ['invalid_grant'],
		codes: [4126],
		meaning: 'PikPak does not accept the stored sign-in any more.',
		advice:
			'Try again in ten seconds: another process of n8n may just have renewed it. If it stays, n8n tells what to do. Do not share one sign-in between two programs.',
		retry: 'seconds',
	},
	unauthenticated: {
		errors: ['unauthenticated'],
		codes: [16, 4121, 4122],
		statuses: [401],
		meaning: 'PikPak did not accept the sign-in, not even after it was renewed.',
		advice: 'Test the PikPak credential, then try again.',
		retry: 'seconds',
	},
	task_daily_create_limit: {
		errors: ['task_daily_create_limit', 'task_daily_create_limit_vip', 'cloud_download_limit'],
		messages: /limits? of free usage today|free transfers has been used up/i,
		sharedCodes: [11],
		meaning: "The account's downloads for today are used up.",
		advice: 'Retry after midnight, UTC+8, or use a plan with more downloads a day.',
		retry: 'tomorrow',
	},
	monthly_download_size_exceeded: {
		errors: ['monthly_download_size_exceeded'],
		meaning: "The account's download traffic is used up.",
		advice: 'Wait until PikPak renews it, or use a plan with more traffic.',
		retry: 'never',
	},
	file_space_not_enough: {
		errors: ['file_space_not_enough', 'storage_space_limit'],
		messages: /space is not enough/i,
		sharedCodes: [8],
		meaning: 'The drive is full.',
		advice: 'Free space on the drive, empty its trash, then retry.',
		retry: 'never',
	},
	upload_quota: {
		sharedCodes: [12],
		meaning: "The account's traffic or space for uploads is used up.",
		advice: 'Wait until PikPak renews it, free space on the drive, or use a larger plan.',
		retry: 'never',
	},
	task_run_nums_limit: {
		errors: ['task_run_nums_limit'],
		meaning: 'Too many downloads or file operations run at once.',
		advice: 'Retry when one of them has finished.',
		retry: 'minutes',
	},
	task_sub_task_num_limit: {
		errors: ['task_sub_task_num_limit'],
		meaning: 'The source has more files than PikPak takes in one download.',
		advice: 'Choose another source.',
		retry: 'never',
	},
	task_url_resolve_error: {
		errors: ['task_url_resolve_error'],
		meaning: 'PikPak cannot download from this source.',
		advice: 'Check the link, or choose another source.',
		retry: 'never',
	},
	task_url_unsupported: {
		errors: ['task_url_unsupported'],
		meaning: 'PikPak does not take this kind of link.',
		advice: 'Use a magnet, the address of a file on the web, or an eD2k link.',
		retry: 'never',
	},
	task_file_deleted: {
		errors: ['task_file_deleted'],
		messages: /file deleted/i,
		meaning: 'The downloaded file has been deleted from the drive.',
		advice: 'Download it again if you need it.',
		retry: 'never',
	},
	file_maybe_ads: {
		errors: ['file_maybe_ads'],
		meaning: 'PikPak took the file for advertising and does not keep it.',
		advice: 'Choose another source.',
		retry: 'never',
	},
	content_refused: {
		messages: /\b(copyright|harmful|sensitive|no longer available)\b/i,
		meaning: 'PikPak does not offer this content.',
		advice: 'A retry does not help. Choose another source.',
		retry: 'never',
	},
	save_failed: {
		messages: /save failed/i,
		meaning: 'PikPak could not save the file.',
		advice: 'Retry the task. If that does not help, delete it and add its link again.',
		retry: 'minutes',
	},
	file_duplicated_name: {
		errors: ['file_duplicated_name'],
		meaning:
			'There is a file or folder of this name already, perhaps one that is being downloaded, or in the trash.',
		advice: 'Choose another name, or remove the other file first.',
		retry: 'never',
	},
	file_rename_to_same_name: {
		errors: ['file_rename_to_same_name'],
		meaning: 'The file has this name already.',
		advice: 'There is nothing to do; choose another name if you want it changed.',
		retry: 'never',
	},
	file_name_empty: {
		errors: ['file_name_empty'],
		meaning: 'The name is empty.',
		advice: 'Enter a name. If it is an expression, see what it yields.',
		retry: 'never',
	},
	file_rename_uncompleted: {
		errors: ['file_rename_uncompleted'],
		meaning: 'PikPak has not finished an earlier change of this file.',
		advice: 'Try again in a few seconds.',
		retry: 'seconds',
	},
	file_move_or_copy_to_cur: {
		errors: ['file_move_or_copy_to_cur'],
		meaning: 'The file is in this folder already.',
		advice: 'There is nothing to do; choose another folder if you want it elsewhere.',
		retry: 'never',
	},
	file_in_recycle_bin: {
		errors: ['file_in_recycle_bin'],
		meaning: 'The file is in the trash.',
		advice: 'Restore it from the trash first.',
		retry: 'never',
	},
	file_operate_system_folder: {
		errors: ['file_operate_system_folder'],
		meaning: 'PikPak does not allow this for a folder of its own, such as My Pack.',
		advice: 'Choose another folder.',
		retry: 'never',
	},
	space_folder_not_exist: {
		errors: ['space_folder_not_exist'],
		meaning: 'The folder that was chosen does not exist.',
		advice: 'Create it, or choose another folder.',
		retry: 'never',
	},
	file_restore_own: {
		errors: ['file_restore_own'],
		meaning: 'The share is your own, so its files are on this drive already.',
		advice: 'There is nothing to save.',
		retry: 'never',
	},
	share_status_prohibited: {
		errors: ['share_status_prohibited'],
		meaning: 'PikPak has blocked this share.',
		advice: 'Choose another source.',
		retry: 'never',
	},
	archive_password: {
		codes: [10023],
		meaning: 'The archive takes a password.',
		advice: "Enter the archive's password.",
		retry: 'never',
	},
	gcid_unknown: {
		says: /no record for gcid/i,
		meaning: 'PikPak does not have this file yet, so it cannot be added by its hash.',
		advice: 'Upload the file itself.',
		retry: 'never',
	},
	not_found: {
		errors: ['not_found', 'file_not_found'],
		sharedCodes: [5],
		statuses: [404],
		meaning: 'PikPak does not have what was asked for.',
		advice: 'Check the ID; it may have been deleted.',
		retry: 'never',
	},
	invalid_argument: {
		errors: ['invalid_argument', 'invalid_request'],
		sharedCodes: [3],
		meaning: 'PikPak did not understand the request.',
		advice:
			'Check the parameters of this node. If they are right, please report this on the issues page of the package.',
		retry: 'never',
	},
	unimplemented: {
		errors: ['unimplemented'],
		statuses: [501],
		meaning: 'PikPak does not offer this call.',
		advice: 'Please report this on the issues page of the package.',
		retry: 'never',
	},
	service_unavailable: {
		errors: ['internal'],
		statuses: [500, 502, 503, 504, 509],
		meaning: 'PikPak is not available at the moment.',
		advice: 'Try again later.',
		retry: 'minutes',
	},
} as const satisfies Record<string, Row>;

export type KnownReason = keyof typeof REASONS;
