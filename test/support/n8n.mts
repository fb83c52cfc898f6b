import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	IExecuteFunctions,
	INode,
	INodeExecutionData,
	INodeParameters,
	INodeType,
	INodeTypes,
	IPollFunctions,
	IWorkflowExecuteAdditionalData,
	WorkflowActivateMode,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import { credentialsHelperFor, type CredentialDatabase } from './credentialsHelper.mjs';

const PACKAGE = process.cwd();
const ACTION = 'n8n-nodes-pikpak.pikPak';
const TRIGGER = 'n8n-nodes-pikpak.pikPakTrigger';
const TESTER = 'n8n-nodes-base.noOp';

/** n8n-core wants a place for settings of its own. */
const folder = mkdtempSync(join(tmpdir(), 'n8n-nodes-pikpak-'));

afterAll(() => {
	rmSync(folder, { recursive: true, force: true });
});

/** One n8n process with this package in it, as it is shipped. Every process has module memory of its own. */
export interface N8nProcess {
	/** Runs the action node on the given items; each `null` stands for an empty item. */
	execute: (run: ExecuteRun) => Promise<INodeExecutionData[]>;
	/** Polls the trigger once. `staticData` is n8n's live object. */
	poll: (run: PollRun) => Promise<INodeExecutionData[] | null>;
	/** What n8n's "Test" of a credential says: undefined for success. */
	test: (
		credentialId: string,
		shown?: ICredentialDataDecryptedObject,
	) => Promise<string | undefined>;
}

export interface ExecuteRun {
	credentialId: string;
	parameters: INodeParameters;
	items?: number;
	continueOnFail?: boolean;
}

export interface PollRun {
	credentialId: string;
	staticData: IDataObject;
	parameters?: INodeParameters;
	mode?: 'trigger' | 'manual';
	activation?: WorkflowActivateMode;
}

/** Boots n8n's own execution core in the memory of a new process, with the compiled package loaded by n8n's loader. */
export async function bootN8n(database: CredentialDatabase): Promise<N8nProcess> {
	jest.resetModules();
	process.env['N8N_USER_FOLDER'] = folder;
	process.env['N8N_ENCRYPTION_KEY'] = 'of no use here';
	await import('reflect-metadata');
	const core = await import('n8n-core');
	const n8n = await import('n8n-workflow');
	const loader = new core.PackageDirectoryLoader(PACKAGE);
	await loader.loadAll();

	/** n8n tests a credential with a node of its own that does the credential's test request. */
	const tester = {
		description: {
			...(loader.getNode('pikPak').type as INodeType).description,
			name: TESTER,
			properties: [
				{
					displayName: 'Temp',
					name: 'temp',
					type: 'string',
					default: '',
					routing: { request: loader.getCredential('pikPakApi').type.test?.request ?? {} },
				},
			],
		},
	} satisfies INodeType;
	const typeOf = (type: string): INodeType =>
		type === TESTER
			? tester
			: (loader.getNode(type.replace(/^n8n-nodes-pikpak\./, '')).type as INodeType);
	const nodeTypes: INodeTypes = {
		getByName: typeOf,
		getByNameAndVersion: typeOf,
		getKnownTypes: () => ({}),
	};
	const credentialsHelper = credentialsHelperFor(
		database,
		(name) => loader.getCredential(name).type,
		n8n,
	);

	const nodeFor = (type: string, parameters: INodeParameters, credentialId: string): INode => ({
		id: 'node-1',
		name: 'PikPak',
		type,
		typeVersion: 1,
		position: [0, 0],
		parameters:
			n8n.NodeHelpers.getNodeParameters(
				typeOf(type).description.properties,
				parameters,
				true,
				false,
				null,
				null,
			) ?? {},
		credentials: { pikPakApi: { id: credentialId, name: 'PikPak' } },
	});
	const workflowWith = (node: INode, staticData: IDataObject = {}) => {
		const workflow = new n8n.Workflow({
			id: 'workflow-1',
			nodes: [node],
			connections: {},
			active: false,
			nodeTypes,
		});
		// n8n hands out its live object, whichever scope is asked for.
		workflow.getStaticData = () => staticData;
		return workflow;
	};
	const additionalData = { credentialsHelper } as unknown as IWorkflowExecuteAdditionalData;

	const contextFor = (node: INode, items: INodeExecutionData[], mode: WorkflowExecuteMode) =>
		new core.ExecuteContext(
			workflowWith(node),
			node,
			{ ...additionalData, currentNodeParameters: node.parameters },
			mode,
			n8n.createEmptyRunExecutionData(),
			0,
			items,
			{ main: [items] },
			{ node, data: { main: [items] }, source: null },
			[],
		);

	return {
		async execute({ credentialId, parameters, items = 1, continueOnFail = false }) {
			const node = { ...nodeFor(ACTION, parameters, credentialId), continueOnFail };
			const input = Array.from({ length: items }, (): INodeExecutionData => ({ json: {} }));
			const context = contextFor(node, input, 'trigger') as IExecuteFunctions;
			const output = await typeOf(ACTION).execute?.call(context);
			return (output as INodeExecutionData[][])[0] ?? [];
		},
		async poll({
			credentialId,
			staticData,
			parameters = {},
			mode = 'trigger',
			activation = 'activate',
		}) {
			const node = nodeFor(TRIGGER, parameters, credentialId);
			const workflow = workflowWith(node, staticData);
			const context = new core.PollContext(workflow, node, { ...additionalData }, mode, activation);
			const output = await typeOf(TRIGGER).poll?.call(context as IPollFunctions);
			return output?.[0] ?? null;
		},
		async test(credentialId, shown) {
			const data = shown ?? database.read(credentialId);
			const node = nodeFor(TESTER, { temp: '' }, credentialId);
			const context = contextFor(node, [{ json: {} }], 'internal');
			context.getCredentials = async () => data as never;
			return await new core.RoutingNode(context, tester, { data } as never)
				.runNode()
				.then(() => undefined, shownFor);
		},
	};
}

/** Which part of an error n8n shows after a Test. */
function shownFor(error: unknown): string {
	const { message, cause } = error as Error & {
		cause?: { response?: { statusText: string }; code?: string };
	};
	return cause?.response?.statusText ?? cause?.code ?? message;
}
