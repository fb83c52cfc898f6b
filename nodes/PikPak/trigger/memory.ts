import type { IPollFunctions } from 'n8n-workflow';

const memories = new Map<string, TriggerMemory>();

/** What this process remembers of a trigger between two polls. */
export class TriggerMemory {
	isPolling = false;
	/** Polls in a row that have failed. */
	failures = 0;
	/** The newest state, and those that n8n may have saved before the polls without events that led to it. */
	quiet: { text: string; roots: Array<string | undefined> } | undefined;
	/** Tells the newest activation from those that it has replaced. */
	activation: object | undefined;
	private readonly warned = new Set<string>();

	/** @returns the same for the same trigger as long as the process lives */
	static of(n8n: IPollFunctions): TriggerMemory {
		const trigger = `${String(n8n.getWorkflow().id)}:${n8n.getNode().id}`;
		const memory = memories.get(trigger) ?? new TriggerMemory();
		memories.set(trigger, memory);
		return memory;
	}

	/** Writes to n8n's log, each sentence once. */
	warn(n8n: IPollFunctions, sentence: string): void {
		if (this.warned.has(sentence)) return;
		this.warned.add(sentence);
		n8n.logger.warn(`${n8n.getNode().name} (${workflowOf(n8n)}): ${sentence}`);
	}

	/** Writes to n8n's log, for who looks closely, that there is no poll this time. */
	logSkipped(n8n: IPollFunctions): void {
		n8n.logger.debug(`${n8n.getNode().name} is still at its last poll (${workflowOf(n8n)}).`);
	}

	/** Writes to n8n's log that a poll has failed and that the next one will tell. */
	logFailure(n8n: IPollFunctions, sentence: string): void {
		const count = `failed polls in a row: ${String(this.failures)}`;
		n8n.logger.warn(
			`${n8n.getNode().name} asks PikPak again later (${workflowOf(n8n)}, ${count}): ${sentence}`,
		);
	}
}

function workflowOf(n8n: IPollFunctions): string {
	const { id = '', name = '' } = n8n.getWorkflow();
	return `workflow "${name}", ${id}`;
}

const POLL_MS = 300_000;

/** @returns the milliseconds that n8n gives this poll; versions before 2.38 do not tell */
function budgetOf(n8n: IPollFunctions): number {
	return (n8n as Partial<IPollFunctions>).getPollBudgetMs?.() ?? POLL_MS;
}

/**
 * n8n 2 publishes five workflows at a time, and waits 84 seconds for the first poll of each: one that takes longer keeps the
 * others from starting. The request that is under way at the end of this time can take some of the rest.
 */
const FIRST_POLL_MS = 45_000;

/** @returns the milliseconds after which a poll begins no more requests that can be left to the next one */
export function timeFor(n8n: IPollFunctions, isFirst: boolean): number {
	return isFirst ? Math.min(FIRST_POLL_MS, budgetOf(n8n)) : budgetOf(n8n);
}

/** The static data of activated workflows, and which of their nodes have been polled. */
const polled = new WeakMap<object, Set<string>>();

/**
 * Whether n8n polls because the workflow is being activated, which fails if the poll does. n8n makes the static data anew for
 * each activation; its durable scheduler does so for each poll, but gives these less time.
 */
export function isFirstPoll(n8n: IPollFunctions): boolean {
	const activation = n8n.getWorkflowStaticData('global');
	const nodes = polled.get(activation) ?? new Set();
	polled.set(activation, nodes);
	const { id } = n8n.getNode();
	const isFirst = !nodes.has(id) && budgetOf(n8n) >= POLL_MS;
	nodes.add(id);
	return isFirst;
}
