import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { afterThisProcess } from './guard.mjs';

/** A program that runs until it is told to end. */
export interface Program {
	/** Where its output goes. */
	logFile: string;
	/** Settles when the process has ended, whatever ended it. */
	ended: Promise<void>;
	/** Sends a signal to it and to all that it has started; it may have ended already. */
	signal: (name: NodeJS.Signals) => void;
	/** Ends it as an administrator would; what does not end in time is killed. */
	stop: () => Promise<void>;
}

export interface ProgramOptions {
	/** What an error calls it. */
	name: string;
	command: string;
	args: string[];
	/** Where it runs. */
	folder: string;
	env?: NodeJS.ProcessEnv;
	/** As whom it runs, if not as the user of this process. */
	user?: { uid: number; gid: number } | undefined;
	logFile: string;
	/** Asks it whether it can be used. */
	isReady: () => Promise<boolean>;
	/** What asks it to end. */
	stopSignal?: NodeJS.Signals;
	/** What ends it at once. */
	killSignal?: NodeJS.Signals;
}

const READY_WITHIN_MS = 180_000;
const ENDS_WITHIN_MS = 20_000;

/**
 * Starts a program and waits until it is ready. It ends with this process, whatever ends this one.
 *
 * @throws Error with the end of its log if it does not become ready
 */
export async function startProgram(options: ProgramOptions): Promise<Program> {
	const { command, args, folder, env, user, logFile } = options;
	const { stopSignal = 'SIGTERM', killSignal = 'SIGKILL' } = options;
	const child = spawn(command, args, {
		cwd: folder,
		env,
		...user,
		// A group of its own, so that what it starts ends with it.
		detached: true,
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	const log = createWriteStream(logFile, { flags: 'a' });
	child.stdout.pipe(log, { end: false });
	child.stderr.pipe(log, { end: false });
	const ended = new Promise<void>((resolve) => {
		child.once('error', (error) => {
			log.end(String(error), resolve);
		});
		child.once('close', () => {
			log.end(resolve);
		});
	});
	const kill = () => {
		signal(child, killSignal);
	};
	const callOff = afterThisProcess(
		'kill -s "$1" -- "-$2"',
		killSignal.replace('SIG', ''),
		String(child.pid),
	);
	void ended.then(callOff);
	await ready(options, child).catch(async (error: unknown) => {
		kill();
		await ended;
		throw error;
	});
	return {
		logFile,
		ended,
		signal: (name) => {
			signal(child, name);
		},
		stop: async () => {
			signal(child, stopSignal);
			const timer = setTimeout(kill, ENDS_WITHIN_MS);
			await ended;
			clearTimeout(timer);
			kill();
		},
	};
}

async function ready(
	{ name, logFile, isReady }: ProgramOptions,
	child: ChildProcess,
): Promise<void> {
	const deadline = Date.now() + READY_WITHIN_MS;
	while (Date.now() < deadline) {
		if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) break;
		if (await isReady()) return;
		await new Promise((resolve) => setTimeout(resolve, 250));
	}
	const log = await readFile(logFile, 'utf8').catch(() => '');
	throw new Error(`${name} did not become ready. The end of its log:\n${log.slice(-2000)}`);
}

/** To the whole group; it may have ended already. */
function signal({ pid }: ChildProcess, name: NodeJS.Signals): void {
	if (pid === undefined) return;
	try {
		process.kill(-pid, name);
	} catch {
		// No such process: that is what was wanted.
	}
}
