import assert from 'node:assert/strict';
import type { Ran, RunOptions, Stage } from './stage.mjs';

/** The name of the remote in rclone's configuration. */
export const REMOTE = 'drive';

/** rclone's command line, as a person types it. */
export class Rclone {
	constructor(
		readonly stage: Stage,
		private readonly program: string,
	) {}

	/**
	 * Runs a command that succeeds, and says of nothing that it went wrong.
	 *
	 * @returns what it writes to its standard output
	 * @throws AssertionError with what it has said if it fails
	 */
	async run(...args: string[]): Promise<string> {
		const { code, out, err } = await this.attempt(args);
		assert.equal(code, 0, `rclone ${args.join(' ')}\n${endOf(err)}`);
		assert.doesNotMatch(err, / ERROR /);
		return out;
	}

	/**
	 * Runs a command that fails.
	 *
	 * @returns what it says of that
	 * @throws AssertionError if it succeeds
	 */
	async fail(...args: string[]): Promise<string> {
		const { code, err } = await this.attempt(args);
		assert.notEqual(code, 0, `rclone ${args.join(' ')} succeeded`);
		return err;
	}

	/** Runs a command to its end, whatever that is; a whole command is tried once, requests in it as often as rclone likes. */
	async attempt(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
		return await this.stage.run(this.program, ['--retries', '1', ...args], options);
	}
}

/** The last three lines: the same is said of each file. */
function endOf(said: string): string {
	return said.trim().split('\n').slice(-3).join('\n');
}

/** @returns the path on the drive, as rclone's commands take it */
export function at(path: string): string {
	return `${REMOTE}:${path}`;
}
