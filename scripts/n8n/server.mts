import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import axios from 'axios';
import { onExit } from 'signal-exit';
import type { N8nInstallation } from './install.mjs';

/** A running n8n. */
export interface N8nServer {
	url: string;
	/** Where its output goes. */
	logFile: string;
	/** Settles when the process has ended, whatever ended it. */
	ended: Promise<void>;
	/** Ends it as an administrator would; what does not end in time is killed. */
	stop: () => Promise<void>;
}

export interface N8nOptions {
	installation: N8nInstallation;
	/** Holds n8n's own data, in `.n8n` below it. */
	folder: string;
	port: number;
	/** More of n8n's settings. */
	env?: Record<string, string>;
}

const READY_WITHIN_MS = 180_000;
const ENDS_WITHIN_MS = 20_000;

/**
 * Starts n8n on loopback, without a call to any other host, and waits until it is ready.
 *
 * @throws Error with the end of n8n's log if it does not become ready
 */
export async function startN8n({
	installation,
	folder,
	port,
	env,
}: N8nOptions): Promise<N8nServer> {
	await mkdir(folder, { recursive: true });
	const logFile = join(folder, 'n8n.log');
	const child = spawn(installation.node, [installation.program, 'start'], {
		cwd: folder,
		// A group of its own, so that what n8n starts ends with it.
		detached: true,
		stdio: ['ignore', 'pipe', 'pipe'],
		env: { ...(await settingsOf(installation, folder, port)), ...env },
	});
	const log = createWriteStream(logFile, { flags: 'a' });
	child.stdout.pipe(log, { end: false });
	child.stderr.pipe(log, { end: false });
	const ended = new Promise<void>((resolve) => {
		child.once('error', () => {
			resolve();
		});
		child.once('close', () => {
			log.end(resolve);
		});
	});
	const killOnExit = () => {
		signal(child, 'SIGKILL');
	};
	// Also when a signal ends this process, unless it has a way of its own to end.
	void ended.then(onExit(killOnExit));
	const server: N8nServer = {
		url: `http://127.0.0.1:${String(port)}`,
		logFile,
		ended,
		stop: async () => {
			signal(child, 'SIGTERM');
			const timer = setTimeout(killOnExit, ENDS_WITHIN_MS);
			await ended;
			clearTimeout(timer);
			killOnExit();
		},
	};
	await ready(server, child).catch(async (error: unknown) => {
		killOnExit();
		await ended;
		throw error;
	});
	return server;
}

/** @returns a port on loopback that nobody listens on */
export async function freePort(): Promise<number> {
	return await new Promise((resolve, reject) => {
		const probe = createServer();
		probe.once('error', reject);
		probe.listen(0, '127.0.0.1', () => {
			const address = probe.address();
			probe.close(() => {
				resolve(typeof address === 'object' && address !== null ? address.port : 0);
			});
		});
	});
}

/** @returns whether nobody listens on the port of loopback */
export async function isFree(port: number): Promise<boolean> {
	return await new Promise((resolve) => {
		const probe = createServer();
		probe.once('error', () => {
			resolve(false);
		});
		probe.listen(port, '127.0.0.1', () => {
			probe.close(() => {
				resolve(true);
			});
		});
	});
}

/** The environment of an n8n of our own, for its server or a command. */
export async function settingsOf(
	{ line }: N8nInstallation,
	folder: string,
	port: number,
): Promise<NodeJS.ProcessEnv> {
	return {
		...withoutSettings(process.env),
		// A test runner's NODE_ENV makes n8n a thing of tests.
		NODE_ENV: 'production',
		N8N_USER_FOLDER: folder,
		N8N_ENCRYPTION_KEY: 'of a local trial',
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_PORT: String(port),
		N8N_SECURE_COOKIE: 'false',
		N8N_RUNNERS_BROKER_PORT: String(await freePort()),
		// Nothing leaves this machine.
		N8N_DIAGNOSTICS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_WHATS_NEW_ENABLED: 'false',
		N8N_TEMPLATES_ENABLED: 'false',
		N8N_PERSONALIZATION_ENABLED: 'false',
		N8N_DYNAMIC_BANNERS_ENABLED: 'false',
		N8N_HIRING_BANNER_ENABLED: 'false',
		N8N_LICENSE_AUTO_RENEW_ENABLED: 'false',
		N8N_VERIFIED_PACKAGES_ENABLED: 'false',
		...(line === '2' && { N8N_DISABLED_MODULES: 'mcp-registry' }),
	};
}

/** A person's own n8n may be set up in this environment: this one must not touch its database or queue. */
function withoutSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
	const ofN8n = /^(N8N|DB|QUEUE|EXECUTIONS|CREDENTIALS|NODES|WEBHOOK|GENERIC|OFFLOAD)_/;
	return Object.fromEntries(Object.entries(env).filter(([name]) => !ofN8n.test(name)));
}

async function ready(server: N8nServer, child: ChildProcess): Promise<void> {
	const deadline = Date.now() + READY_WITHIN_MS;
	while (Date.now() < deadline) {
		if (child.exitCode !== null || child.signalCode !== null) break;
		// n8n 1 is ready for health checks some time before it is for its editor.
		if (
			(await answers(`${server.url}/healthz/readiness`)) &&
			(await answers(`${server.url}/rest/settings`))
		)
			return;
		await new Promise((resolve) => setTimeout(resolve, 250));
	}
	const log = await readFile(server.logFile, 'utf8').catch(() => '');
	throw new Error(`n8n did not become ready. The end of its log:\n${log.slice(-2000)}`);
}

async function answers(url: string): Promise<boolean> {
	return await axios.get<unknown>(url, { timeout: 5000 }).then(
		({ data }) => typeof data === 'object',
		() => false,
	);
}

/** To the whole group; it may have ended already. */
function signal({ pid }: ChildProcess, name: 'SIGTERM' | 'SIGKILL'): void {
	if (pid === undefined) return;
	try {
		process.kill(-pid, name);
	} catch {
		// No such process: that is what was wanted.
	}
}
