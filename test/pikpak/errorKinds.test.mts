import { concernsAccount, concernsAll } from '../../pikpak/errorKinds.js';
import { PikPakError, successOf, unreadableAnswer, type Reason } from '../../pikpak/errors.js';
import { taskFailure } from '../../pikpak/tasks/failure.js';

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
] as const)('%s is about all that the call could do, and not about the account', (reason) => {
	expect([concernsAccount(errorOf(reason)), concernsAll(errorOf(reason))]).toEqual([false, true]);
});

// A large download may have no room where a small one has.
test.each([
	'not_found',
	'invalid_argument',
	'gcid_unknown',
	'unknown',
	'file_space_not_enough',
] as const)('%s is about one thing', (reason) => {
	expect([concernsAccount(errorOf(reason)), concernsAll(errorOf(reason))]).toEqual([false, false]);
});

test.each([
	'Storage space is not enough',
	'You have reached the limits of free usage today',
	'too_frequent',
	'task_daily_create_limit',
	'service_unavailable',
])('a task that has failed for "%s" says nothing about others', (message) => {
	const failure = taskFailure({ id: 'a', phase: 'PHASE_TYPE_ERROR', message });
	expect([concernsAccount(failure), concernsAll(failure)]).toEqual([false, false]);
});

test('an answer of PikPak that lacks something is about one thing; one that is not of PikPak is about all', () => {
	expect(concernsAll(unreadableAnswer(200, { kind: 'drive#odd' }))).toBe(false);
	const page = successOf({ kind: 'answered', status: 200, body: '<html>' });
	expect(concernsAll(page as PikPakError)).toBe(true);
});
