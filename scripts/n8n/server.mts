import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import axios from 'axios';
import type { N8nInstallation } from './install.mjs';
import { startProgram, type Program } from './program.mjs';

/** A running n8n. */
export interface N8nServer extends Program {
	url: string;
}

export interface N8nOptions {
	installation: N8nInstallation;
	/** Holds n8n's own data, in `.n8n` below it. */
	folder: string;
	port: number;
	/** More of n8n's settings. */
	env?: Record<string, string>;
}

/**
 * Starts n8n on loopback, without a call to any other host, and waits until it is ready.
 *
 * @throws Error with the end of n8n's log if it does not become ready
 */
export async function startN8n(options: N8nOptions): Promise<N8nServer> {
	// n8n 1 is ready for health checks some time before it is for its editor.
	return await start(options, ['start'], ['/healthz/readiness', '/rest/settings']);
}

/**
 * Starts a process that takes executions of a queue from Redis, and waits until it does.
 *
 * @param options the port is that of its health checks; `env` has to name the queue and the database
 * @param concurrency how many executions it runs at a time
 * @throws Error with the end of its log if it does not become ready
 */
export async function startWorker(options: N8nOptions, concurrency: number): Promise<N8nServer> {
	const env = {
		...options.env,
		QUEUE_HEALTH_CHECK_ACTIVE: 'true',
		QUEUE_HEALTH_CHECK_PORT: String(options.port),
	};
	const args = ['worker', `--concurrency=${String(concurrency)}`];
	return await start({ ...options, env }, args, ['/healthz/readiness']);
}

/** @param readyPaths what answers with JSON once it is ready */
async function start(
	{ installation, folder, port, env }: N8nOptions,
	args: string[],
	readyPaths: string[],
): Promise<N8nServer> {
	await mkdir(folder, { recursive: true });
	const url = `http://127.0.0.1:${String(port)}`;
	const program = await startProgram({
		name: 'n8n',
		command: installation.node,
		args: [installation.program, ...args],
		folder,
		env: { ...(await settingsOf(installation, folder, port)), ...env },
		logFile: join(folder, 'n8n.log'),
		isReady: async () => {
			for (const path of readyPaths) if (!(await answers(`${url}${path}`))) return false;
			return true;
		},
	});
	return { ...program, url };
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

async function answers(url: string): Promise<boolean> {
	return await axios.get<unknown>(url, { timeout: 5000 }).then(
		({ data }) => typeof data === 'object',
		() => false,
	);
}
