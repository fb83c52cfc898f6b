import axios from 'axios';
import { until } from './until.mjs';
import type { WorkflowNode } from './workflows.mjs';

/**
 * What starts a workflow when it is posted to, and answers with the first item of the last node.
 *
 * @param path no other workflow of this n8n has it
 */
export function webhookNode(path: string): WorkflowNode {
	return {
		name: 'Webhook',
		type: 'n8n-nodes-base.webhook',
		typeVersion: 2,
		webhookId: path,
		parameters: { httpMethod: 'POST', path, responseMode: 'lastNode', options: {} },
	};
}

/**
 * Waits until a workflow with such a node can be started: n8n publishes in the background.
 *
 * @param n8nUrl without a path
 * @returns what to post to
 */
export async function publishedWebhook(n8nUrl: string, path: string): Promise<string> {
	const webhook = `${n8nUrl}/webhook/${path}`;
	await until(() => isPublished(webhook), 'the webhook');
	return webhook;
}

async function isPublished(webhook: string): Promise<boolean> {
	// As a browser asks which methods there are.
	const { headers } = await axios.options(webhook, { headers: { Origin: webhook } });
	return String(headers['access-control-allow-methods']).includes('POST');
}
