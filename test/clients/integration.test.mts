import { Journal, type JournalEntry } from '../../simulator/journal.mjs';
import { createSimulator } from '../../simulator/simulator.mjs';
import {
	readExpectations,
	refusalsOf,
	resultsIn,
	surprises,
	withoutHolders,
	type TestResult,
} from './integration.mjs';

const OUTPUT = `=== RUN   TestIntegration
=== RUN   TestIntegration/FsMkdir
    fstests.go:425: FS has no ListR interface
--- FAIL: TestIntegration (2.00s)
    --- SKIP: TestIntegration/FsCheckWrap (0.00s)
    --- FAIL: TestIntegration/FsMkdir (1.00s)
        --- PASS: TestIntegration/FsMkdir/FsListEmpty (0.50s)
        --- FAIL: TestIntegration/FsMkdir/FsPutZeroLength (0.50s)
    --- FAIL: TestIntegration/FsRoot (0.00s)
        --- PASS: TestIntegration/FsRoot/Inner (0.00s)
FAIL
`;

test('what Go says of its tests is read, and what only holds others is left out', () => {
	expect(Object.fromEntries(withoutHolders(resultsIn(OUTPUT)))).toEqual({
		'TestIntegration/FsCheckWrap': 'skipped',
		'TestIntegration/FsMkdir/FsListEmpty': 'passed',
		'TestIntegration/FsMkdir/FsPutZeroLength': 'failed',
		// Its own failure, since nothing in it has failed.
		'TestIntegration/FsRoot': 'failed',
		'TestIntegration/FsRoot/Inner': 'passed',
	});
});

const NOTHING = { passed: [], skipped: [], failed: [], refused: [] };
const REASON = 'why';

const ENTRY: JournalEntry = {
	at: 0,
	host: 'drive',
	method: 'GET',
	path: '/',
	route: 'GET:/',
	query: {},
	status: 200,
};

/** A journal with one request for each. */
function journalOf(...entries: Array<Partial<JournalEntry>>): { journal: Journal } {
	const journal = new Journal();
	for (const entry of entries) {
		journal.record({ ...ENTRY, ...entry });
	}
	return { journal };
}

test('whatever becomes of a test but what is written down is a surprise', () => {
	const results = new Map([
		['one', 'failed'],
		['two', 'passed'],
		['three', 'skipped'],
		['four', 'failed'],
		['six', 'passed'],
	] as const);
	const written = {
		...NOTHING,
		passed: ['one', 'seven'],
		skipped: [{ reason: REASON, tests: ['three'] }],
		failed: [{ reason: REASON, tests: ['two', 'four', 'five'] }],
	};
	expect(surprises({ results, code: 1 }, journalOf(), written)).toEqual([
		'one was failed; written down is: passed',
		'two was passed; written down is: failed',
		'six was passed; written down is: nothing',
		'seven was not run; written down is: passed',
		'five was not run; written down is: failed',
	]);
});

test('the tests end as it belongs to the failures that are written down', () => {
	const results = new Map([['one', 'failed']] as const);
	const failing = { ...NOTHING, failed: [{ reason: REASON, tests: ['one'] }] };
	const ended = (code: number, written: typeof failing | typeof NOTHING) =>
		surprises({ results: written === failing ? results : new Map(), code }, journalOf(), written);
	expect(ended(1, failing)).toEqual([]);
	expect(ended(0, NOTHING)).toEqual([]);
	// Broken off by Go, or ended since its time was up.
	expect(ended(2, failing)).toEqual(['the tests ended with 2, not 1']);
	expect(ended(-1, NOTHING)).toEqual(['the tests ended with -1, not 0']);
});

test('a mistake of the simulator is a surprise, though the tests do not see it', () => {
	const journal = journalOf({ status: 500 }, { status: 404 }, { status: 500 });
	expect(surprises({ results: new Map(), code: 0 }, journal, NOTHING)).toEqual([
		'the simulator made 2 mistakes of its own',
	]);
});

test('a refusal that is not written down is a surprise, and so is none where one is', () => {
	const written = {
		...NOTHING,
		refused: [{ reason: REASON, calls: ['GET:/: one', 'GET:/: two'] }],
	};
	const journal = journalOf({ refused: 'two' }, { refused: 'three' });
	expect(surprises({ results: new Map(), code: 0 }, journal, written)).toEqual([
		'refused was GET:/: three',
		'not refused was, as written down: GET:/: one',
	]);
});

test('a run in which nothing passes is full of surprises', () => {
	const { passed, skipped, failed, refused } = readExpectations();
	const calls = refused.flatMap(({ calls: each }) => each);
	const results = new Map<string, TestResult>([
		...skipped.flatMap(({ tests }) => tests).map((name) => [name, 'skipped'] as const),
		...failed.flatMap(({ tests }) => tests).map((name) => [name, 'failed'] as const),
	]);
	const told = surprises({ results, code: 1 }, journalOf(), readExpectations());
	expect(told).toHaveLength(passed.length + calls.length);
});

test('refusals are told once, without what differs from run to run', async () => {
	const { fetch, journal } = createSimulator();
	for (const id of ['', '/12']) {
		await fetch(new Request(`http://simulator/api-drive.mypikpak.com/drive/v1/share${id}`));
	}
	expect(refusalsOf({ journal })).toEqual([
		'GET:unknown: there is no route GET /api-drive.mypikpak.com/drive/v1/share',
		'GET:unknown: there is no route GET /api-drive.mypikpak.com/drive/v1/share/#',
	]);
});
