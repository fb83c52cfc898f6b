import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { chown, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { run } from './command.mjs';
import { installed, isRoot } from './installed.mjs';
import { startProgram, type Program } from './program.mjs';

const DEBIAN_POSTGRES = '/usr/lib/postgresql';

/**
 * Starts a Redis that keeps nothing, on loopback.
 *
 * @param folder is made if need be
 * @throws Error that says what to install, or with the end of its log
 */
export async function startRedis(folder: string, port: number): Promise<Program> {
	const command = await installed(['redis-server'], 'redis-server');
	const client = await installed(['redis-cli'], 'redis-tools');
	await mkdir(folder, { recursive: true });
	return await startProgram({
		name: 'Redis',
		command,
		args: ['--bind', '127.0.0.1', '--port', String(port), '--save', '', '--appendonly', 'no'],
		folder,
		logFile: join(folder, 'redis.log'),
		isReady: async () => {
			const { output } = await run(client, ['-p', String(port), 'ping']);
			return output.startsWith('PONG');
		},
	});
}

/** Who may do everything in {@link startPostgres}'s database, without a password. */
export const POSTGRES_USER = 'n8n';

/**
 * Makes an empty PostgreSQL database, named `postgres`, and starts its server on loopback. PostgreSQL does not run as root:
 * then it runs as the user `postgres`.
 *
 * @param folder must not exist; the user `postgres` needs a way to it
 * @throws Error that says what to install, or with the end of its log
 */
export async function startPostgres(folder: string, port: number): Promise<Program> {
	const initdb = await installed(['initdb'], 'postgresql', debianPostgresFolders);
	// All of one version, wherever a link to one of them stands.
	const program = (name: string) => join(dirname(realpathSync(initdb)), name);
	const user = isRoot() ? await postgresUser() : undefined;
	await mkdir(folder, { mode: 0o700 });
	if (user !== undefined) await chown(folder, user.uid, user.gid);
	const data = join(folder, 'data');
	const { code, output } = await run(
		initdb,
		[
			...['--pgdata', data, '--username', POSTGRES_USER, '--auth=trust'],
			...['--encoding=UTF8', '--locale=C', '--no-sync'],
		],
		{ cwd: folder, ...user },
	);
	if (code !== 0) throw new Error(`PostgreSQL could not make a database:\n${output}`);
	return await startProgram({
		name: 'PostgreSQL',
		command: program('postgres'),
		args: [
			...['-D', data, '-p', String(port), '-c', 'listen_addresses=127.0.0.1'],
			// No socket in a folder of the system, and no wait for the disk: the data go with the test.
			...['-c', 'unix_socket_directories=', '-c', 'fsync=off'],
		],
		folder,
		user,
		logFile: join(folder, 'postgres.log'),
		isReady: async () => {
			const where = ['--host', '127.0.0.1', '--port', String(port)];
			return (await run(program('pg_isready'), where)).code === 0;
		},
		// It does not wait for clients then; and it still removes its shared memory when it ends at once.
		stopSignal: 'SIGINT',
		killSignal: 'SIGQUIT',
	});
}

async function postgresUser(): Promise<{ uid: number; gid: number }> {
	const ids = await Promise.all(['-u', '-g'].map(async (id) => await run('id', [id, 'postgres'])));
	const [uid, gid] = ids.map(({ code, output }) => (code === 0 ? Number(output) : undefined));
	if (uid === undefined || gid === undefined) {
		throw new Error(
			'PostgreSQL does not run as root, and there is no user "postgres": add one, or start this as another user.',
		);
	}
	return { uid, gid };
}

/** Debian keeps PostgreSQL's own programs out of the search path; the newest version is taken. */
function debianPostgresFolders(): string[] {
	if (!existsSync(DEBIAN_POSTGRES)) return [];
	return readdirSync(DEBIAN_POSTGRES)
		.sort((one, other) => Number(other) - Number(one))
		.map((version) => join(DEBIAN_POSTGRES, version, 'bin'));
}
