import { concernsAccount, concernsAll } from '../../pikpak/errorKinds.js';
import { PikPakError, type Reason } from '../../pikpak/errors.js';

const errorOf = (reason: Reason) => new PikPakError(reason, { meaning: 'No.', advice: 'None.' });

// Which errors are about the account alone, test/pikpak/watch/lookUp.test.mts tells.
test.each(['unauthenticated', 'too_frequent', 'unreachable'] as const)(
	'%s is about the account, and so about all',
	(reason) => {
		expect([concernsAccount(errorOf(reason)), concernsAll(errorOf(reason))]).toEqual([true, true]);
	},
);

test.each([
	'service_unavailable',
	'unreadable_answer',
	'unimplemented',
	'incomplete_credential',
	'foreign_host',
	'task_daily_create_limit',
	'task_run_nums_limit',
	'monthly_download_size_exceeded',
	'file_space_not_enough',
] as const)('%s is about all that the call could do, and not about the account', (reason) => {
	expect([concernsAccount(errorOf(reason)), concernsAll(errorOf(reason))]).toEqual([false, true]);
});

test.each(['not_found', 'invalid_argument', 'gcid_unknown', 'unknown'] as const)(
	'%s is about one thing',
	(reason) => {
		expect([concernsAccount(errorOf(reason)), concernsAll(errorOf(reason))]).toEqual([
			false,
			false,
		]);
	},
);
