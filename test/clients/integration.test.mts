import { createSimulator } from '../../simulator/simulator.mjs';
import { refusalsOf, resultsIn, surprises, withoutHolders } from './integration.mjs';

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

const NOTHING = { skipped: [], failed: [], refused: [] };

test('a failure that is not written down is a surprise, and so is a success that is', () => {
	const results = new Map([
		['one', 'failed'],
		['two', 'passed'],
		['three', 'skipped'],
		['four', 'failed'],
	] as const);
	const written = {
		...NOTHING,
		skipped: [{ reason: 'why', tests: ['three'] }],
		failed: [{ reason: 'why', tests: ['two', 'four', 'five'] }],
	};
	expect(surprises(results, [], written)).toEqual([
		'one was failed; written down is: passed',
		'two was passed; written down is: failed',
		'five was not run; written down is: failed',
	]);
});

test('a refusal that is not written down is a surprise, and so is none where one is', () => {
	const written = { ...NOTHING, refused: [{ reason: 'why', calls: ['one', 'two'] }] };
	expect(surprises(new Map(), ['two', 'three'], written)).toEqual([
		'refused was three',
		'not refused was, as written down: one',
	]);
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
