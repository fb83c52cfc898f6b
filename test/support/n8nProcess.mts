import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	IExecuteFunctions,
	ILoadOptionsFunctions,
	INode,
	INodeExecutionData,
	INodeListSearchResult,
	INodeParameters,
	INodeProperties,
	INodeType,
	INodeTypes,
	IPollFunctions,
	IWorkflowExecuteAdditionalData,
	IWorkflowSettings,
	WorkflowActivateMode,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import { credentialsHelperFor, type CredentialDatabase } from './credentialsHelper.mjs';

const PACKAGE = process.cwd();
const ACTION = 'n8n-nodes-pikpak.pikPak';
const TRIGGER = 'n8n-nodes-pikpak.pikPakTrigger';
const TESTER = 'n8n-nodes-base.noOp';
const WITH_FIELDS = 'n8n-nodes-base.withFields';

/** One n8n process with this package in it, as it is shipped. Every process has module memory of its own. */
export interface N8nProcess {
	/** Runs the action node on the given items. */
	execute: (run: ExecuteRun) => Promise<INodeExecutionData[]>;
	/** What n8n gives the action node to work with, which is good for one run. */
	executeContext: (run: ExecuteRun) => IExecuteFunctions;
	/** Runs the action node with it. */
	executeIn: (context: IExecuteFunctions) => Promise<INodeExecutionData[]>;
	/** Polls the trigger once. */
	poll: (run: PollRun) => Promise<INodeExecutionData[] | null>;
	/** What the editor gets for the list of a field. */
	search: (run: SearchRun) => Promise<INodeListSearchResult>;
	/** A node with such fields, as it sees them for its first item. */
	contextWith: (properties: INodeProperties[], parameters: INodeParameters) => IExecuteFunctions;
	/** What triggers have written to n8n's log as warnings. */
	warnings: string[];
	/** What they have written for who looks closely. */
	debugs: string[];
	/** What n8n's "Test" of a credential says: undefined for success. */
	test: (
		credentialId: string,
		shown?: ICredentialDataDecryptedObject,
	) => Promise<string | undefined>;
}

export interface ExecuteRun {
	credentialId: string;
	parameters: INodeParameters;
	/** So many empty ones, or these. */
	items?: number | INodeExecutionData[];
	continueOnFail?: boolean;
	/** Aborted when somebody stops the execution. */
	signal?: AbortSignal;
}

export interface PollRun {
	credentialId: string;
	staticData: StaticData;
	parameters?: INodeParameters;
	/** Of another process, a trigger has another memory. */
	workflowId?: string;
	/** Renaming a node keeps its id, and loses the static data of the node. */
	node?: { id: string; name: string };
	mode?: 'trigger' | 'manual';
	activation?: WorkflowActivateMode;
	/** How long n8n lets the poll run. */
	budgetMs?: number;
	/** Of the workflow. */
	timezone?: string;
}

export interface SearchRun {
	credentialId: string;
	/** The name that the field has for it. */
	method: string;
	/** The action node, if left out. */
	isTrigger?: boolean;
	filter?: string;
	paginationToken?: string;
}

/** n8n's live objects. The same ones mean that the workflow has been active all the time; n8n makes new ones when it is activated. */
export interface StaticData {
	node: IDataObject;
	global: IDataObject;
}

/** @returns what n8n hands out after another activation or a restart: what it has stored */
export function stored(staticData: StaticData): StaticData {
	return structuredClone(staticData);
}

/** n8n's packages; whoever loads them decides in which memory they and this package live. */
export interface N8nModules {
	core: typeof import('n8n-core');
	workflow: typeof import('n8n-workflow');
}

/** What n8n-core wants to be set before it is loaded. @param folder a place for settings of its own */
export function settingsOfCore(folder: string): Record<string, string> {
	return { N8N_USER_FOLDER: folder, N8N_ENCRYPTION_KEY: 'of no use here' };
}

/** n8n's own execution core, with the compiled package loaded by n8n's loader. */
export async function startProcess(
	{ core, workflow: n8n }: N8nModules,
	database: CredentialDatabase,
): Promise<N8nProcess> {
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
	const withFields = { description: { ...tester.description, name: WITH_FIELDS } };
	const own: Partial<Record<string, INodeType>> = { [TESTER]: tester, [WITH_FIELDS]: withFields };
	const typeOf = (type: string): INodeType =>
		own[type] ?? (loader.getNode(type.replace(/^n8n-nodes-pikpak\./, '')).type as INodeType);
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

	const nodeFor = (
		type: string,
		parameters: INodeParameters,
		credentialId: string,
		{ id, name } = { id: 'node-1', name: 'PikPak' },
	): INode => ({
		id,
		name,
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
	const workflowWith = (
		node: INode,
		staticData: StaticData = { node: {}, global: {} },
		settings: IWorkflowSettings = {},
		id = 'workflow-1',
	) => {
		const workflow = new n8n.Workflow({
			id,
			nodes: [node],
			connections: {},
			active: false,
			nodeTypes,
			settings,
		});
		workflow.getStaticData = (scope) => (scope === 'global' ? staticData.global : staticData.node);
		return workflow;
	};
	const additionalData = { credentialsHelper } as unknown as IWorkflowExecuteAdditionalData;

	const contextFor = (
		node: INode,
		items: INodeExecutionData[],
		mode: WorkflowExecuteMode,
		signal?: AbortSignal,
	) =>
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
			signal,
		);

	const warnings: string[] = [];
	const debugs: string[] = [];
	const logger = {
		warn: (sentence: string) => warnings.push(sentence),
		debug: (sentence: string) => debugs.push(sentence),
	};

	const executeContext = ({
		credentialId,
		parameters,
		items = 1,
		continueOnFail = false,
		signal,
	}: ExecuteRun) => {
		const node = { ...nodeFor(ACTION, parameters, credentialId), continueOnFail };
		const input =
			typeof items === 'number'
				? Array.from({ length: items }, (): INodeExecutionData => ({ json: {} }))
				: items;
		return contextFor(node, input, 'trigger', signal) as IExecuteFunctions;
	};

	const executeIn = async (context: IExecuteFunctions) => {
		const output = await typeOf(ACTION).execute?.call(context);
		return (output as INodeExecutionData[][])[0] ?? [];
	};

	return {
		warnings,
		debugs,
		executeContext,
		executeIn,
		execute: async (run) => await executeIn(executeContext(run)),
		async poll({
			credentialId,
			staticData,
			parameters = {},
			node: named,
			mode = 'trigger',
			activation = 'activate',
			budgetMs,
			timezone,
			workflowId,
		}) {
			const node = nodeFor(TRIGGER, parameters, credentialId, named);
			const settings = timezone === undefined ? {} : { timezone };
			const context = new core.PollContext(
				workflowWith(node, staticData, settings, workflowId),
				node,
				{ ...additionalData },
				mode,
				activation,
				...EMITTERS,
				budgetMs === undefined ? undefined : () => budgetMs,
			);
			Object.defineProperty(context, 'logger', { value: logger });
			const output = await typeOf(TRIGGER).poll?.call(context as IPollFunctions);
			return output?.[0] ?? null;
		},
		async search({ credentialId, method, isTrigger = false, filter, paginationToken }) {
			const type = isTrigger ? TRIGGER : ACTION;
			const node = nodeFor(type, {}, credentialId);
			const data = { ...additionalData, currentNodeParameters: node.parameters };
			const context = new core.LoadOptionsContext(workflowWith(node), node, data, '');
			const search = typeOf(type).methods?.listSearch?.[method];
			if (search === undefined) throw new Error(`The node has no search "${method}"`);
			return await search.call(context as ILoadOptionsFunctions, filter, paginationToken);
		},
		contextWith(properties, parameters) {
			own[WITH_FIELDS] = { description: { ...withFields.description, properties } };
			const node = nodeFor(WITH_FIELDS, parameters, '');
			return contextFor(node, [{ json: {} }], 'trigger') as IExecuteFunctions;
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

/** What n8n's own code does around a poll; `poll()` itself sees nothing of it. */
const EMITTERS = [undefined, undefined, undefined, undefined, undefined] as const;

/** Which part of an error n8n shows after a Test. */
function shownFor(error: unknown): string {
	const { message, cause } = error as Error & {
		cause?: { response?: { statusText: string }; code?: string };
	};
	return cause?.response?.statusText ?? cause?.code ?? message;
}
