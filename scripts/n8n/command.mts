import { spawn, type SpawnOptions } from 'node:child_process';

type CommandOptions = Pick<SpawnOptions, 'cwd' | 'env' | 'uid' | 'gid'>;

/** Runs a command to its end; that it cannot be run is the code -1, with the reason as output. */
export async function run(
	command: string,
	args: string[],
	options: CommandOptions = {},
): Promise<{ code: number; output: string }> {
	return await new Promise((resolve) => {
		const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
		let output = '';
		const collect = (chunk: Buffer) => (output += chunk.toString());
		child.stdout.on('data', collect);
		child.stderr.on('data', collect);
		child.on('error', (error) => {
			resolve({ code: -1, output: String(error) });
		});
		child.on('close', (code) => {
			resolve({ code: code ?? -1, output });
		});
	});
}
