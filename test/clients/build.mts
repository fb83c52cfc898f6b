import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { cached } from '../../scripts/cached.mjs';
import { run, runPatiently } from '../../scripts/n8n/command.mjs';
import { findProgram } from '../../scripts/n8n/installed.mjs';

const MODULE = 'github.com/rclone/rclone';
const VERSION = 'v1.76.0';

/** Of the module's files, as Go's checksum database has it (sum.golang.org). */
const SUM = 'h1:Gabl7KmhxyOXyMtFNA/s6wZ3LZ/2x0NP7xZLNEW3Guo=';

const MAIN = resolve('test/clients/rclone/main.go');

/** Two programs, built from rclone's own sources. */
export interface RcloneBuild {
	version: string;
	/** The command line program. */
	program: string;
	/** The tests of its PikPak backend. */
	tests: string;
}

/** @returns Go's own command, in the search path or where it installs itself; undefined if there is none */
export function findGo(): string | undefined {
	return findProgram(['go'], ['/usr/local/go/bin']);
}

/**
 * rclone and the tests of its PikPak backend, built on first use into the cache folder.
 *
 * @param go Go's own command
 * @param report is told what happens, in short sentences
 * @throws Error with the end of Go's output, or if the module is not the one that is expected
 */
export async function buildRclone(
	go: string,
	report: (sentence: string) => void,
): Promise<RcloneBuild> {
	const folder = await cached({
		name: `rclone-${await keyOf(go)}`,
		works,
		async build(building) {
			report(`Building rclone ${VERSION} into the cache: some minutes, this once.`);
			const started = Date.now();
			const sources = await download(go);
			const { program, tests } = buildIn(building);
			await compile(go, sources, ['build', ...FLAGS, '-o', program, MAIN]);
			await compile(go, sources, ['test', '-c', ...FLAGS, '-o', tests, './backend/pikpak']);
			report(`Built in ${String(Math.round((Date.now() - started) / 1000))} seconds.`);
		},
	});
	return buildIn(folder);
}

function buildIn(folder: string): RcloneBuild {
	return { version: VERSION, program: join(folder, 'rclone'), tests: join(folder, 'pikpak.test') };
}

/** Whatever makes another build. */
async function keyOf(go: string): Promise<string> {
	const { code, out, output } = await run(go, ['env', 'GOVERSION', 'GOOS', 'GOARCH'], {
		timeout: TEN_MINUTES_MS,
	});
	if (code !== 0) throw new Error(`Go does not run: ${output}`);
	const main = createHash('sha256').update(await readFile(MAIN));
	const recipe = main.update(FLAGS.join(' ')).digest('hex').slice(0, 8);
	return [VERSION, ...out.trim().split('\n'), recipe].join('-');
}

async function works(folder: string): Promise<boolean> {
	const { program, tests } = buildIn(folder);
	// Any of rclone's options can come from the environment, such as one that has it say more.
	const env = { PATH: process.env['PATH'] };
	const version = await run(program, ['--version', '--config', ''], { env });
	if (!version.out.startsWith(`rclone ${VERSION}\n`)) return false;
	return (await run(tests, ['-test.list', '.'], { env })).out.includes('TestIntegration');
}

const FLAGS = ['-trimpath', `-ldflags=-s -w -X ${MODULE}/fs.Version=${VERSION}`];

/** For each command of Go's: a module proxy may never answer. */
const TEN_MINUTES_MS = 600_000;

/** @returns the folder of rclone's sources; its own `go.sum` holds what it depends on to their checksums */
async function download(go: string): Promise<string> {
	const args = ['mod', 'download', '-json', `${MODULE}@${VERSION}`];
	const { code, out, output } = await runPatiently(go, args, { timeout: TEN_MINUTES_MS });
	if (code !== 0) {
		throw new Error(`rclone could not be downloaded from the Go module proxy:\n${output}`);
	}
	const { Dir, Sum } = JSON.parse(out) as { Dir: string; Sum: string };
	if (Sum === SUM) return Dir;
	throw new Error(`${MODULE} ${VERSION} has the checksum ${Sum}, not ${SUM}.`);
}

/** Tried more than once, since it downloads what rclone depends on. */
async function compile(go: string, sources: string, args: string[]): Promise<void> {
	// No C compiler is wanted, and no workspace of the user's around the cache of modules.
	const env = { ...process.env, CGO_ENABLED: '0', GOWORK: 'off' };
	const options = { cwd: sources, env, timeout: TEN_MINUTES_MS };
	const { code, output } = await runPatiently(go, args, options);
	if (code !== 0) throw new Error(`rclone could not be built:\n${output.slice(-3000)}`);
}
