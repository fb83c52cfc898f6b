import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod/v4';
import { Rclone, REMOTE } from './rclone.mjs';
import type { RcloneBuild } from './build.mjs';
import type { Stage } from './stage.mjs';

/** Which tests do not pass, each with the reason. */
const Expectations = z.strictObject({
	skipped: z.record(z.string(), z.string().min(1)),
	failed: z.record(z.string(), z.string().min(1)),
});
type Expectations = z.infer<typeof Expectations>;

export type TestResult = 'passed' | 'failed' | 'skipped';

/** What has become of each test, by its full name; a test that only holds others is not among them. */
export type TestResults = ReadonlyMap<string, TestResult>;

const EXPECTATIONS = resolve('test/clients/integration.json');

/** It takes about eight on an idle machine. */
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
): Promise<{ results: TestResults; output: string }> {
	const { email, password } = stage.simulator.account();
	const rclone = new Rclone(stage, program);
	await rclone.run('config', 'create', REMOTE, 'pikpak', `user=${email}`, `pass=${password}`);
	let rest = '';
	const { out, err } = await stage.run(
		tests,
		['-remote', `${REMOTE}:`, '-test.v', '-test.timeout', `${String(MINUTES)}m`],
		{
			ms: (MINUTES + 1) * 60_000,
			onOutput: (text) => {
				const lines = (rest + text).split('\n');
				rest = lines.pop() ?? '';
				for (const [name, result] of resultsIn(lines.join('\n'))) report(name, result);
			},
		},
	);
	return { results: withoutHolders(resultsIn(out)), output: `${out}\n${err}` };
}

const RESULTS: Readonly<Record<string, TestResult>> = {
	PASS: 'passed',
	FAIL: 'failed',
	SKIP: 'skipped',
};

/** @param output as `go test -v` writes it */
export function resultsIn(output: string): Map<string, TestResult> {
	const found = output.matchAll(/^ *--- (PASS|FAIL|SKIP): (\S+) \(/gm);
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

/** @returns a sentence for each test that came out in another way than is written down, with its reason */
export function surprises(results: TestResults, expectations: Expectations): string[] {
	const { skipped, failed } = expectations;
	const expected = new Map<string, TestResult>([
		...Object.keys(skipped).map((name) => [name, 'skipped'] as const),
		...Object.keys(failed).map((name) => [name, 'failed'] as const),
	]);
	const names = new Set([...results.keys(), ...expected.keys()]);
	return [...names].flatMap((name) => {
		const was = results.get(name) ?? 'not run';
		const should = expected.get(name) ?? 'passed';
		return was === should ? [] : [`${name} was ${was}; written down is: ${should}`];
	});
}
