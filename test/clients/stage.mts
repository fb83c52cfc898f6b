import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterThisProcess } from '../../scripts/n8n/guard.mjs';
import { serve } from '../../simulator/serve.mjs';
import {
	createSimulator,
	type Simulator,
	type SimulatorOptions,
} from '../../simulator/simulator.mjs';
import { Authority } from './authority.mjs';
import { startProxy, type Proxy } from './proxy.mjs';

/** What a program has said, and how it ended. */
export interface Ran {
	/** -1 if it was ended since its time was up. */
	code: number;
	out: string;
	err: string;
}

/** A simulated PikPak behind PikPak's own addresses, and a place for programs to run in that know nothing else. */
export class Stage {
	/** Of the programs: home, configuration, temporary files. Goes with the stage. */
	readonly folder: string;

	readonly simulator: Simulator;

	readonly proxy: Proxy;

	readonly #env: Record<string, string>;

	readonly #close: () => Promise<void>;

	private constructor(
		folder: string,
		simulator: Simulator,
		proxy: Proxy,
		close: () => Promise<void>,
	) {
		this.folder = folder;
		this.simulator = simulator;
		this.proxy = proxy;
		this.#close = close;
		this.#env = {
			PATH: process.env['PATH'] ?? '',
			HOME: folder,
			TMPDIR: join(folder, 'tmp'),
			XDG_CONFIG_HOME: join(folder, 'config'),
			XDG_CACHE_HOME: join(folder, 'cache'),
			RCLONE_CONFIG: join(folder, 'rclone.conf'),
			HTTP_PROXY: proxy.url,
			HTTPS_PROXY: proxy.url,
			// The authority of this run, and no other.
			SSL_CERT_FILE: join(folder, 'authority.pem'),
			SSL_CERT_DIR: join(folder, 'tmp'),
		};
	}

	static async set(options: SimulatorOptions): Promise<Stage> {
		const folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-pikpak-clients-'));
		const callOff = afterThisProcess('rm -rf "$1"', folder);
		await mkdir(join(folder, 'tmp'));
		const authority = await Authority.create();
		await writeFile(join(folder, 'authority.pem'), authority.certificate);
		const simulator = createSimulator(options);
		const served = await serve(simulator);
		const proxy = await startProxy(authority, served.url);
		return new Stage(folder, simulator, proxy, async () => {
			await proxy.close();
			await served.close();
			await rm(folder, { recursive: true, force: true });
			callOff();
		});
	}

	/**
	 * Runs a program to its end, in the stage's folder and with nothing of this process's environment but the search path.
	 *
	 * @param ms after which it is ended
	 * @throws Error if it cannot be run
	 */
	async run(
		program: string,
		args: readonly string[],
		{ ms = 60_000, input = '', onOutput = () => undefined }: RunOptions = {},
	): Promise<Ran> {
		return await new Promise((resolve, reject) => {
			const child = spawn(program, args, { cwd: this.folder, env: this.#env });
			// A person's Ctrl-C reaches it by itself; nothing else that ends this process does.
			const callOff = afterThisProcess('kill -KILL "$1" 2>/dev/null', String(child.pid));
			const timer = setTimeout(() => child.kill('SIGKILL'), ms);
			const said = { out: '', err: '' };
			child.stdout.setEncoding('utf8').on('data', (text: string) => {
				said.out += text;
				onOutput(text);
			});
			child.stderr.setEncoding('utf8').on('data', (text: string) => (said.err += text));
			const end = () => {
				clearTimeout(timer);
				callOff();
			};
			child.once('error', (error) => {
				end();
				reject(error);
			});
			child.once('close', (code) => {
				end();
				resolve({ code: code ?? -1, ...said });
			});
			// A program need not read its input to the end.
			child.stdin.on('error', () => undefined);
			child.stdin.end(input);
		});
	}

	async strike(): Promise<void> {
		await this.#close();
	}
}

export interface RunOptions {
	/** In milliseconds; a minute if left out. */
	ms?: number;
	/** For its standard input. */
	input?: string;
	/** Is told what it writes to its standard output while it runs. */
	onOutput?: (text: string) => void;
}
