import { fileURLToPath } from 'node:url';
import { httpRequest, type WorkflowNode } from '../../test/support/workflows.mjs';
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
import { AT_A_STRETCH, editFields, publishedWorkflow, type N8n } from './publishedWorkflow.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

interface Case {
	tasks: number;
	output: Output;
	/** What the baseline does besides. */
	besides?: WorkflowNode;
	/** How many pairs are measured. */
	times: number;
}

/** The ten fields that *Simplified* has, as somebody makes them who has the HTTP Request node. n8n takes a minute to do it for 10,000 tasks. */
const EDIT_FIELDS = editFields('Edit Fields', {
	id: '={{ $json.id }}',
	name: '={{ $json.name }}',
	phase: "={{ $json.phase.replace('PHASE_TYPE_', '').toLowerCase() }}",
	progress: '={{ $json.progress }}',
	size: '={{ $json.file_size }}',
	fileId: '={{ $json.file_id }}',
	sourceUrl: '={{ $json.params.url }}',
	reason: '={{ $json.message }}',
	createdAt: '={{ new Date($json.created_time).toISOString() }}',
	updatedAt: '={{ new Date($json.updated_time).toISOString() }}',
});

/** The same for somebody who can program. */
const CODE: WorkflowNode = {
	name: 'Code',
	type: 'n8n-nodes-base.code',
	typeVersion: 2,
	parameters: {
		jsCode: `return $input.all().map(({ json }) => ({
			json: {
				id: json.id,
				name: json.name,
				phase: json.phase.replace('PHASE_TYPE_', '').toLowerCase(),
				progress: json.progress,
				size: Number(json.file_size),
				fileId: json.file_id,
				sourceUrl: json.params.url,
				reason: json.message,
				createdAt: new Date(json.created_time).toISOString(),
				updatedAt: new Date(json.updated_time).toISOString(),
			},
		}));`,
	},
};

const SPLIT_OUT: WorkflowNode = {
	name: 'Split Out',
	type: 'n8n-nodes-base.splitOut',
	parameters: { fieldToSplitOut: 'tasks', options: {} },
};

const CASES: readonly Case[] = [
	{ tasks: 1, output: 'raw', times: 7 },
	{ tasks: 100, output: 'raw', times: 7 },
	{ tasks: 100, output: 'simplified', besides: EDIT_FIELDS, times: 3 },
	{ tasks: 10_000, output: 'raw', times: 9 },
	{ tasks: 10_000, output: 'simplified', besides: CODE, times: 3 },
	{ tasks: 10_000, output: 'simplified', times: 9 },
];

const WARM_UPS = 2;

/** What the same job takes in a real n8n, beside n8n's own nodes for it. */
export const realN8n: Measurement = {
	method: [
		'In n8n: a real n8n 2 in regular mode, with published workflows that a webhook starts and that do not save their executions; one has PikPak Task: List with Return All, the other the HTTP Request node with the same credential and request, and Split Out behind it. *Simplified* makes ten fields of each task besides; who wants those without this package has a Code node more, or an Edit Fields node with an expression for each, which takes a minute for 10,000 tasks. The goal is set where both do the same job; the last rows compare a list with the ten fields with one without them, and have none.',
		`Both by turns, ${CASES.map(({ times }) => String(times)).join(', ')} times, ${String(AT_A_STRETCH)} at a stretch, so that each pays for the garbage of those before; the medians of the stretches' means, and the median of the pairs' ratios with the least and the most.`,
		'Nodes is the time between an Edit Fields node before and another one behind, which gets the last item by a Limit node and shows it; whole execution is from the request to the answer of the webhook. The time of the simulator is in ours and in theirs, and brings the ratio nearer to 1.',
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
	{ tasks, output, besides, times }: Case,
): Promise<Row[]> {
	const credential = drive.credentialOf(await drive.reset());
	const wanted = downloads(tasks);
	await drive.add(wanted);
	const last = wanted.at(-1)?.name ?? '';
	const credentialId = await n8n.rest.createCredential('PikPak', credential);
	const ours = await publishedWorkflow(n8n, last, {
		name: 'PikPak',
		type: 'n8n-nodes-pikpak.pikPak',
		parameters: { resource: 'task', operation: 'list', returnAll: true, output },
		credentialId,
	});
	const baseline = [
		httpRequest(credentialId, listUrl(drive.url)),
		SPLIT_OUT,
		...(besides === undefined ? [] : [besides]),
	];
	const theirs = await publishedWorkflow(n8n, last, ...baseline);
	await byTurns(WARM_UPS, ours, theirs);
	const pairs = await byTurns(times, ours, theirs);
	const row = (measured: string, values: readonly Pair[]): Row => ({
		measured,
		at: extentOf(tasks, output),
		...beside(baseline.map(({ name }) => name).join(' + '), values),
	});
	const ofNodes = pairs.map(([one, other]): Pair => [one.nodesMs, other.nodesMs]);
	const whole = pairs.map(([one, other]): Pair => [one.ms, other.ms]);
	const isSameJob = output === 'raw' || besides !== undefined;
	return [
		{
			...row('List in n8n: nodes, ms', ofNodes),
			...(isSameJob && { goal: fasterThan(ofNodes) }),
		},
		row('List in n8n: whole execution, ms', whole),
	];
}
