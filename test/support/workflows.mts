import type { WorkflowJson } from '../../scripts/n8n/rest.mjs';

/** A node of a workflow, as far as a test has to say it. */
export type WorkflowNode = Pick<WorkflowJson['nodes'][number], 'name' | 'type'> & {
	typeVersion?: number;
	webhookId?: string;
	parameters?: Record<string, unknown>;
	credentialId?: string;
	onError?: 'continueRegularOutput' | 'continueErrorOutput';
};

/** A workflow in which one node leads to the next. */
export function chain(...nodes: WorkflowNode[]): WorkflowJson {
	return {
		name: nodes.map(({ name }) => name).join(', '),
		nodes: nodes.map(({ credentialId, ...node }, index) => ({
			id: `node-${String(index)}`,
			typeVersion: 1,
			position: [220 * index, 0],
			parameters: {},
			...node,
			...(credentialId !== undefined && {
				credentials: { pikPakApi: { id: credentialId, name: 'PikPak' } },
			}),
		})),
		connections: Object.fromEntries(
			nodes.slice(0, -1).map(({ name }, index) => {
				const next = { node: nodes[index + 1]?.name, type: 'main', index: 0 };
				return [name, { main: [[next]] }];
			}),
		),
		settings: { executionOrder: 'v1' },
	};
}

/** n8n's HTTP Request node, with the credential of this package. */
export function httpRequest(
	credentialId: string,
	url: string,
	options: Record<string, unknown> = {},
): WorkflowNode {
	return {
		name: 'HTTP Request',
		type: 'n8n-nodes-base.httpRequest',
		// Both lines have it. It is the last one that takes credentials along to where it is redirected.
		typeVersion: 4.2,
		parameters: {
			authentication: 'predefinedCredentialType',
			nodeCredentialType: 'pikPakApi',
			url,
			options,
		},
		credentialId,
	};
}
