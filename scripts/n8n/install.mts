import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cached } from '../cached.mjs';
import { run, runPatiently } from './command.mjs';

/** The two lines of n8n that this package runs on. */
export type N8nLine = '1' | '2';

interface Release {
	version: string;
	/** Packages with native code that n8n cannot do without. */
	native: string[];
	overrides: Record<string, string>;
}

const RELEASES: Record<N8nLine, Release> = {
	// Its own xlsx comes from outside the npm registry.
	'1': { version: '1.123.81', native: ['sqlite3'], overrides: { xlsx: '0.18.5' } },
	'2': { version: '2.41.1', native: ['sqlite3', 'isolated-vm'], overrides: {} },
};

/** Both lines run on it, and its npm package brings the headers that native code is compiled with. */
const NODE_VERSION = '24.21.0';

/** @returns the release of a line that is installed */
export function versionOf(line: N8nLine): string {
	return RELEASES[line].version;
}

/** An n8n that is ready to be started. */
export interface N8nInstallation {
	line: N8nLine;
	version: string;
	/** The Node.js to run it with. */
	node: string;
	/** n8n's command line program. */
	program: string;
}

/**
 * The installation of a line of n8n, made on first use: some five minutes and three gigabytes.
 *
 * @param report is told what happens, in short sentences
 * @throws Error with one sentence that says what to do
 */
export async function installN8n(
	line: N8nLine,
	report: (sentence: string) => void,
): Promise<N8nInstallation> {
	if (process.platform === 'win32') {
		throw new Error('This runs on Linux and macOS; on Windows, start it in WSL.');
	}
	const version = versionOf(line);
	const folder = await cached({
		name: `n8n-${version}-node-${NODE_VERSION}-${process.platform}-${process.arch}`,
		works: async (built) => await works(built, line),
		async build(building) {
			report(`Installing n8n ${version} into the cache: about five minutes, this once.`);
			await build(building, line, report);
		},
	});
	return installationIn(folder, line);
}

function installationIn(folder: string, line: N8nLine): N8nInstallation {
	return {
		line,
		version: versionOf(line),
		node: nodeIn(folder),
		program: join(folder, 'node_modules', 'n8n', 'bin', 'n8n'),
	};
}

function nodePackage(): string {
	return `node-${process.platform}-${process.arch}`;
}

function nodeIn(folder: string): string {
	return join(folder, 'node_modules', nodePackage(), 'bin', 'node');
}

/** Loads what is native: the rest is there if that is there, since it is built last. */
async function works(folder: string, line: N8nLine): Promise<boolean> {
	if (!existsSync(join(folder, 'node_modules', 'n8n', 'bin', 'n8n'))) return false;
	const load = RELEASES[line].native.map((name) => `require('${name}')`).join(';');
	const { code } = await run(nodeIn(folder), ['-e', load], { cwd: folder });
	return code === 0;
}

async function build(
	folder: string,
	line: N8nLine,
	report: (sentence: string) => void,
): Promise<void> {
	const { version, native, overrides } = RELEASES[line];
	const manifest = {
		private: true,
		dependencies: { n8n: version, [nodePackage()]: NODE_VERSION },
		overrides,
		allowScripts: Object.fromEntries(native.map((name) => [name, true])),
	};
	await writeFile(join(folder, 'package.json'), JSON.stringify(manifest, null, '\t'));
	report('Downloading (1 of 2)');
	await download(folder, report);
	report('Compiling its native parts (2 of 2)');
	await compile(folder, native);
}

/** A registry may never answer. */
const DOWNLOAD_MS = 20 * 60_000;
const COMPILE_MS = 15 * 60_000;

async function download(folder: string, report: (sentence: string) => void): Promise<void> {
	// Scripts of dependencies are not run: one of them compiles a library that it downloads itself.
	const install = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
	const options = { cwd: folder, timeout: DOWNLOAD_MS };
	const { code, output } = await runPatiently('npm', install, options, (attempt) => {
		report(`The download broke off; trying again (${String(attempt)}).`);
	});
	if (code === 0) return;
	throw new Error(
		`n8n could not be downloaded from the npm registry (${reasonIn(output)}). Check the network, then start again.`,
	);
}

async function compile(folder: string, native: string[]): Promise<void> {
	const nodeFolder = join(folder, 'node_modules', nodePackage());
	const env = {
		...process.env,
		PATH: `${join(nodeFolder, 'bin')}:${process.env['PATH'] ?? ''}`,
		npm_config_nodedir: nodeFolder,
		npm_config_ignore_scripts: 'false',
	};
	const { code, output } = await run('npm', ['rebuild', ...native], {
		cwd: folder,
		env,
		timeout: COMPILE_MS,
	});
	if (code === 0) return;
	const missing = await missingTools();
	throw new Error(
		missing.length > 0
			? `n8n's database driver must be compiled here, and ${missing.join(' and ')} cannot be found; install a C++ compiler, make and Python 3, then start again.`
			: `n8n's database driver could not be compiled (${reasonIn(output)}).`,
	);
}

async function missingTools(): Promise<string[]> {
	const checks = ['c++', 'make', 'python3'].map(async (tool) => ({
		tool,
		found: (await run(tool, ['--version'])).code === 0,
	}));
	return (await Promise.all(checks)).filter(({ found }) => !found).map(({ tool }) => tool);
}

/** The line of npm's output that names the cause. */
function reasonIn(output: string): string {
	const lines = output.split('\n').map((line) => line.replace(/^npm (error|ERR!) ?/, '').trim());
	return lines.find((line) => /^code |ERR|error:|It was ended/i.test(line)) ?? 'npm gave no reason';
}
