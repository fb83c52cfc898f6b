import axios from 'axios';
import type { WorkflowJson } from '../../scripts/n8n/rest.mjs';
import { ABOUT, CAPTCHA, LIST, REFRESH, SIGN_IN } from '../support/routes.mjs';
import { startSimulated, type Simulated } from '../support/simulated.mjs';
import { until } from '../support/until.mjs';
import { publishedWebhook, webhookNode } from '../support/webhook.mjs';
import { chain } from '../support/workflows.mjs';
import type { Cluster } from './cluster.mjs';

const CREDENTIAL_NAME = 'PikPak';
export const EXECUTIONS = 200;
const IN_FLIGHT = 20;
export const CALLS_PER_EXECUTION = 3;
export const EXPIRIES = 5;
/** The package waits for its turn under load, and ten seconds for a session of another process. */
const ANSWER_WITHIN_MS = 180_000;

const OTHER_THAN_SUCCESS = ['error', 'crashed', 'canceled', 'new', 'running', 'waiting'];

/** After how many ended executions the access tokens expire: evenly spread, with executions before and after each. */
const EXPIRE_AFTER = Array.from({ length: EXPIRIES }, (_, index) =>
	Math.round(((index + 1) * EXECUTIONS) / (EXPIRIES + 1)),
);

/** What came of a scenario; requests are those that the simulator has in its journal. */
export interface Outcome {
	/** How many executions n8n counts as successful. */
	succeeded: number;
	/** Ids of those that did not end so. */
	failed: string[];
	/** What the webhook answered, other than a result. */
	badAnswers: string[];
	/** How many executions each worker has begun. */
	begunByWorker: number[];
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
		const webhook = await publishedWebhook(url, path);
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
		const { rest, workers } = this.cluster;
		const started = Date.now();
		const begunEarlier = workers.map((worker) => worker.begun().length);
		const refreshesBefore = [0];
		const badAnswers: string[] = [];
		let begun = 0;
		let ended = 0;
		const lane = async () => {
			while (begun < EXECUTIONS) {
				begun++;
				const answer = await this.execute();
				if (answer !== undefined) badAnswers.push(answer);
				ended++;
			}
		};
		const expiries = async () => {
			for (const [index, count] of EXPIRE_AFTER.entries()) {
				await until(() => ended >= count, `${String(count)} executions`);
				refreshesBefore.push(journal.count({ route: REFRESH }));
				await expire(index + 1);
			}
		};
		await Promise.all([expiries(), ...Array.from({ length: IN_FLIGHT }, lane)]);

		const seconds = Math.round((Date.now() - started) / 1000);
		const count = (route: string) => journal.count({ route });
		const refreshes = count(REFRESH);
		return {
			succeeded: (await rest.executionsThat(this.workflowId, ['success'])).count,
			failed: (await rest.executionsThat(this.workflowId, OTHER_THAN_SUCCESS)).ids,
			badAnswers,
			begunByWorker: workers.map(
				(worker, index) => worker.begun().length - (begunEarlier[index] ?? 0),
			),
			signIns: count(SIGN_IN),
			refreshes,
			refreshesAccepted: journal.count({ route: REFRESH, status: 200 }),
			refreshesByExpiry: refreshesBefore.map(
				(before, index) => (refreshesBefore[index + 1] ?? refreshes) - before,
			),
			captchaInits: count(CAPTCHA),
			aboutChecks: count(ABOUT),
			calls: journal.count({ route: LIST, status: 200 }),
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
	const lists = Array.from({ length: CALLS_PER_EXECUTION }, (_, index) => ({
		name: `List ${String(index)}`,
		type: 'n8n-nodes-pikpak.pikPak',
		parameters: { resource: 'task', operation: 'list', limit: 1 },
		credentialId,
	}));
	return { ...chain(webhookNode(path), ...lists), name: path };
}
