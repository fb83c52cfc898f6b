import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import axios from 'axios';
import { publishedWebhook, webhookNode } from '../../test/support/webhook.mjs';
import { chain, httpRequest, type WorkflowNode } from '../../test/support/workflows.mjs';
import { installN8n } from '../n8n/install.mjs';
import { installPackage } from '../n8n/package.mjs';
import { N8nRest } from '../n8n/rest.mjs';
import { freePort, startN8n } from '../n8n/server.mjs';
import { temporaryFolder } from './temporaryFolder.mjs';
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

const CASES: ReadonlyArray<{ tasks: number; output: Output; times: number }> = [
	{ tasks: 1, output: 'simplified', times: 21 },
	{ tasks: 100, output: 'simplified', times: 21 },
	{ tasks: 10_000, output: 'simplified', times: 31 },
	{ tasks: 10_000, output: 'raw', times: 31 },
];

const WARM_UPS = 10;

/** The credential lets an account ask no more than five times a second. */
const PAUSE_MS = 200;

/** What the same job takes in a real n8n, beside n8n's own nodes for it. */
export const realN8n: Measurement = {
	method: [
		'In n8n: a real n8n 2 in regular mode, with published workflows that a webhook starts and that do not save their executions; one has PikPak Task: List with Return All, the other the HTTP Request node with the same credential and request, and Split Out behind it.',
		`Both by turns, ${CASES.map(({ times }) => String(times)).join(', ')} times after ${String(WARM_UPS)} of each; the medians, and the median of the pairs' ratios with the least and the most.`,
		'Nodes is the time between an Edit Fields node before and another one behind, which gets the last item by a Limit node and shows it; whole execution is from the request to the answer of the webhook.',
	].join(' '),
	measure: async () =>
		await withDrive(
			async (drive) =>
				await withN8n(async (n8n) => {
					const rows: Row[] = [];
					for (const listed of CASES) rows.push(...(await rowsFor(n8n, drive, listed)));
					return rows;
				}),
		),
};

interface N8n {
	rest: N8nRest;
	url: string;
}

/** Lends an n8n with this package in it, and ends it afterwards. */
async function withN8n<Result>(work: (n8n: N8n) => Promise<Result>): Promise<Result> {
	const installation = await installN8n('2', (sentence) => {
		process.stderr.write(`${sentence}\n`);
	});
	const folder = temporaryFolder();
	await installPackage(ROOT, folder);
	const server = await startN8n({ installation, folder, port: await freePort() });
	try {
		const { url } = server;
		return await work({ rest: await N8nRest.signIn(url, installation.line), url });
	} finally {
		await server.stop();
	}
}

async function rowsFor(
	n8n: N8n,
	drive: BenchedDrive,
	{ tasks, output, times }: (typeof CASES)[number],
): Promise<Row[]> {
	const credential = drive.credentialOf(await drive.reset());
	const wanted = downloads(tasks);
	await drive.add(wanted);
	const last = wanted.at(-1)?.name ?? '';
	const credentialId = await n8n.rest.createCredential('PikPak', credential);
	const ours = await workflowOf(n8n, last, {
		name: 'PikPak',
		type: 'n8n-nodes-pikpak.pikPak',
		parameters: { resource: 'task', operation: 'list', returnAll: true, output },
		credentialId,
	});
	const theirs = await workflowOf(n8n, last, httpRequest(credentialId, listUrl(drive.url)), {
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

/** @returns what runs a workflow of these nodes, whose last item must be the task of this name */
async function workflowOf(
	{ rest, url }: N8n,
	lastTask: string,
	...nodes: WorkflowNode[]
): Promise<() => Promise<Times>> {
	const path = randomUUID();
	const workflow = chain(
		webhookNode(path),
		editFields('Begin', { at: '={{ Date.now() }}' }),
		...nodes,
		{
			name: 'Limit',
			type: 'n8n-nodes-base.limit',
			parameters: { maxItems: 1, keep: 'lastItems' },
		},
		editFields('End', {
			nodesMs: "={{ Date.now() - $('Begin').item.json.at }}",
			task: '={{ $json.name }}',
		}),
	);
	const settings = { ...workflow.settings, saveDataSuccessExecution: 'none' };
	await rest.activate(await rest.createWorkflow({ ...workflow, settings }));
	const webhook = await publishedWebhook(url, path);
	return async () => {
		await setTimeout(PAUSE_MS);
		const start = performance.now();
		const { data } = await axios.post<Answer>(webhook, {}, { timeout: 60_000 });
		const ms = performance.now() - start;
		if (data.task !== lastTask) throw new Error(`n8n has answered ${JSON.stringify(data)}.`);
		return { nodesMs: Number(data.nodesMs), ms };
	};
}

interface Answer {
	nodesMs: string;
	task: string;
}

/** n8n's node that puts texts in the place of an item. */
function editFields(name: string, texts: Record<string, string>): WorkflowNode {
	const assignments = Object.entries(texts).map(([key, value]) => ({
		id: key,
		name: key,
		value,
		type: 'string',
	}));
	return {
		name,
		type: 'n8n-nodes-base.set',
		typeVersion: 3.4,
		parameters: { assignments: { assignments }, options: {} },
	};
}
