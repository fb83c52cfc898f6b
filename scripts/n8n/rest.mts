import axios, { isAxiosError, type AxiosInstance } from 'axios';
import { parse } from 'flatted';
import type { N8nLine } from './install.mjs';

/** The owner of a local trial. */
export const OWNER = {
	email: 'owner@pikpak.example',
	password: 'Simulated-1',
	firstName: 'PikPak',
	lastName: 'Trial',
};

/** A workflow as the editor exports it. */
export interface WorkflowJson {
	name: string;
	nodes: Array<{ name: string; type: string; credentials?: unknown; [key: string]: unknown }>;
	connections: Record<string, unknown>;
	settings?: Record<string, unknown>;
}

interface StoredWorkflow extends WorkflowJson {
	id: string;
	versionId: string;
	active: boolean;
}

type Items = Array<Record<string, unknown>>;

export interface Execution {
	id: string;
	status: string;
	mode: string;
	/** Output items of each node that ran, of its first run and output. */
	items: Record<string, Items>;
	/** The same for all outputs; the last one is that for errors, if the node has one. */
	outputs: Record<string, Items[]>;
	/** What stopped it. */
	error: { message: string; description: string | null } | undefined;
}

/** A client of n8n's own REST API, as its editor uses it; signed in as the owner. */
export class N8nRest {
	private constructor(
		private readonly http: AxiosInstance,
		private readonly line: N8nLine,
	) {}

	/**
	 * Makes the owner if there is none, and signs in.
	 *
	 * @param onAnswer gets each answer as it came
	 */
	static async signIn(
		url: string,
		line: N8nLine,
		onAnswer?: (answer: string) => void,
	): Promise<N8nRest> {
		const http = axios.create({ baseURL: `${url}/rest`, timeout: 60_000 });
		http.interceptors.response.use(
			(answer) => {
				onAnswer?.(JSON.stringify(answer.data));
				return answer;
			},
			(error: unknown) => {
				if (!isAxiosError(error)) throw error;
				if (error.response !== undefined) onAnswer?.(JSON.stringify(error.response.data));
				throw new Error(explain(error));
			},
		);
		const { email, password } = OWNER;
		const credentials = { emailOrLdapLoginId: email, password };
		const login = async () => await http.post('/login', credentials);
		// Nobody can sign in before there is an owner, and no second one can be made.
		const answer = await login().catch(
			async () =>
				await http.post('/owner/setup', OWNER).then(login, () => {
					throw new Error(
						`n8n does not accept ${OWNER.email} with the password ${OWNER.password} any more. Begin anew with --reset, or sign in at ${url} as you have set it.`,
					);
				}),
		);
		const cookies = (answer.headers['set-cookie'] ?? []).map((cookie) => cookie.split(';')[0]);
		http.defaults.headers.common['Cookie'] = cookies.join('; ');
		return new N8nRest(http, line);
	}

	async createCredential(
		name: string,
		data: Record<string, unknown>,
		type = 'pikPakApi',
	): Promise<string> {
		const body = { name, type, data };
		return (await this.call<{ id: string }>('post', '/credentials', body)).id;
	}

	async updateCredential(id: string, name: string, data: Record<string, unknown>): Promise<void> {
		await this.call('patch', `/credentials/${id}`, { name, type: 'pikPakApi', data });
	}

	/** What the editor's list of credentials gets: nothing that was typed. */
	async credential(id: string): Promise<object> {
		return await this.call('get', `/credentials/${id}`);
	}

	/** What the editor gets when it opens a credential: in the place of what is secret there is a sign for it. */
	async credentialData(id: string): Promise<Record<string, unknown>> {
		const path = `/credentials/${id}?includeData=true`;
		return (await this.call<{ data: Record<string, unknown> }>('get', path)).data;
	}

	/** What the editor's Test button does: with the stored fields, or with those of a dialog that was not reloaded. */
	async testCredential(
		id: string,
		name: string,
		data: Record<string, unknown>,
	): Promise<{ status: string; message: string }> {
		const credentials = { id, name, type: 'pikPakApi', data };
		return await this.call('post', '/credentials/test', { credentials });
	}

	async createWorkflow(workflow: WorkflowJson): Promise<string> {
		const body = { settings: {}, ...workflow, active: false };
		return (await this.call<{ id: string }>('post', '/workflows', body)).id;
	}

	async activate(id: string): Promise<void> {
		const { versionId } = await this.workflow(id);
		if (this.line === '1')
			await this.call('patch', `/workflows/${id}`, { active: true, versionId });
		else await this.call('post', `/workflows/${id}/activate`, { versionId });
	}

	/** What n8n 2 says of a workflow that it publishes in the background, and of each of its triggers. */
	async publication(id: string): Promise<{ status: string; messages: Array<string | null> }> {
		const { status, triggers } = await this.call<{
			status: string;
			triggers: Array<{ errorMessage: string | null }>;
		}>('get', `/workflows/${id}/publication-status`);
		return { status, messages: triggers.map(({ errorMessage }) => errorMessage) };
	}

	/** Gives a node without connections another name, and publishes the workflow anew. */
	async renameNode(id: string, from: string, to: string): Promise<void> {
		const { nodes, connections, versionId } = await this.workflow(id);
		const renamed = nodes.map((node) => (node.name === from ? { ...node, name: to } : node));
		await this.call('patch', `/workflows/${id}`, { nodes: renamed, connections, versionId });
		await this.activate(id);
	}

	/**
	 * Runs a workflow from a trigger node by hand, and waits for its end.
	 *
	 * @param json what the trigger yields, such as a message of a chat; else it is run itself
	 */
	async run(id: string, triggerName: string, json?: object): Promise<Execution> {
		const workflowData = await this.workflow(id);
		const { executionId } = await this.call<{ executionId: string }>(
			'post',
			`/workflows/${id}/run`,
			{
				workflowData,
				triggerToStartFrom: {
					name: triggerName,
					...(json !== undefined && { data: taskDataOf(json) }),
				},
			},
		);
		return await this.waitForEnd(executionId);
	}

	/** The ended executions of a workflow, oldest first. */
	async executions(workflowId: string): Promise<Execution[]> {
		const filter = JSON.stringify({ workflowId });
		const { results } = await this.call<{ results: Array<{ id: string }> }>(
			'get',
			`/executions?limit=100&filter=${encodeURIComponent(filter)}`,
		);
		const executions = await Promise.all(results.map(async ({ id }) => await this.execution(id)));
		return executions.reverse();
	}

	/**
	 * The executions of a workflow that stand in one of some ways.
	 *
	 * @returns how many there are, and the ids of 100 of them at most: n8n loses some on the way from page to page
	 */
	async executionsThat(
		workflowId: string,
		status: readonly string[],
	): Promise<{ count: number; ids: string[] }> {
		const filter = encodeURIComponent(JSON.stringify({ workflowId, status }));
		const { count, results } = await this.call<{ count: number; results: Array<{ id: string }> }>(
			'get',
			`/executions?limit=100&filter=${filter}`,
		);
		return { count, ids: results.map(({ id }) => id) };
	}

	async workflow(id: string): Promise<StoredWorkflow> {
		return await this.call('get', `/workflows/${id}`);
	}

	private async waitForEnd(id: string): Promise<Execution> {
		const deadline = Date.now() + 120_000;
		for (;;) {
			const execution = await this.execution(id);
			if (hasEnded(execution)) return execution;
			if (Date.now() > deadline) throw new Error(`Execution ${id} does not come to an end.`);
			await new Promise((resolve) => setTimeout(resolve, 200));
		}
	}

	private async execution(id: string): Promise<Execution> {
		const { status, mode, data } = await this.call<{ status: string; mode: string; data: string }>(
			'get',
			`/executions/${id}`,
		);
		// Empty until there is something.
		const { resultData = {} } = (parse(data) ?? {}) as Partial<RunExecutionData>;
		const outputs = Object.entries(resultData.runData ?? {}).map(([node, [run]]) => [
			node,
			(run?.data?.main ?? []).map((output) => (output ?? []).map(({ json }) => json)),
		]) as Array<[string, Items[]]>;
		const { error } = resultData;
		return {
			id,
			status,
			mode,
			items: Object.fromEntries(outputs.map(([node, [first = []]]) => [node, first])),
			outputs: Object.fromEntries(outputs),
			error: error && { message: error.message, description: error.description ?? null },
		};
	}

	private async call<Result = unknown>(
		method: 'get' | 'post' | 'patch' | 'delete',
		path: string,
		data?: unknown,
	): Promise<Result> {
		const answer = await this.http.request<{ data: Result }>({ method, url: path, data });
		return answer.data.data;
	}
}

/** As the editor's chat hands a message to n8n. */
function taskDataOf(json: object): object {
	return {
		startTime: 0,
		executionTime: 0,
		executionStatus: 'success',
		source: [null],
		data: { main: [[{ json }]] },
	};
}

/** n8n 1 tells for a moment how an execution has ended, and not yet what has come of it. */
function hasEnded({ status, items, error }: Execution): boolean {
	if (['new', 'running', 'waiting'].includes(status)) return false;
	const isKept = ['success', 'error'].includes(status);
	return !isKept || error !== undefined || Object.keys(items).length > 0;
}

interface RunExecutionData {
	resultData: {
		error?: { message: string; description?: string | null };
		runData?: Record<
			string,
			// A model or a tool of an agent has another kind of output.
			Array<{ data?: { main?: Array<Array<{ json: Record<string, unknown> }> | null> } }>
		>;
	};
}

function explain(error: {
	config?: { url?: string };
	response?: { status: number; data: unknown };
	message: string;
}) {
	const { response } = error;
	const said =
		response === undefined
			? error.message
			: `HTTP ${String(response.status)} ${JSON.stringify(response.data)}`;
	return `n8n did not do ${error.config?.url ?? 'a call'}: ${said}`;
}
