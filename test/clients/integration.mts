import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod/v4';
import type { Simulator } from '../../simulator/simulator.mjs';
import { Rclone, REMOTE } from './rclone.mjs';
import type { RcloneBuild } from './build.mjs';
import type { Stage } from './stage.mjs';

const Tests = z.strictObject({ reason: z.string().min(1), tests: z.array(z.string()).min(1) });
const Calls = z.strictObject({ reason: z.string().min(1), calls: z.array(z.string()).min(1) });

/** What passes; and what does not, or is not taken by the simulator, each with the reason. */
const Expectations = z.strictObject({
	passed: z.array(z.string()).min(1),
	skipped: z.array(Tests),
	failed: z.array(Tests),
	refused: z.array(Calls),
});
type Expectations = z.infer<typeof Expectations>;

export type TestResult = 'passed' | 'failed' | 'skipped';

/** What has become of each test, by its full name; a test that only holds others is not among them. */
export type TestResults = ReadonlyMap<string, TestResult>;

/** A run of the tests that has come to an end. */
export interface IntegrationRun {
	results: TestResults;
	/** Of the program that holds the tests. */
	code: number;
	/** All that it has said. */
	output: string;
}

const EXPECTATIONS = resolve('test/clients/integration.json');

/** It takes two and a half, most of it waiting. */
const MINUTES = 20;

/**
 * Runs the tests that rclone's authors hold their PikPak backend to the real service with.
 *
 * @param report is told of each test when it is done
 */
export async function runIntegrationTests(
	stage: Stage,
	{ program, tests }: RcloneBuild,
	report: (name: string, result: TestResult) => void,
): Promise<IntegrationRun> {
	const { email, password } = stage.simulator.account();
	const rclone = new Rclone(stage, program);
	await rclone.run('config', 'create', REMOTE, 'pikpak', `user=${email}`, `pass=${password}`);
	// The tests look for servers to start, where rclone's sources have them. There is none for PikPak.
	await mkdir(join(stage.folder, 'fstest/testserver/init.d'), { recursive: true });
	let rest = '';
	const { code, out, err } = await stage.run(
		tests,
		// Otherwise a result is told no earlier than those of all tests around it.
		['-remote', `${REMOTE}:`, '-test.v=test2json', '-test.timeout', `${String(MINUTES)}m`],
		{
			ms: (MINUTES + 1) * 60_000,
			onOutput: (text) => {
				const lines = (rest + text).split('\n');
				rest = lines.pop() ?? '';
				for (const [name, result] of resultsIn(lines.join('\n'))) report(name, result);
			},
		},
	);
	return { results: withoutHolders(resultsIn(out)), code, output: `${out}\n${err}` };
}

const MARK = '\u0016';

const RESULTS: Readonly<Record<string, TestResult>> = {
	PASS: 'passed',
	FAIL: 'failed',
	SKIP: 'skipped',
};

/** @param output as Go's tests write it for people or for `test2json`, which marks lines with a control character */
export function resultsIn(output: string): Map<string, TestResult> {
	const found = output.replaceAll(MARK, '').matchAll(/^ *--- (PASS|FAIL|SKIP): (\S+) \(/gm);
	return new Map(
		[...found].flatMap(([, word = '', name = '']) => {
			const result = RESULTS[word];
			return result === undefined ? [] : [[name, result] as const];
		}),
	);
}

/** A test that holds others fails if one of them does; only where none has, the failure is its own. */
export function withoutHolders(results: TestResults): Map<string, TestResult> {
	const names = [...results.keys()];
	return new Map(
		[...results].filter(([name, result]) => {
			const within = names.filter((other) => other.startsWith(`${name}/`));
			if (within.length === 0) return true;
			return result === 'failed' && within.every((other) => results.get(other) !== 'failed');
		}),
	);
}

export function readExpectations(): Expectations {
	return Expectations.parse(JSON.parse(readFileSync(EXPECTATIONS, 'utf8')));
}

/**
 * Compares a run with what is written down.
 *
 * @returns a sentence for each difference
 */
export function surprises(
	{ results, code }: Pick<IntegrationRun, 'results' | 'code'>,
	simulator: Pick<Simulator, 'journal'>,
	expectations: Expectations,
): string[] {
	// Go ends with 1 if a test has failed, and with 2 if it was broken off.
	const wanted = expectations.failed.length > 0 ? 1 : 0;
	const mistakes = simulator.journal.count({ status: 500 });
	return [
		...surprisingResults(results, expectations),
		...(code === wanted ? [] : [`the tests ended with ${String(code)}, not ${String(wanted)}`]),
		...surprisingRefusals(refusalsOf(simulator), expectations),
		...(mistakes === 0 ? [] : [`the simulator made ${String(mistakes)} mistakes of its own`]),
	];
}

function surprisingResults(
	results: TestResults,
	{ passed, skipped, failed }: Expectations,
): string[] {
	const expected = new Map<string, TestResult>([
		...passed.map((name) => [name, 'passed'] as const),
		...skipped.flatMap(({ tests }) => tests).map((name) => [name, 'skipped'] as const),
		...failed.flatMap(({ tests }) => tests).map((name) => [name, 'failed'] as const),
	]);
	const names = new Set([...results.keys(), ...expected.keys()]);
	return [...names].flatMap((name) => {
		const was = results.get(name) ?? 'not run';
		const should = expected.get(name) ?? 'nothing';
		return was === should ? [] : [`${name} was ${was}; written down is: ${should}`];
	});
}

function surprisingRefusals(refusals: readonly string[], { refused }: Expectations): string[] {
	const calls = refused.flatMap((each) => each.calls);
	return [
		...refusals.filter((call) => !calls.includes(call)).map((call) => `refused was ${call}`),
		...calls
			.filter((call) => !refusals.includes(call))
			.map((call) => `not refused was, as written down: ${call}`),
	];
}

/** @returns what the simulator has refused, each once, without the numbers and hashes that differ from run to run */
export function refusalsOf({ journal }: Pick<Simulator, 'journal'>): string[] {
	const calls = journal.refusals().map(({ method, route, refused = '' }) => {
		const why = refused.replace(/^Refused by the simulator: /, '');
		const what = why.replace(/\b([0-9A-F]{40}|\d+)\b(?!\/)/g, '#');
		return `${route === 'unknown' ? `${method}:unknown` : route}: ${what}`;
	});
	return [...new Set(calls)];
}
