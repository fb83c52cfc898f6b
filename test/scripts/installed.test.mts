import { chdir, cwd } from 'node:process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram } from '../../scripts/n8n/installed.mjs';

const [path, workingFolder] = [process.env['PATH'], cwd()];
let folder: string;

beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-pikpak-installed-'));
	for (const name of ['here', 'one', 'other', 'one/both']) await mkdir(join(folder, name));
	for (const file of ['here/only', 'other/both', 'other/second']) {
		await writeFile(join(folder, file), '');
	}
	chdir(join(folder, 'here'));
});

afterEach(async () => {
	chdir(workingFolder);
	process.env['PATH'] = path;
	await rm(folder, { recursive: true, force: true });
});

test('a program is looked for in the search path, by its best name, and not among folders', () => {
	process.env['PATH'] = `${folder}/one:${folder}/other/second:${folder}/other`;
	expect(findProgram(['both', 'second'])).toBe(join(folder, 'other/both'));
	expect(findProgram(['first', 'second'])).toBe(join(folder, 'other/second'));
	expect(findProgram(['only'])).toBeUndefined();
	expect(findProgram(['only'], [join(folder, 'here')])).toBe(join(folder, 'here/only'));
});

test('nothing is found in the working folder by an empty or relative element of the search path', () => {
	process.env['PATH'] = `:.:${folder}/one:`;
	expect(findProgram(['only'])).toBeUndefined();
});
