import { mkdtempSync } from 'node:fs';
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
	process.env['N8N_USER_FOLDER'] = mkdtempSync(join(tmpdir(), 'n8n-nodes-pikpak-'));
	process.env['N8N_ENCRYPTION_KEY'] = 'of no use here';
	await import('reflect-metadata');
	const core = await import('n8n-core');
	const n8n = await import('n8n-workflow');
	const loader = new core.PackageDirectoryLoader(PACKAGE);
	await loader.loadAll();

	const nodeTypes: INodeTypes = {
		getByName: (name) => loader.getNode(shortName(name)).type as INodeType,
		getByNameAndVersion: (name) => loader.getNode(shortName(name)).type as INodeType,
		getKnownTypes: () => ({}),
	};
	const credentialsHelper = credentialsHelperFor(
		database,
		(name) => loader.getCredential(name).type,
		n8n,
	);

	const nodeFor = (type: string, parameters: INodeParameters, credentialId: string): INode => ({
		id: 'node-1',
		name: type,
		type: `n8n-nodes-pikpak.${type}`,
		typeVersion: 1,
		position: [0, 0],
		parameters: n8n.NodeHelpers.getNodeParameters(
			(loader.getNode(type).type as INodeType).description.properties,
			parameters,
			true,
			false,
			null,
			null,
		) as INodeParameters,
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
			const node = { ...nodeFor('pikPak', parameters, credentialId), continueOnFail };
			const input = Array.from({ length: items }, (): INodeExecutionData => ({ json: {} }));
			const { type } = loader.getNode('pikPak');
			const output = await (type as INodeType).execute?.call(
				contextFor(node, input, 'trigger') as IExecuteFunctions,
			);
			return (output as INodeExecutionData[][])[0] ?? [];
		},
		async poll({
			credentialId,
			staticData,
			parameters = {},
			mode = 'trigger',
			activation = 'activate',
		}) {
			const node = nodeFor('pikPakTrigger', parameters, credentialId);
			const context = new core.PollContext(
				workflowWith(node, staticData),
				node,
				{ ...additionalData },
				mode,
				activation,
			);
			const { type } = loader.getNode('pikPakTrigger');
			const output = await (type as INodeType).poll?.call(context as IPollFunctions);
			return output?.[0] ?? null;
		},
		async test(credentialId, shown) {
			const data = shown ?? database.read(credentialId);
			const node: INode = {
				...nodeFor('pikPak', {}, credentialId),
				type: 'n8n-nodes-base.noOp',
				parameters: { temp: '' },
			};
			const context = contextFor(node, [{ json: {} }], 'internal');
			context.getCredentials = async () => data as never;
			const { test } = loader.getCredential('pikPakApi').type;
			const routing = { displayName: 'Temp', name: 'temp', type: 'string', default: '' } as const;
			const noOp = {
				description: {
					...loader.getNode('pikPak').type.description,
					properties: [{ ...routing, routing: { request: test?.request } }],
				},
			} as unknown as INodeType;
			return await new core.RoutingNode(context, noOp, { data } as never).runNode().then(
				() => undefined,
				(error: Error & { cause?: { response?: { statusText: string }; code?: string } }) =>
					error.cause?.response?.statusText ?? error.cause?.code ?? error.message,
			);
		},
	};
}

function shortName(type: string): string {
	return type === 'n8n-nodes-base.noOp' ? 'pikPak' : type.replace(/^n8n-nodes-pikpak\./, '');
}
