import fc from 'fast-check';
import { readState, writeState, type WatchState } from '../../../pikpak/watch/state.js';

const states: fc.Arbitrary<WatchState> = fc.record({
	account: fc.string(),
	watermark: fc.record({ createdAt: fc.nat(), ids: fc.array(fc.string()) }),
	unfinished: fc
		.array(
			fc.tuple(
				fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor')),
				fc.record({
					phase: fc.constantFrom('pending' as const, 'running' as const, 'unknown' as const),
					attempt: fc.string(),
				}),
			),
		)
		.map((tasks) => new Map(tasks)),
});

test('a state comes back as it was written', () => {
	fc.assert(
		fc.property(states, (state) => {
			expect(readState(writeState(state))).toEqual(state);
		}),
	);
});

test('what is not a state is read as none', () => {
	fc.assert(
		fc.property(fc.oneof(fc.anything(), fc.json(), fc.string()), (stored) => {
			expect(readState(stored)).toBeUndefined();
		}),
	);
});

test('a state that was cut or changed is read as none, or as a whole state', () => {
	fc.assert(
		fc.property(states, fc.nat(), fc.string(), (state, at, noise) => {
			const written = writeState(state);
			const cut = written.slice(0, at % written.length) + noise;
			const read = readState(cut);
			if (read !== undefined) expect(readState(writeState(read))).toEqual(read);
		}),
	);
});

test('an unfinished task takes at most 64 bytes', () => {
	const bytes = (tasks: number) =>
		writeState({
			account: '0123abcd',
			watermark: { createdAt: 1795500000000, ids: [] },
			unfinished: new Map(
				Array.from({ length: tasks }, (_, index) => [
					`VSynthTask${String(index).padStart(16, '0')}`,
					{ phase: 'running', attempt: `VSynthFile${String(index).padStart(16, '0')}` },
				]),
			),
		}).length;
	expect((bytes(1001) - bytes(1)) / 1000).toBeLessThanOrEqual(64);
});
