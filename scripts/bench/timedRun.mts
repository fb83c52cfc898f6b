import { setTimeout } from 'node:timers/promises';
import type { N8nRest } from '../n8n/rest.mjs';

/** What n8n has recorded of an execution. */
export interface RunTimes {
	/** From its start to its end. */
	ms: number;
	/** Of each node, of its first run. */
	nodes: ReadonlyMap<string, { ms: number; items: number }>;
}

const WITHIN_MS = 120_000;

/**
 * Runs a workflow by hand, and waits for its end.
 *
 * @throws Error if it does not end well
 */
export async function timedRun(
	rest: N8nRest,
	workflowId: string,
	triggerName: string,
): Promise<RunTimes> {
	const id = await rest.begin(workflowId, triggerName);
	const deadline = Date.now() + WITHIN_MS;
	for (;;) {
		const { status, data, startedAt, stoppedAt } = await rest.storedExecution(id);
		if (status === 'success') {
			const ms = Date.parse(stoppedAt ?? '') - Date.parse(startedAt ?? '');
			return { ms, nodes: nodesIn(data) };
		}
		const goesOn = ['new', 'running'].includes(status) && Date.now() < deadline;
		if (!goesOn) throw new Error(`n8n has run the workflow, and its status is ${status}.`);
		await setTimeout(200);
	}
}

/**
 * Reads what is wanted of a record, without building the rest: that takes seconds for 10,000 items. In the format of
 * `flatted`, one array holds all values, and wherever there is an object or a text inside of another there is its index in it, as text.
 */
function nodesIn(data: string): RunTimes['nodes'] {
	const values = JSON.parse(data) as unknown[];
	const at = (parent: unknown, ...path: Array<string | number>): unknown =>
		path.reduce<unknown>((value, key) => {
			const found = (value as Record<string | number, unknown> | undefined)?.[key];
			return typeof found === 'string' ? values[Number(found)] : found;
		}, parent);
	const runs = at(values[0], 'resultData', 'runData') as object;
	return new Map(
		Object.keys(runs).map((name) => {
			const run = at(runs, name, 0);
			const items = at(run, 'data', 'main', 0) as unknown[];
			return [name, { ms: at(run, 'executionTime') as number, items: items.length }];
		}),
	);
}
