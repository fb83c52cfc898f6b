import { execFile } from 'node:child_process';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { lock } from 'proper-lockfile';
import { serve, type ServedSimulator } from '../simulator/serve.mjs';
import { createSimulator, UNATTENDED } from '../simulator/simulator.mjs';
import { keepState } from '../simulator/stateFile.mjs';
import { cacheFolder } from './cached.mjs';
import { furnish, type SimulatedAccount } from './furnish.mjs';
import { installN8n, type N8nLine } from './n8n/install.mjs';
import { installPackage } from './n8n/package.mjs';
import { N8nRest, OWNER } from './n8n/rest.mjs';
import { isFree, startN8n, type N8nServer } from './n8n/server.mjs';

const USAGE = `npm start -- [--port 5678] [--n8n 1|2] [--no-simulator] [--reset]

  --port          where n8n listens; the simulated PikPak listens ten above it
  --n8n           the line of n8n: 2 (the default), or 1 for 1.123
  --no-simulator  n8n alone, for your own PikPak account; it has workflows and credentials of its own
  --reset         forget what an earlier start has kept, and begin anew`;

const SIMULATOR_OFFSET = 10;
/** Of this machine, as a person expects it; n8n's own default is New York. */
const timezone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const root = resolve(import.meta.dirname, '..');

interface Options {
	port: number;
	line: N8nLine;
	simulated: boolean;
	reset: boolean;
}

async function main(): Promise<void> {
	const { port, line, simulated, reset } = readOptions();
	// Apart, since what is in n8n differs with and without the simulated account. Outside of the checkout, where n8n would find
	// another n8n-workflow than its own for the package, and the linters n8n's files.
	const folder = join(cacheFolder(), 'trial', simulated ? line : `${line}-own-account`);
	await mkdir(folder, { recursive: true });
	await mustBeAlone(folder);
	await mustBeFree(port, 'for n8n', port);
	if (simulated) {
		await mustBeFree(
			port + SIMULATOR_OFFSET,
			'for the simulated PikPak, ten above that of n8n',
			port,
		);
	}

	await during('Building the package', promisify(execFile)('npm', ['run', 'build'], { cwd: root }));
	const installation = await during('Looking for n8n', installN8n(line, say));
	if (reset) await rm(folder, { recursive: true, force: true });
	await mkdir(folder, { recursive: true });
	await installPackage(root, folder);

	const simulator = simulated ? await startSimulator(port + SIMULATOR_OFFSET, folder) : undefined;
	const n8n = await during(
		`Starting n8n ${installation.version}`,
		startN8n({ installation, folder, port, env: { GENERIC_TIMEZONE: timezone } }),
	);
	endWith(n8n, simulator);
	const rest = await N8nRest.signIn(n8n.url, line);
	const workflows = await furnish(rest, root, folder, simulator?.account);
	say(await welcome(n8n, workflows, simulator));
}

function readOptions(): Options {
	const { values } = parsed();
	if (values.help) {
		say(USAGE);
		process.exit(0);
	}
	const port = Number(values.port);
	if (!Number.isInteger(port) || port < 1 || port > 65_535 - SIMULATOR_OFFSET) {
		throw new Error(`"${values.port}" is not a port.\n\n${USAGE}`);
	}
	if (values.n8n !== '1' && values.n8n !== '2') {
		throw new Error(`There is no n8n line "${values.n8n}".\n\n${USAGE}`);
	}
	return { port, line: values.n8n, simulated: !values['no-simulator'], reset: values.reset };
}

function parsed() {
	try {
		return parseArgs({
			options: {
				port: { type: 'string', default: '5678' },
				n8n: { type: 'string', default: '2' },
				'no-simulator': { type: 'boolean', default: false },
				reset: { type: 'boolean', default: false },
				help: { type: 'boolean', default: false },
			},
		});
	} catch (error) {
		throw new Error(`${error instanceof Error ? error.message : ''}\n\n${USAGE}`, { cause: error });
	}
}

/** Two trials with the same data would take the credential, the simulator and the database from each other. */
async function mustBeAlone(folder: string): Promise<void> {
	// A machine that slept has missed its turn to renew the lock: that is no reason to end.
	await lock(folder, { onCompromised: () => undefined }).catch((error: unknown) => {
		throw new Error(
			'This trial is running already: use that one, or end it first. If it has just been killed, wait ten seconds.',
			{ cause: error },
		);
	});
}

async function mustBeFree(port: number, purpose: string, chosen: number): Promise<void> {
	if (await isFree(port)) return;
	throw new Error(
		`Port ${String(port)} (${purpose}) is taken: end what is running there, or choose another port for n8n with "npm start -- --port ${String(chosen + 100)}".`,
	);
}

interface TrialSimulator {
	served: ServedSimulator;
	account: SimulatedAccount;
	close: () => Promise<void>;
}

async function startSimulator(port: number, folder: string): Promise<TrialSimulator> {
	const simulator = createSimulator({ seed: 'demo', life: UNATTENDED });
	const served = await serve(simulator, { port });
	const state = keepState(simulator, join(folder, 'simulator.json'));
	const { email, password } = simulator.account();
	const { userUrl, driveUrl } = served;
	return {
		served,
		account: { email, password, service: 'custom', userUrl, driveUrl },
		close: async () => {
			await served.close();
			state.save();
		},
	};
}

/** Ctrl-C ends everything; a second one does not wait. */
function endWith(n8n: N8nServer, simulator: TrialSimulator | undefined): void {
	let ending = false;
	const end = async () => {
		if (ending) process.exit(1);
		ending = true;
		say('\nEnding n8n …');
		await n8n.stop();
		await simulator?.close();
		process.exit(0);
	};
	process.on('SIGINT', () => void end());
	process.on('SIGTERM', () => void end());
	void n8n.ended.then(async () => {
		if (ending) return;
		console.error(`\nn8n has ended by itself; its log is ${n8n.logFile}.`);
		await simulator?.close();
		process.exit(1);
	});
}

async function welcome(
	{ url, logFile }: N8nServer,
	workflows: Record<string, string>,
	simulator: TrialSimulator | undefined,
): Promise<string> {
	const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
		version: string;
	};
	const list = `${url}/workflow/${workflows['list-tasks.json'] ?? ''}`;
	const notify = `${url}/workflow/${workflows['notify-about-tasks.json'] ?? ''}`;
	const yourOwn = `Your own account: ${url}/home/credentials → create a "PikPak API" credential with your e-mail and password`;
	const toTry =
		simulator === undefined
			? [
					yourOwn,
					`List your downloads: ${list}, choose the credential, then "Execute workflow"`,
					`Be told about them: ${notify}, choose the credential, then publish`,
				]
			: [
					`List the downloads: ${list}, then "Execute workflow"`,
					`See the trigger fire: add a task on ${simulator.served.url}, finish it or let it fail; within a minute it is among the executions of ${notify}`,
					yourOwn,
				];
	return `
n8n-nodes-pikpak ${version} is in n8n:

  n8n      ${url}   e-mail ${OWNER.email}   password ${OWNER.password}
  PikPak   ${simulator === undefined ? 'your own account' : `${simulator.served.url}   simulated`}

Three things to try:

${toTry.map((line, index) => `  ${String(index + 1)}. ${line}`).join('\n')}

Ctrl-C ends everything. The next start finds it as you left it, or anew with --reset. n8n's log is
${logFile}.
`;
}

function say(sentence: string): void {
	console.log(sentence);
}

const TICK_MS = 15_000;

/** Says what is done and, while it takes long, that it still goes on. */
async function during<Result>(what: string, work: Promise<Result>): Promise<Result> {
	say(`${what} …`);
	const started = Date.now();
	const ticks = setInterval(() => {
		say(`  … ${String(Math.round((Date.now() - started) / 1000))} s`);
	}, TICK_MS);
	return await work.finally(() => {
		clearInterval(ticks);
	});
}

await main().catch((error: unknown) => {
	console.error(`\n${error instanceof Error ? error.message : String(error)}`);
	process.exit(1);
});
