import { spawn } from 'node:child_process';

/**
 * Has a shell command done when this process has ended, whatever ended it. Unlike a handler of signals, it works in tests,
 * which Jest keeps apart from the process, and when nothing can be handled any more.
 *
 * @param command finds the arguments as `$1`, `$2` and so on
 * @returns what calls it off
 */
export function afterThisProcess(command: string, ...args: string[]): () => void {
	// Its input ends with this process, and Ctrl-C in a terminal does not reach a group of its own.
	const guard = spawn('sh', ['-c', `read -r nothing; ${command}`, 'sh', ...args], {
		detached: true,
		stdio: ['pipe', 'ignore', 'ignore'],
	});
	guard.unref();
	return () => {
		guard.kill('SIGKILL');
	};
}
