import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterThisProcess } from '../../scripts/n8n/guard.mjs';
import { installN8n } from '../../scripts/n8n/install.mjs';
import { installPackage } from '../../scripts/n8n/package.mjs';
import type { Program } from '../../scripts/n8n/program.mjs';
import { N8nRest } from '../../scripts/n8n/rest.mjs';
import {
	freePort,
	startN8n,
	startWorker,
	type N8nOptions,
	type N8nServer,
} from '../../scripts/n8n/server.mjs';
import { POSTGRES_USER, startPostgres, startRedis } from '../../scripts/n8n/services.mjs';

/** How many executions a worker runs at a time. */
export const CONCURRENCY = 10;

/** A process that takes executions from the queue. */
class Worker {
	private server: N8nServer | undefined;

	constructor(private readonly options: N8nOptions) {}

	async start(): Promise<void> {
		this.server = await startWorker(this.options, CONCURRENCY);
	}

	/** As by a machine that is short of time. */
	pause(): void {
		this.server?.signal('SIGSTOP');
	}

	resume(): void {
		this.server?.signal('SIGCONT');
	}

	/** As by a power cut. */
	async kill(): Promise<void> {
		this.server?.signal('SIGKILL');
		await this.server?.ended;
		this.server = undefined;
	}

	async stop(): Promise<void> {
		await this.server?.stop();
		this.server = undefined;
	}

	/** Ids of the executions that it has begun, also before it was killed. */
	begun(): string[] {
		return this.logged(/Worker started execution (\d+)/g);
	}

	/** Ids of the executions that it has begun and not brought to an end. */
	running(): string[] {
		const finished = new Set(this.logged(/Worker finished execution (\d+)/g));
		return this.begun().filter((id) => !finished.has(id));
	}

	private logged(pattern: RegExp): string[] {
		const log = readFileSync(join(this.options.folder, 'n8n.log'), 'utf8');
		return [...log.matchAll(pattern)].map(([, id = '']) => id);
	}
}

/** A real n8n in queue mode: one main process, two workers, Redis and PostgreSQL. */
export interface Cluster {
	url: string;
	rest: N8nRest;
	workers: readonly [Worker, Worker];
	/** Ends all of it, and removes what it has written. */
	end: () => Promise<void>;
}

/** @throws Error that says what to do if a part of it cannot be started */
export async function startCluster(): Promise<Cluster> {
	const folder = mkdtempSync(join(tmpdir(), 'n8n-nodes-pikpak-queue-'));
	// PostgreSQL may run as another user, who has to get to its own folder in this one.
	chmodSync(folder, 0o711);
	// Once the programs have been ended in the same way.
	const callOff = afterThisProcess('sleep 2; rm -rf -- "$1"', folder);
	const running: Stoppable[] = [];
	const end = async () => {
		for (const each of running.reverse()) await each.stop();
		rmSync(folder, { recursive: true, force: true });
		callOff();
	};
	return await startIn(folder, running).then(
		(cluster) => ({ ...cluster, end }),
		async (error: unknown) => {
			await end();
			throw error;
		},
	);
}

type Stoppable = Pick<Program, 'stop'>;

/** @param running gets what has been started, also if not all of it can be */
async function startIn(folder: string, running: Stoppable[]): Promise<Omit<Cluster, 'end'>> {
	const installation = await installN8n('2', (sentence) => {
		process.stderr.write(`${sentence}\n`);
	});
	const keep = <Started extends Stoppable>(started: Started): Started => {
		running.push(started);
		return started;
	};
	const [redisPort, postgresPort] = [await freePort(), await freePort()];
	keep(await startRedis(join(folder, 'redis'), redisPort));
	keep(await startPostgres(join(folder, 'postgres'), postgresPort));
	const env = {
		EXECUTIONS_MODE: 'queue',
		QUEUE_BULL_REDIS_HOST: '127.0.0.1',
		QUEUE_BULL_REDIS_PORT: String(redisPort),
		DB_TYPE: 'postgresdb',
		DB_POSTGRESDB_HOST: '127.0.0.1',
		DB_POSTGRESDB_PORT: String(postgresPort),
		DB_POSTGRESDB_USER: POSTGRES_USER,
		DB_POSTGRESDB_DATABASE: 'postgres',
		// If an execution ends while n8n is about to wait for its end, n8n finds that out from the job, or never if it is gone.
		N8N_EXECUTIONS_QUEUE_KEEP_LAST_COMPLETED: '1000',
		N8N_EXECUTIONS_QUEUE_KEEP_LAST_FAILED: '1000',
		// What a killed worker had begun is given up half a minute later; without these, a minute and a half.
		QUEUE_WORKER_LOCK_DURATION: '30000',
		QUEUE_WORKER_LOCK_RENEW_TIME: '5000',
		QUEUE_WORKER_STALLED_INTERVAL: '5000',
	};
	const optionsFor = async (name: string): Promise<N8nOptions> => {
		const own = join(folder, name);
		await installPackage(process.cwd(), own);
		return { installation, folder: own, port: await freePort(), env };
	};
	const main = keep(await startN8n(await optionsFor('main')));
	const workers = [
		keep(new Worker(await optionsFor('worker-1'))),
		keep(new Worker(await optionsFor('worker-2'))),
	] as const;
	// One after the other, so that none is still being started when another one cannot be.
	for (const worker of workers) await worker.start();
	return { url: main.url, rest: await N8nRest.signIn(main.url, '2'), workers };
}
