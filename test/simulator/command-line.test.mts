import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// Each start is a process of its own, and they wait for each other on a small machine.
jest.setTimeout(60_000);

const folder = mkdtempSync(join(tmpdir(), 'pikpak-simulator-'));
const STATE = join(folder, 'state.json');

afterAll(() => {
	rmSync(folder, { recursive: true });
});

/** `npm run simulator`, without npm. */
function simulator(...args: string[]) {
	const command = ['node_modules/tsx/dist/cli.mjs', 'simulator/main.mts', ...args];
	const child = spawn(process.execPath, command);
	let output = '';
	const collect = (data: Buffer) => (output += data.toString());
	child.stdout.on('data', collect);
	child.stderr.on('data', collect);
	return {
		/** What was printed, once the addresses are. */
		greeting: async () => {
			while (!output.includes('Drive URL') && child.exitCode === null) {
				await new Promise((resolve) => setTimeout(resolve, 20));
			}
			return output;
		},
		/** What was printed, and the exit code, once it has ended. */
		end: async () => {
			if (child.exitCode === null) await once(child, 'close');
			return { code: child.exitCode, output };
		},
		kill: (signal: NodeJS.Signals) => child.kill(signal),
	};
}

async function urlIn(greeting: Promise<string>): Promise<string> {
	return /http:\/\/127\.0\.0\.1:\d+/.exec(await greeting)?.[0] ?? '';
}

describe('npm run simulator', () => {
	test('starts with a demonstration, says how to use it, and ends at once', async () => {
		const run = simulator('--port', '0');
		const greeting = await run.greeting();
		const url = await urlIn(run.greeting());
		for (const words of [
			'demo@pikpak.example',
			'simulated',
			'Custom',
			`${url}/user.mypikpak.com`,
		]) {
			expect(greeting).toContain(words);
		}
		expect(await (await fetch(url)).text()).toContain('Tears of Steel');
		run.kill('SIGTERM');
		expect((await run.end()).code).toBe(0);
	});

	test('keeps its state in a file', async () => {
		const first = simulator('--port', '0', '--seed', 'empty', '--state', STATE);
		const add = `${await urlIn(first.greeting())}/_simulator/addTask`;
		await fetch(add, { method: 'POST', body: JSON.stringify({ name: 'kept.txt' }) });
		first.kill('SIGINT');
		expect((await first.end()).code).toBe(0);
		expect(readFileSync(STATE, 'utf8')).toContain('kept.txt');
		const second = simulator('--port', '0', '--state', STATE);
		expect(await (await fetch(await urlIn(second.greeting()))).text()).toContain('kept.txt');
		second.kill('SIGTERM');
		await second.end();
	});

	test('says in one sentence why it cannot start', async () => {
		const taken = createServer().listen(0, '127.0.0.1');
		await once(taken, 'listening');
		const port = String((taken.address() as AddressInfo).port);
		const broken = join(folder, 'broken.json');
		writeFileSync(broken, '{}');
		const ends = await Promise.all(
			[
				['--port', port],
				['--port', 'many'],
				['--seed', 'grass'],
				['--state', broken, '--port', '0'],
				['--state', join(folder, 'nowhere', 'state.json'), '--port', '0'],
				['--speed', '9'],
			].map(async (args) => await simulator(...args).end()),
		);
		taken.close();
		expect(ends.map(({ code }) => code)).toEqual([1, 1, 1, 1, 1, 1]);
		const [inUse, many, seed, state, nowhere, option] = ends.map(({ output }) => output.trim());
		expect(inUse).toMatch(
			`Port ${port} is in use: end what is running there, or choose another --port.`,
		);
		expect(many).toBe('--port takes a number up to 65535.');
		expect(seed).toBe('--seed takes one of empty, demo, free, large.');
		expect(state).toBe(
			`${broken} does not hold the state of this simulator: delete it to begin anew.`,
		);
		expect(nowhere).toMatch(/^ENOENT.*state\.json\.new'\.$/);
		expect(option).toContain("Unknown option '--speed'");
		expect(existsSync(`${broken}.new`)).toBe(false);
	});
});
