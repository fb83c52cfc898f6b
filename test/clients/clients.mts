import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { parseArgs } from 'node:util';
import { buildRclone, findGo, type RcloneBuild } from './build.mjs';
import { readExpectations, runIntegrationTests, surprises } from './integration.mjs';
import { playScenario, type Outcome } from './scenario.mjs';
import { Stage } from './stage.mjs';

const USAGE = `npm run test:clients -- [--required] [--only scenario|integration]

rclone's unmodified PikPak backend against the simulated PikPak: what a person does with it, then the tests of its own authors. It is
built from the Go module proxy on first use, in some minutes.

  --required  it is a failure that Go is not installed; without it, nothing is done then
  --only      one of the two`;

/** An operation takes a moment, and a token ends in the middle of a test. */
const SCENARIO = { operationMs: 300 };
const INTEGRATION = { operationMs: 300, limits: { accessSeconds: 60 } };

interface Tally {
	passed: number;
	failed: number;
}

function say(sentence: string): void {
	console.log(`${new Date().toISOString().slice(11, 19)} ${sentence}`);
}

async function main(): Promise<boolean> {
	const { required, only } = readOptions();
	const go = findGo();
	if (go === undefined) {
		const loud = '!'.repeat(80);
		console.log(
			`${loud}\nNOT TESTED: Go is not installed, so that there is no rclone to test with.\n${loud}`,
		);
		return !required;
	}
	const build = await buildRclone(go, say);
	const tallies: Tally[] = [];
	if (only !== 'integration') tallies.push(await scenario(build));
	if (only !== 'scenario') tallies.push(await integration(build));
	const sum = (key: keyof Tally) => tallies.reduce((total, tally) => total + tally[key], 0);
	const [passed, failed] = [sum('passed'), sum('failed')];
	console.log(
		`Tests:       ${String(passed)} passed, ${String(failed)} failed, ${String(passed + failed)} total`,
	);
	return failed === 0;
}

function readOptions(): { required: boolean; only: string | undefined } {
	try {
		const { values } = parseArgs({
			options: { required: { type: 'boolean', default: false }, only: { type: 'string' } },
		});
		if (![undefined, 'scenario', 'integration'].includes(values.only)) {
			throw new Error('--only takes "scenario" or "integration".');
		}
		return { required: values.required, only: values.only };
	} catch (error) {
		console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
		process.exit(2);
	}
}

async function scenario({ program, version }: RcloneBuild): Promise<Tally> {
	const stage = await Stage.set(SCENARIO);
	try {
		console.log(`\nrclone ${version}, as a person uses it:`);
		const outcomes = await playScenario(stage, program, (outcome) => {
			console.log(rowOf(outcome));
		});
		const count = (result: Outcome['result']) =>
			outcomes.filter((outcome) => outcome.result === result).length;
		const strangers = strangersOf(stage);
		return { passed: count('passed'), failed: count('failed') + strangers };
	} finally {
		await stage.strike();
	}
}

function rowOf({ name, result, why, seconds }: Outcome): string {
	const row = `  ${result.padEnd(13)} ${seconds.toFixed(1).padStart(5)} s  ${name}`;
	return why === '' ? row : `${row}\n${why.replace(/^/gm, ' '.repeat(25))}`;
}

/** @returns 1 if a host was wanted that is not PikPak's */
function strangersOf({ proxy }: Stage): number {
	if (proxy.refused.length === 0) return 0;
	console.log(`Wanted hosts that are not PikPak's: ${[...new Set(proxy.refused)].join(', ')}`);
	return 1;
}

async function integration(build: RcloneBuild): Promise<Tally> {
	const stage = await Stage.set(INTEGRATION);
	try {
		console.log(`\nThe tests of rclone's authors for its PikPak backend:`);
		const started = Date.now();
		const run = await runIntegrationTests(stage, build, (name, result) => {
			say(`${result.padEnd(7)} ${name}`);
		});
		const { simulator } = stage;
		const wrong = surprises(run, simulator, readExpectations());
		const refreshes = simulator.journal.count({ route: 'POST:/v1/auth/token', status: 200 });
		if (refreshes === 0) wrong.push('no access token has ended in the middle');
		for (const sentence of wrong) console.log(`NOT SO: ${sentence}`);
		if (wrong.length > 0) {
			const log = join(tmpdir(), `n8n-nodes-pikpak-clients-${String(process.pid)}.log`);
			await writeFile(log, run.output);
			console.log(`What the tests have said: ${log}`);
		}
		const count = (wanted: string) =>
			[...run.results.values()].filter((result) => result === wanted).length;
		const [passed, failed, skipped] = [count('passed'), count('failed'), count('skipped')];
		console.log(
			`rclone's own tests: ${String(passed)} passed, ${String(failed)} failed, ${String(skipped)} skipped, ${wrong.length === 0 ? 'all as written down in test/clients/integration.json' : 'which is not what is written down'}, in ${String(Math.round((Date.now() - started) / 1000))} seconds; the access token was refreshed ${String(refreshes)} times`,
		);
		return { passed, failed: wrong.length + strangersOf(stage) };
	} finally {
		await stage.strike();
	}
}

await main().then(
	(isGood) => {
		process.exitCode = isGood ? 0 : 1;
	},
	(error: unknown) => {
		console.error(error);
		process.exitCode = 1;
	},
);
