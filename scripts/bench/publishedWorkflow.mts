import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import axios from 'axios';
import { publishedWebhook, webhookNode } from '../../test/support/webhook.mjs';
import { chain, type WorkflowNode } from '../../test/support/workflows.mjs';
import type { N8nRest } from '../n8n/rest.mjs';

/** So many executions are one measurement, so that each pays for the garbage of those before. */
export const AT_A_STRETCH = 6;

/** The credential lets an account ask no more than five times a second. */
const PAUSE_MS = 200;

/** A running n8n. */
export interface N8n {
	rest: N8nRest;
	url: string;
}

/** Of one execution, milliseconds. */
interface Times {
	/** From before the nodes to behind them. */
	nodesMs: number;
	/** From the request to the answer. */
	ms: number;
}

/**
 * Publishes a workflow of some nodes that a webhook starts.
 *
 * @param lastTask the name of the task that the last item has to be
 * @returns what runs it several times, and tells the means
 */
export async function publishedWorkflow(
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
		const sum: Times = { nodesMs: 0, ms: 0 };
		for (let time = 0; time < AT_A_STRETCH; time++) {
			await setTimeout(PAUSE_MS);
			const start = performance.now();
			const { data } = await axios.post<Answer>(webhook, {}, REQUEST);
			sum.ms += performance.now() - start;
			const nodesMs = Number(data.nodesMs);
			if (data.task !== lastTask || Number.isNaN(nodesMs))
				throw new Error(`n8n has answered ${JSON.stringify(data)}.`);
			sum.nodesMs += nodesMs;
		}
		return { nodesMs: sum.nodesMs / AT_A_STRETCH, ms: sum.ms / AT_A_STRETCH };
	};
}

/** What n8n says of a failed execution is wanted as well. */
const REQUEST = { timeout: 60_000, validateStatus: () => true };

interface Answer {
	nodesMs: string;
	task: string;
}

/** n8n's node that puts texts in the place of an item. */
export function editFields(name: string, texts: Record<string, string>): WorkflowNode {
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
