import { errorFor, PikPakError } from '../../../pikpak/errors.js';
import type { KnownReason } from '../../../pikpak/reasons.js';
import { lookUp } from '../../../pikpak/watch/lookUp.js';
import type { Watched } from '../../../pikpak/watch/state.js';
import { COMPLETE, task } from './looks.mjs';
import { filePath, Table, taskPath, type Answer } from './table.mjs';

const WATCHED: Watched = { attempt: 2, fileId: 'file', fits: true };
const FILE = {
	id: 'file',
	kind: 'drive#file',
	name: 'Sintel.mkv',
	size: '5000000',
	parent_id: 'folder',
	phase: 'PHASE_TYPE_COMPLETE',
	trashed: false,
	created_time: '2026-11-24T10:00:00.000+08:00',
	modified_time: '2026-11-24T10:05:00.000+08:00',
	params: { url: 'magnet:?xt=1' },
};

/** Looks for a task that PikPak has not, but for these answers. */
async function lookUpOn(answers: Record<string, Answer>, watched: Watched | undefined = WATCHED) {
	const table = new Table([], answers);
	return { found: await lookUp(table.call, 'one', watched), asked: table.lookedUp };
}

const withFile = (fields: object) => ({ [filePath('file')]: { ...FILE, ...fields } });
const refusing = (error: Error) => ({ [taskPath('one')]: error });
const refusal = (reason: KnownReason, httpStatus = 400) => errorFor(reason, { httpStatus });
const unknown = (httpStatus: number) =>
	new PikPakError('unknown', { meaning: 'What?', advice: 'None.', httpStatus });

test('a task that can be had by its id is taken as it is', async () => {
	const seen = task('one', COMPLETE);
	const { found, asked } = await lookUpOn({ ...withFile({}), [taskPath('one')]: seen });
	expect(found).toEqual(seen);
	expect(asked).toEqual([taskPath('one')]);
});

describe('a task that is gone', () => {
	test('is complete if its file is', async () => {
		const { found, asked } = await lookUpOn(withFile({}));
		expect(asked).toEqual([taskPath('one'), filePath('file')]);
		expect(found).toEqual({
			id: 'one',
			name: 'Sintel.mkv',
			type: 'offline',
			phase: 'PHASE_TYPE_COMPLETE',
			progress: 100,
			file_id: 'file',
			file_name: 'Sintel.mkv',
			file_size: '5000000',
			created_time: '2026-11-24T10:00:00.000+08:00',
			updated_time: '2026-11-24T10:05:00.000+08:00',
			params: { url: 'magnet:?xt=1', retry_times: '2' },
			reference_resource: FILE,
		});
	});

	test('has no known size if it made a folder', async () => {
		const { found } = await lookUpOn(withFile({ kind: 'drive#folder', size: '0' }));
		expect(found).toMatchObject({ id: 'one', file_size: '' });
	});

	test.each([
		['is in the trash', withFile({ trashed: true })],
		['is not complete', withFile({ phase: 'PHASE_TYPE_RUNNING' })],
		['is in no known phase', withFile({ phase: undefined })],
		['is gone too', {}],
		[
			'is refused, since it is in the trash',
			{ [filePath('file')]: refusal('file_in_recycle_bin') },
		],
	])('has left nothing if its file %s', async (_, answers) => {
		const { found, asked } = await lookUpOn(answers);
		expect(found).toBeUndefined();
		expect(asked).toEqual([taskPath('one'), filePath('file')]);
	});

	test('has left nothing if it had no file', async () => {
		const { found, asked } = await lookUpOn({}, { ...WATCHED, fileId: '' });
		expect(found).toBeUndefined();
		expect(asked).toEqual([taskPath('one')]);
	});

	test('has left nothing if it was not watched', async () => {
		const table = new Table();
		expect(await lookUp(table.call, 'one', undefined)).toBeUndefined();
		expect(table.lookedUp).toEqual([taskPath('one')]);
	});

	test.each([
		['not_found', refusal('not_found', 404)],
		['file_in_recycle_bin', refusal('file_in_recycle_bin')],
		['invalid_argument', refusal('invalid_argument')],
		['an unknown reason and status 400', unknown(400)],
		['an unknown reason and status 404', unknown(404)],
		['an unknown reason and status 410', unknown(410)],
	])('is gone if PikPak says so by %s', async (_, error) => {
		expect((await lookUpOn(refusing(error))).found).toBeUndefined();
	});
});

describe('a refusal', () => {
	test.each([
		['an unknown reason and status 403', unknown(403)],
		['a known reason and status 400', refusal('file_space_not_enough', 400)],
		['a known reason and status 404', refusal('unimplemented', 404)],
	])('with %s is told, and concerns this task alone', async (_, error) => {
		const { found, asked } = await lookUpOn({ ...withFile({}), ...refusing(error) });
		expect(found).toBe(error);
		expect(asked).toEqual([taskPath('one')]);
	});

	test('of its file is told as well', async () => {
		const error = unknown(403);
		expect((await lookUpOn({ [filePath('file')]: error })).found).toBe(error);
	});

	test.each([
		'unauthenticated',
		'invalid_grant',
		'captcha_invalid',
		'too_frequent',
		'person_needed',
		'access_prohibited',
		'invalid_account_or_password',
	] as const)('for %s concerns every task, and is thrown', async (reason) => {
		const error = refusal(reason);
		await expect(lookUpOn(refusing(error))).rejects.toBe(error);
	});

	test.each([
		'sign_in_unanswered',
		'access_token_ended',
		'refresh_token_ended',
		'session_missing',
		'unreachable',
	] as const)('for %s is thrown, since nothing else could be asked for either', async (reason) => {
		const error = new PikPakError(reason, { meaning: 'No.', advice: 'None.' });
		await expect(lookUpOn(refusing(error))).rejects.toBe(error);
	});

	test('that is none of PikPak is thrown', async () => {
		const error = new Error('A mistake.');
		await expect(lookUpOn(refusing(error))).rejects.toBe(error);
	});
});
