import { fileURLToPath } from 'node:url';
import { chain, httpRequest, type WorkflowNode } from '../../test/support/workflows.mjs';
import { installN8n } from '../n8n/install.mjs';
import { installPackage } from '../n8n/package.mjs';
import { N8nRest } from '../n8n/rest.mjs';
import { freePort, startN8n } from '../n8n/server.mjs';
import { temporaryFolder } from './temporaryFolder.mjs';
import { timedRun } from './timedRun.mjs';
import { downloads } from './downloads.mjs';
import { withDrive, type BenchedDrive } from './drive.mjs';
import { extentOf, listUrl, type Output } from './listing.mjs';
import {
	beside,
	byTurns,
	fasterThan,
	type Measurement,
	type Pair,
	type Row,
} from './measurement.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** n8n takes seconds to hand out an execution of 10,000 items. */
const CASES: ReadonlyArray<{ tasks: number; output: Output; times: number }> = [
	{ tasks: 1, output: 'simplified', times: 11 },
	{ tasks: 100, output: 'simplified', times: 11 },
	{ tasks: 10_000, output: 'simplified', times: 5 },
	{ tasks: 10_000, output: 'raw', times: 5 },
];

const WARM_UPS = 1;

const START = 'Start';

/** What the same job takes in a real n8n, beside n8n's own nodes for it. */
export const realN8n: Measurement = {
	method: [
		'In n8n: a real n8n 2 in regular mode; workflows that are run by hand, of PikPak Task: List with Return All, and of the HTTP Request node with the same credential and request, with Split Out behind it.',
		`Both by turns, ${CASES.map(({ times }) => String(times)).join(', ')} times; the medians, and the median of the pairs' ratios with the least and the most.`,
		"Nodes is the time that n8n records for each, PikPak beside the sum of the two others; whole execution is from its start to its end, n8n's database included.",
	].join(' '),
	measure: async () =>
		await withDrive(
			async (drive) =>
				await withN8n(async (rest) => {
					const rows: Row[] = [];
					for (const listed of CASES) rows.push(...(await rowsFor(rest, drive, listed)));
					return rows;
				}),
		),
};

/** Lends an n8n with this package in it, and ends it afterwards. */
async function withN8n<Result>(work: (rest: N8nRest) => Promise<Result>): Promise<Result> {
	const installation = await installN8n('2', (sentence) => {
		process.stderr.write(`${sentence}\n`);
	});
	const folder = temporaryFolder();
	await installPackage(ROOT, folder);
	const server = await startN8n({ installation, folder, port: await freePort() });
	try {
		return await work(await N8nRest.signIn(server.url, installation.line));
	} finally {
		await server.stop();
	}
}

async function rowsFor(
	rest: N8nRest,
	drive: BenchedDrive,
	{ tasks, output, times }: (typeof CASES)[number],
): Promise<Row[]> {
	const credential = drive.credentialOf(await drive.reset());
	await drive.add(downloads(tasks));
	const credentialId = await rest.createCredential('PikPak', credential);
	const ours = await workflowOf(rest, tasks, {
		name: 'PikPak',
		type: 'n8n-nodes-pikpak.pikPak',
		parameters: { resource: 'task', operation: 'list', returnAll: true, output },
		credentialId,
	});
	const theirs = await workflowOf(rest, tasks, httpRequest(credentialId, listUrl(drive.url)), {
		name: 'Split Out',
		type: 'n8n-nodes-base.splitOut',
		parameters: { fieldToSplitOut: 'tasks', options: {} },
	});
	await byTurns(WARM_UPS, ours, theirs);
	const pairs = await byTurns(times, ours, theirs);
	const row = (measured: string, values: readonly Pair[]): Row => ({
		measured,
		at: extentOf(tasks, output),
		...beside('HTTP Request + Split Out', values),
	});
	const ofNodes = pairs.map(([one, other]): Pair => [one.nodesMs, other.nodesMs]);
	const whole = pairs.map(([one, other]): Pair => [one.ms, other.ms]);
	return [
		{ ...row('List in n8n: nodes, ms', ofNodes), goal: fasterThan(ofNodes) },
		row('List in n8n: whole execution, ms', whole),
	];
}

interface Times {
	nodesMs: number;
	ms: number;
}

/** @returns what runs a workflow of these nodes, whose last one must yield so many items */
async function workflowOf(
	rest: N8nRest,
	tasks: number,
	...nodes: WorkflowNode[]
): Promise<() => Promise<Times>> {
	const start = { name: START, type: 'n8n-nodes-base.manualTrigger' };
	const id = await rest.createWorkflow(chain(start, ...nodes));
	const names = nodes.map(({ name }) => name);
	return async () => {
		const { ms, nodes: ran } = await timedRun(rest, id, START);
		const found = ran.get(names.at(-1) ?? '')?.items;
		if (found !== tasks) throw new Error(`n8n has listed ${String(found)} tasks.`);
		return { nodesMs: names.reduce((sum, name) => sum + (ran.get(name)?.ms ?? NaN), 0), ms };
	};
}
