import type { WorkflowJson } from '../../scripts/n8n/rest.mjs';
import { startScriptedModel, type Step } from '../support/scriptedModel.mjs';
import { closeServers } from '../support/server.mjs';
import { startSimulated, stopSimulated, type Simulated } from '../support/simulated.mjs';
import { START } from './imported.mjs';
import { Trial } from './trial.mjs';

const MAGNET = 'magnet:?xt=urn:btih:d160b8d8ea35a5b4e52837468fc8f03d55cef1f7&dn=ubuntu.iso';

/** The id of a task in what a tool has told last. */
const idIn = (messages: Parameters<Step>[0]) =>
	/"id":"([\w-]+)"/.exec(JSON.stringify(messages.at(-1)?.content).replaceAll('\\', ''))?.[1] ?? '';

/** An agent that adds what it is asked for, waits for it, and reports what has come of it. */
const SCRIPT: Step[] = [
	() => ({ tool: 'Add_downloads', arguments: { links: `Sure: ${MAGNET}` } }),
	(messages) => ({ tool: 'Wait_for_downloads', arguments: { task: idIn(messages) } }),
	(messages) => ({
		text: `Done: ${/"name":"([^"]+)","phase":"complete"/.exec(JSON.stringify(messages.at(-1)?.content).replaceAll('\\', ''))?.[1] ?? 'nothing'}`,
	}),
];

const tool = (name: string, parameters: object, pikPakApi: object) => ({
	name,
	type: 'n8n-nodes-pikpak.pikPakTool',
	typeVersion: 1,
	parameters: { resource: 'task', ...parameters },
	credentials: { pikPakApi },
});

function agentWorkflow(pikPakId: string, openAiId: string): WorkflowJson {
	const pikPak = { id: pikPakId, name: 'PikPak' };
	const nodes = [
		{ name: START, type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, parameters: {} },
		{
			name: 'Agent',
			type: '@n8n/n8n-nodes-langchain.agent',
			typeVersion: 2,
			parameters: { promptType: 'define', text: `Please download ${MAGNET}`, options: {} },
		},
		{
			name: 'Model',
			type: '@n8n/n8n-nodes-langchain.lmChatOpenAi',
			typeVersion: 1.2,
			parameters: { model: { __rl: true, mode: 'id', value: 'scripted' }, options: {} },
			credentials: { openAiApi: { id: openAiId, name: 'Scripted' } },
		},
		tool(
			'Add downloads',
			{ operation: 'create', links: "={{ $fromAI('links', 'Links, one a line', 'string') }}" },
			pikPak,
		),
		tool(
			'Wait for downloads',
			{
				operation: 'wait',
				task: {
					__rl: true,
					mode: 'id',
					value: "={{ $fromAI('task', 'ID of the task', 'string') }}",
				},
				checkEvery: 3,
			},
			pikPak,
		),
	];
	const to = (type: string, node: string) => ({ [type]: [[{ node, type, index: 0 }]] });
	return {
		name: 'An agent that downloads',
		nodes: nodes.map((node, index) => ({
			id: `node-${String(index)}`,
			position: [index * 220, 0],
			...node,
		})),
		connections: {
			[START]: to('main', 'Agent'),
			Model: to('ai_languageModel', 'Agent'),
			'Add downloads': to('ai_tool', 'Agent'),
			'Wait for downloads': to('ai_tool', 'Agent'),
		},
		settings: { executionOrder: 'v1' },
	};
}

describe.each(['2', '1'] as const)('on n8n %s.x', (line) => {
	let trial: Trial;
	let pikpak: Simulated;

	beforeAll(async () => {
		pikpak = await startSimulated({ life: { pendingMs: 500, runningMs: 1500 } });
		trial = await Trial.start(line);
	}, 1_800_000);

	afterAll(async () => {
		await trial.end();
		closeServers();
		expect(await stopSimulated()).toEqual([]);
	});

	test('an AI agent adds a download, waits for it and reports it', async () => {
		const model = await startScriptedModel(SCRIPT);
		const openAi = { apiKey: 'scripted', url: model.url };
		const id = await trial.rest.createWorkflow(
			agentWorkflow(
				await trial.rest.createCredential('PikPak', pikpak.credential),
				await trial.rest.createCredential('Scripted', openAi, 'openAiApi'),
			),
		);
		const { status, error, items } = await trial.rest.run(id, START);
		expect([status, error]).toEqual(['success', undefined]);
		expect(items['Agent']).toEqual([expect.objectContaining({ output: 'Done: ubuntu.iso' })]);
		expect(pikpak.simulator.tasks()).toEqual([
			expect.objectContaining({ name: 'ubuntu.iso', phase: 'PHASE_TYPE_COMPLETE' }),
		]);
		// The model is told by the node's own words what it can do.
		const offered = new Map(model.offered[0]?.map(({ name, description }) => [name, description]));
		expect(offered).toEqual(
			new Map([
				['Wait_for_downloads', 'Wait until tasks have ended in PikPak'],
				['Add_downloads', 'Create download tasks in PikPak'],
			]),
		);
	});
});
