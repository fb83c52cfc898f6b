import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { Simulator } from './simulator.mjs';

/** How often the state is looked at; a crash loses what came after. */
const EVERY_MS = 2_000;

/**
 * Keeps a simulator's state in a file: reads it if there is one, and writes it now and whenever it has changed.
 *
 * @returns `save` writes at once, for the end of a process
 * @throws Error if the file holds something else, or cannot be written
 */
export function keepState(simulator: Simulator, file: string): { save: () => void } {
	if (existsSync(file)) restore(simulator, file);
	let written = '';
	const save = () => {
		const state = JSON.stringify(simulator.snapshot());
		if (state === written) return;
		// In one step, so that nobody ever finds half a file.
		writeFileSync(`${file}.new`, state);
		renameSync(`${file}.new`, file);
		written = state;
	};
	save();
	// Not referenced: it must not keep a process alive that wants to end.
	setInterval(save, EVERY_MS).unref();
	return { save };
}

function restore(simulator: Simulator, file: string): void {
	try {
		simulator.restore(JSON.parse(readFileSync(file, 'utf8')));
	} catch (error) {
		throw new Error(`${file} does not hold the state of this simulator: delete it to begin anew`, {
			cause: error,
		});
	}
}
