import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { afterThisProcess } from './guard.mjs';

interface CommandOptions extends Pick<SpawnOptions, 'cwd' | 'env' | 'uid' | 'gid'> {
	/** In milliseconds; then the command is ended, with all that it has started. As long as it takes if left out. */
	timeout?: number;
}

/** What has become of a command. */
export interface Finished {
	/** -1 if it could not be run, or was ended. */
	code: number;
	/** All that it has said, or why it could not be run. */
	output: string;
	/** What it has written to its standard output. */
	out: string;
}

/** Runs a command to its end; that it cannot be run, or takes too long, is the code -1, with the reason in the output. */
export async function run(
	command: string,
	args: string[],
	{ timeout, ...options }: CommandOptions = {},
): Promise<Finished> {
	return await new Promise((resolve) => {
		// What it starts is in a group with it, to be ended with it.
		const child = spawn(command, args, {
			...options,
			detached: timeout !== undefined,
			stdio: ['ignore', 'pipe', 'pipe'],
		});
		const said = { output: '', out: '' };
		child.stdout.setEncoding('utf8').on('data', (text: string) => {
			said.output += text;
			said.out += text;
		});
		child.stderr.setEncoding('utf8').on('data', (text: string) => (said.output += text));
		const callOff = endInTime(child, timeout, (reason) => (said.output += reason));
		child.on('error', (error) => {
			callOff();
			resolve({ code: -1, output: String(error), out: '' });
		});
		child.on('close', (code) => {
			callOff();
			resolve({ code: code ?? -1, ...said });
		});
	});
}

/** @returns what calls it off */
function endInTime(
	child: ChildProcess,
	timeout: number | undefined,
	say: (reason: string) => void,
): () => void {
	const { pid, stdout, stderr } = child;
	if (timeout === undefined || pid === undefined) return () => undefined;
	// Ctrl-C in a terminal does not reach a group of its own.
	const callOff = afterThisProcess('kill -KILL -- "-$1" 2>/dev/null', String(pid));
	const timer = setTimeout(() => {
		say(`\nIt was ended, since it took longer than ${String(timeout / 1000)} seconds.\n`);
		endGroup(pid);
		// Whatever has left the group may hold these for ever.
		stdout?.destroy();
		stderr?.destroy();
	}, timeout);
	return () => {
		clearTimeout(timer);
		callOff();
	};
}

function endGroup(pid: number): void {
	try {
		process.kill(-pid, 'SIGKILL');
	} catch {
		// It is over already.
	}
}

const ATTEMPTS = 3;

/**
 * Runs a command that needs the network, up to three times, until it succeeds.
 *
 * @param onFailure is told the number of an attempt that is followed by another
 * @returns what has become of the last attempt
 */
export async function runPatiently(
	command: string,
	args: string[],
	options: CommandOptions = {},
	onFailure: (attempt: number) => void = () => undefined,
): Promise<Finished> {
	let finished = await run(command, args, options);
	for (let attempt = 1; attempt < ATTEMPTS && finished.code !== 0; attempt++) {
		onFailure(attempt);
		finished = await run(command, args, options);
	}
	return finished;
}
