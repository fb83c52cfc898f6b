import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { markdownTable } from 'markdown-table';
import { versionOf, type N8nLine } from '../../scripts/n8n/install.mjs';

/** Those that run workflows of this repository; the others look into one matter each. */
const SUITES = ['operations', 'examples', 'agent'];
const LINES: readonly N8nLine[] = ['1', '2'];

/** What of Jest's report is read here. */
interface Report {
	testResults: Array<{
		name: string;
		assertionResults: Array<{ ancestorTitles: string[]; title: string; status: string }>;
	}>;
}

/** By what was run, and then by the line of n8n: Jest's word for how it went. */
type Matrix = Map<string, Map<N8nLine, string>>;

function matrixOf({ testResults }: Report): Matrix {
	const matrix: Matrix = new Map();
	const resultsOf = (suite: string) =>
		testResults.filter(({ name }) => basename(name, '.test.mts') === suite);
	const results = SUITES.flatMap((suite) =>
		resultsOf(suite).map((result) => ({ suite, ...result })),
	);
	for (const { suite, assertionResults } of results) {
		for (const { ancestorTitles, title, status } of assertionResults) {
			const line = LINES.find((candidate) => ancestorTitles[0] === `on n8n ${candidate}.x`);
			if (line === undefined) continue;
			const row = `${suite}: ${title}`;
			matrix.set(row, (matrix.get(row) ?? new Map<N8nLine, string>()).set(line, status));
		}
	}
	return matrix;
}

/** Jest's words for what is to be told in another way. */
const CELLS: Readonly<Record<string, string>> = { passed: '✓', failed: '✗', pending: 'not run' };

function tableOf(matrix: Matrix): string {
	const cell = (status = 'pending') => CELLS[status] ?? status;
	const rows = [...matrix].map(([row, statuses]) => [
		row,
		...LINES.map((line) => cell(statuses.get(line))),
	]);
	const head = ['', ...LINES.map((line) => `n8n ${versionOf(line)}`)];
	return markdownTable([head, ...rows], { align: ['l', 'c', 'c'] });
}

/** Runs Jest on a real n8n, prints what ran on which line of it, and ends as Jest did. */
const folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-pikpak-matrix-'));
try {
	const file = join(folder, 'report.json');
	const options = ['--config', 'jest.n8n.config.mjs', '--json', '--outputFile', file];
	const jest = spawn('jest', [...options, ...process.argv.slice(2)], { stdio: 'inherit' });
	process.exitCode = await new Promise<number>((resolve, reject) => {
		jest.once('error', reject);
		jest.once('close', (code) => {
			resolve(code ?? 1);
		});
	});
	// There is none if Jest did not begin: then it has said why.
	if (existsSync(file)) {
		const matrix = matrixOf(JSON.parse(await readFile(file, 'utf8')) as Report);
		if (matrix.size > 0) console.log(`\n${tableOf(matrix)}`);
	}
} finally {
	await rm(folder, { recursive: true, force: true });
}
