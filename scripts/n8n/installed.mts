import { existsSync, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { run } from './command.mjs';

/**
 * Finds a program; root on Debian gets it installed if it is missing.
 *
 * @param names that it goes by, the best first
 * @param debianPackage that it is in
 * @param otherFolders where it may be if it is not in the search path
 * @returns its path
 * @throws Error that says what to install
 */
export async function installed(
	names: readonly string[],
	debianPackage: string,
	otherFolders: () => string[] = () => [],
): Promise<string> {
	const found = () => findProgram(names, otherFolders());
	const present = found();
	if (present !== undefined) return present;
	const reason = isRoot() ? await installFromDebian(debianPackage) : '';
	const installedNow = found();
	if (installedNow !== undefined) return installedNow;
	throw new Error(
		`"${names.join('" or "')}" cannot be found; install it (on Debian and Ubuntu it is in the package "${debianPackage}"), then start again.${reason}`,
	);
}

/**
 * @param names that it goes by, the best first
 * @param otherFolders where it may be if it is not in the search path
 * @returns its path; undefined if there is none
 */
export function findProgram(
	names: readonly string[],
	otherFolders: readonly string[] = [],
): string | undefined {
	// An empty or relative element means the working folder, where anybody's file can have that name.
	const searchPath = (process.env['PATH'] ?? '').split(delimiter).filter(isAbsolute);
	const folders = [...searchPath, ...otherFolders];
	return names
		.flatMap((name) => folders.map((folder) => join(folder, name)))
		.find((path) => existsSync(path) && statSync(path).isFile());
}

export function isRoot(): boolean {
	return process.getuid?.() === 0;
}

const ATTEMPTS = 3;

/** @returns what stood in the way, to be added to a sentence */
async function installFromDebian(name: string): Promise<string> {
	const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
	let last = '';
	for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
		for (const args of [['update'], ['install', '--yes', name]]) {
			const { code, output } = await run('apt-get', ['--quiet=2', ...args], { env });
			last = code === 0 ? '' : output;
		}
		if (last === '') return '';
	}
	return ` Installing it has not worked:\n${last.slice(-1000)}`;
}
