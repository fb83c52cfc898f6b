import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSimulator } from '../../simulator/simulator.mjs';
import { keepState } from '../../simulator/stateFile.mjs';

let file: string;

beforeEach(() => {
	file = join(mkdtempSync(join(tmpdir(), 'pikpak-state-')), 'state.json');
	jest.useFakeTimers();
});

afterEach(() => {
	jest.useRealTimers();
	rmSync(join(file, '..'), { recursive: true });
});

describe('The state of a simulator', () => {
	test('goes through a file into the next one', () => {
		const first = createSimulator({ seed: 'demo' });
		const { save } = keepState(first, file);
		first.personNeeded(true);
		first.advance(5000);
		save();
		const next = createSimulator();
		keepState(next, file);
		expect(next.snapshot()).toEqual(first.snapshot());
		expect(existsSync(`${file}.new`)).toBe(false);
	});

	test('is there from the beginning, and written by itself when it has changed', () => {
		const simulator = createSimulator();
		keepState(simulator, file);
		expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(simulator.snapshot());
		simulator.addTask({ name: 'alice.txt' });
		expect(readFileSync(file, 'utf8')).not.toContain('alice.txt');
		jest.advanceTimersByTime(2000);
		expect(readFileSync(file, 'utf8')).toContain('alice.txt');
	});

	test('is not written while nothing changes', () => {
		keepState(createSimulator(), file);
		writeFileSync(file, 'touched');
		jest.advanceTimersByTime(10_000);
		expect(readFileSync(file, 'utf8')).toBe('touched');
	});

	test.each(['', 'no JSON', '{"tasks":[]}'])(
		'is not taken from a file that holds "%s", which stays as it is',
		(text) => {
			writeFileSync(file, text);
			const simulator = createSimulator({ seed: 'demo' });
			expect(() => keepState(simulator, file)).toThrow(
				'does not hold the state of this simulator: delete it to begin anew',
			);
			jest.advanceTimersByTime(10_000);
			expect(readFileSync(file, 'utf8')).toBe(text);
			expect(simulator.tasks()).toHaveLength(8);
		},
	);

	test('cannot be kept where nothing can be written, which is told at once', () => {
		expect(() => keepState(createSimulator(), join(file, 'nowhere.json'))).toThrow('ENOENT');
	});
});
