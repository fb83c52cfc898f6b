import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run, runPatiently } from '../../scripts/n8n/command.mjs';

let folder: string;

beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-pikpak-command-'));
});

afterEach(async () => {
	await rm(folder, { recursive: true, force: true });
});

test('what is written to the standard output is told apart, and with all the rest', async () => {
	const { code, out, output } = await run('sh', ['-c', 'echo one; echo two >&2; exit 3']);
	expect({ code, out }).toEqual({ code: 3, out: 'one\n' });
	expect(output.split('\n').sort()).toEqual(['', 'one', 'two']);
});

test('a command that cannot be run says why', async () => {
	const { code, output } = await run('/no/such/program', [], { timeout: 1000 });
	expect(code).toBe(-1);
	expect(output).toContain('ENOENT');
});

test('a command that takes too long is ended, and says so, with all that it has started', async () => {
	const late = join(folder, 'late');
	// What it has started has its output open still, as a compiler has that of `npm rebuild`.
	const script = `(sleep 2; touch "${late}") & echo begun; wait`;
	const started = Date.now();
	const { code, out, output } = await run('sh', ['-c', script], { timeout: 500 });
	expect({ code, out }).toEqual({ code: -1, out: 'begun\n' });
	expect(output).toContain('longer than 0.5 seconds');
	expect(Date.now() - started).toBeLessThan(1900);
	await new Promise((resolve) => setTimeout(resolve, started + 3000 - Date.now()));
	expect(existsSync(late)).toBe(false);
});

test('a command that ends in time is not said to have taken too long', async () => {
	expect(await run('echo', ['done'], { timeout: 5000 })).toEqual({
		code: 0,
		out: 'done\n',
		output: 'done\n',
	});
});

test('a command that needs the network is tried three times at most', async () => {
	const file = join(folder, 'tries');
	const failures: number[] = [];
	const tries = async (succeedsAt: number) => {
		await writeFile(file, '');
		failures.length = 0;
		const script = `echo again >> "${file}"; [ "$(wc -l < "${file}")" -ge ${String(succeedsAt)} ]`;
		const { code } = await runPatiently('sh', ['-c', script], {}, (attempt) => {
			failures.push(attempt);
		});
		return { code, failures: [...failures] };
	};
	expect(await tries(1)).toEqual({ code: 0, failures: [] });
	expect(await tries(3)).toEqual({ code: 0, failures: [1, 2] });
	expect(await tries(4)).toEqual({ code: 1, failures: [1, 2] });
});
