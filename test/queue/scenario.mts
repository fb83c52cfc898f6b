import axios from 'axios';
import type { WorkflowJson } from '../../scripts/n8n/rest.mjs';
import { startSimulated, type Simulated } from '../support/simulated.mjs';
import type { Cluster } from './cluster.mjs';

const CREDENTIAL_NAME = 'PikPak';
const EXECUTIONS = 200;
const IN_FLIGHT = 20;
const CALLS_PER_EXECUTION = 3;
const EXPIRIES = 5;
/** The package waits for its turn under load, and ten seconds for a session of another process. */
const ANSWER_WITHIN_MS = 180_000;
const PUBLISHED_WITHIN_MS = 60_000;

const ROUTES = {
	signIns: 'POST:/v1/auth/signin',
	refreshes: 'POST:/v1/auth/token',
	captchaInits: 'POST:/v1/shield/captcha/init',
	aboutChecks: 'GET:/drive/v1/about',
	calls: 'GET:/drive/v1/tasks',
};

/** After how many ended executions the access tokens expire: evenly spread, with executions before and after each. */
const EXPIRE_AFTER = Array.from({ length: EXPIRIES }, (_, index) =>
	Math.round(((index + 1) * EXECUTIONS) / (EXPIRIES + 1)),
);

/** What came of a scenario; requests are those that the simulator has in its journal. */
export interface Outcome {
	/** Ids of the executions, by how they ended. */
	statuses: Map<string, string>;
	/** Ids of those that did not end well. */
	failed: string[];
	/** What each of the failed ones was answered. */
	badAnswers: string[];
	signIns: number;
	refreshes: number;
	refreshesAccepted: number;
	/** Refreshes before the first expiry, and after each one until the next. */
	refreshesByExpiry: number[];
	captchaInits: number;
	aboutChecks: number;
	/** Task lists that PikPak has given. */
	calls: number;
	seconds: number;
}

/** 200 executions of a published workflow, 20 at a time, with an account and a credential of their own. */
export class Scenario {
	private constructor(
		private readonly cluster: Cluster,
		readonly pikpak: Simulated,
		private readonly credentialId: string,
		private readonly workflowId: string,
		private readonly webhook: string,
	) {}

	/** @param path of the workflow's webhook; no other scenario has it */
	static async prepare(cluster: Cluster, path: string): Promise<Scenario> {
		// The simulator's own limit would keep sign-ins from being counted.
		const pikpak = await startSimulated({ seed: 'demo', limits: { signIns: EXECUTIONS } });
		const { rest, url } = cluster;
		const credentialId = await rest.createCredential(CREDENTIAL_NAME, pikpak.credential);
		const workflowId = await rest.createWorkflow(workflowWith(path, credentialId));
		await rest.activate(workflowId);
		const webhook = `${url}/webhook/${path}`;
		await published(webhook);
		return new Scenario(cluster, pikpak, credentialId, workflowId, webhook);
	}

	/** Tests the credential, as its dialog does. */
	async test(): Promise<{ status: string }> {
		const { rest } = this.cluster;
		return await rest.testCredential(this.credentialId, CREDENTIAL_NAME, this.pikpak.credential);
	}

	/**
	 * Runs all executions, and lets the access tokens expire five times meanwhile.
	 *
	 * @param expire does that, and may do more; it is told which time this is, from 1 on
	 */
	async run(expire: (time: number) => void | Promise<void>): Promise<Outcome> {
		const { journal } = this.pikpak.simulator;
		const started = Date.now();
		const refreshesBefore: number[] = [0];
		const badAnswers: string[] = [];
		let begun = 0;
		let ended = 0;
		const lane = async () => {
			while (begun < EXECUTIONS) {
				begun++;
				const answer = await this.execute();
				if (answer !== undefined) badAnswers.push(answer);
				ended++;
				const time = EXPIRE_AFTER.indexOf(ended) + 1;
				if (time === 0) continue;
				refreshesBefore.push(journal.count({ route: ROUTES.refreshes }));
				await expire(time);
			}
		};
		await Promise.all(Array.from({ length: IN_FLIGHT }, lane));

		const seconds = Math.round((Date.now() - started) / 1000);
		const statuses = await this.cluster.rest.statuses(this.workflowId);
		const count = (route: string) => journal.count({ route });
		const refreshes = count(ROUTES.refreshes);
		return {
			statuses,
			failed: [...statuses].filter(([, status]) => status !== 'success').map(([id]) => id),
			badAnswers,
			signIns: count(ROUTES.signIns),
			refreshes,
			refreshesAccepted: journal.count({ route: ROUTES.refreshes, status: 200 }),
			refreshesByExpiry: refreshesBefore.map(
				(before, index) => (refreshesBefore[index + 1] ?? refreshes) - before,
			),
			captchaInits: count(ROUTES.captchaInits),
			aboutChecks: count(ROUTES.aboutChecks),
			calls: journal.count({ route: ROUTES.calls, status: 200 }),
			seconds,
		};
	}

	/** @returns what was wrong with the answer, if anything */
	private async execute(): Promise<string | undefined> {
		return await axios
			.post<unknown>(this.webhook, {}, { timeout: ANSWER_WITHIN_MS, validateStatus: () => true })
			.then(
				({ status, data }) =>
					status === 200 ? undefined : `${String(status)} ${JSON.stringify(data)}`,
				String,
			);
	}
}

/** Several calls in a row, each of which hands on one item. */
function workflowWith(path: string, credentialId: string): WorkflowJson {
	const webhook = {
		id: 'webhook',
		name: 'Webhook',
		type: 'n8n-nodes-base.webhook',
		typeVersion: 2,
		position: [0, 0],
		webhookId: path,
		parameters: { httpMethod: 'POST', path, responseMode: 'lastNode', options: {} },
	};
	const lists = Array.from({ length: CALLS_PER_EXECUTION }, (_, index) => ({
		id: `list-${String(index)}`,
		name: `List ${String(index)}`,
		type: 'n8n-nodes-pikpak.pikPak',
		typeVersion: 1,
		position: [200 * (index + 1), 0],
		parameters: { resource: 'task', operation: 'list', limit: 1 },
		credentials: { pikPakApi: { id: credentialId, name: CREDENTIAL_NAME } },
	}));
	const nodes = [webhook, ...lists];
	const connections = lists.map(({ name }, index) => [
		nodes[index]?.name,
		{ main: [[{ node: name, type: 'main', index: 0 }]] },
	]);
	return {
		name: path,
		nodes,
		connections: Object.fromEntries(connections) as Record<string, unknown>,
		settings: { executionOrder: 'v1' },
	};
}

/** n8n publishes in the background: until then, nobody listens. */
async function published(webhook: string): Promise<void> {
	const deadline = Date.now() + PUBLISHED_WITHIN_MS;
	while (Date.now() < deadline) {
		// As a browser asks which methods there are.
		const { headers } = await axios.options(webhook, { headers: { Origin: webhook } });
		if (String(headers['access-control-allow-methods']).includes('POST')) return;
		await new Promise((resolve) => setTimeout(resolve, 250));
	}
	throw new Error(`n8n does not listen at ${webhook}.`);
}
