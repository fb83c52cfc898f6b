import { ended } from '../../../pikpak/watch/event.js';
import { fits, passes, type Candidate, type TaskFilter } from '../../../pikpak/watch/filter.js';
import { FAILED, task } from './looks.mjs';

const MAGNET = 'magnet:?xt=urn:btih:08ada5a7a6183aae1e09d831df6748d566095a10';
const candidate = (fields: Partial<Candidate> = {}): Candidate => ({
	name: 'Sintel.mkv',
	size: 5_000_000,
	sourceUrl: MAGNET,
	folderId: 'folder',
	...fields,
});
const doesFit = (filter: Omit<TaskFilter, 'key'>, fields: Partial<Candidate> = {}) =>
	fits({ key: '', ...filter }, candidate(fields));

test('a filter that says nothing lets everything through', () => {
	expect(doesFit({})).toBe(true);
	expect(doesFit({}, { name: '', size: null, sourceUrl: null, folderId: undefined })).toBe(true);
});

test('a name must be one that is wanted', () => {
	const name = (text: string) => text === 'Sintel.mkv';
	expect([doesFit({ name }), doesFit({ name }, { name: 'another' })]).toEqual([true, false]);
});

test.each([
	[4_999_999, false],
	[5_000_000, true],
	[7_000_000, true],
	[7_000_001, false],
	[0, false],
	[null, true],
])('a size from 5 to 7 million bytes: %p fits: %p', (size, expected) => {
	expect(doesFit({ minSize: 5_000_000, maxSize: 7_000_000 }, { size })).toBe(expected);
});

describe('a source', () => {
	test.each([
		[MAGNET, 'magnet'],
		['MAGNET:?xt=1', 'magnet'],
		['https://example.org/a.iso', 'web'],
		['HTTP://example.org/a.iso', 'web'],
		['ed2k://|file|a.iso|1|0|/', 'ed2k'],
		['ftp://example.org/a.iso', 'other'],
		['', 'other'],
		['https', 'web'],
	] as const)('%p is of the kind %s', (sourceUrl, source) => {
		const others = (['ed2k', 'magnet', 'web', 'other'] as const).filter((kind) => kind !== source);
		expect(doesFit({ sources: new Set([source]) }, { sourceUrl })).toBe(true);
		expect(doesFit({ sources: new Set(others) }, { sourceUrl })).toBe(false);
	});

	test('that is not told yet excludes nothing', () => {
		expect(doesFit({ sources: new Set(['web']) }, { sourceUrl: null })).toBe(true);
	});
});

describe('a folder', () => {
	const filter = { key: '', folderId: 'folder' };

	test.each([
		['folder', true],
		['another', false],
		['', false],
	])('%p fits the wanted one: %p', (folderId, expected) => {
		expect(fits(filter, candidate({ folderId }))).toBe(expected);
		// What it was before does not matter once it is told.
		expect(fits(filter, candidate({ folderId }), !expected)).toBe(expected);
	});

	test('can be the root of the drive', () => {
		expect(doesFit({ folderId: '' }, { folderId: '' })).toBe(true);
		expect(doesFit({ folderId: '' }, { folderId: 'folder' })).toBe(false);
	});

	test.each([
		[undefined, true],
		[true, true],
		[false, false],
	])('that is not told counts as it did before: %p gives %p', (before, expected) => {
		expect(fits(filter, candidate({ folderId: undefined }), before)).toBe(expected);
	});

	test('that is not told does not outweigh the name', () => {
		const named = { ...filter, name: (text: string) => text === 'another' };
		expect(fits(named, candidate({ folderId: undefined }), true)).toBe(false);
	});
});

test('a reason decides about failures alone', () => {
	const [failed] = ended(task('one', { ...FAILED, message: 'file_maybe_ads' }));
	const [completed] = ended(task('one', { phase: 'PHASE_TYPE_COMPLETE' }));
	if (failed === undefined || completed === undefined) throw new Error('Both have ended.');
	const isAds = { key: '', reason: (code: string) => code === 'file_maybe_ads' };
	const isOther = { key: '', reason: (code: string) => code === 'unknown' };
	expect([passes(isAds, failed), passes(isOther, failed)]).toEqual([true, false]);
	expect([passes(isAds, completed), passes(isOther, completed)]).toEqual([true, true]);
	expect(passes({ key: '' }, failed)).toBe(true);
});

test('a failure without a reason has one that is unknown', () => {
	const [failed] = ended(task('one', FAILED));
	if (failed === undefined) throw new Error('It has ended.');
	const event = { ...failed, task: { ...failed.task, reason: null } };
	expect(passes({ key: '', reason: (code) => code === 'unknown' }, event)).toBe(true);
	expect(passes({ key: '', reason: (code) => code !== 'unknown' }, event)).toBe(false);
});
