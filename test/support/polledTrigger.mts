import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { TASK_EVENTS } from '../../pikpak/watch/event.js';
import type { Simulator, SimulatorOptions } from '../../simulator/simulator.mjs';
import { pass } from './clock.mjs';
import { CredentialDatabase } from './credentialsHelper.mjs';
import { bootN8n, stored, type N8nProcess, type PollRun, type StaticData } from './n8n.mjs';
import { startSimulated, stopSimulated, type Simulated } from './simulated.mjs';

export const ALL_EVENTS = [...TASK_EVENTS];
export const ENDS = ['task.created', 'task.completed', 'task.failed'];

const database = new CredentialDatabase();

let n8n: N8nProcess;
let made = 0;

beforeAll(async () => {
	n8n = await bootN8n(database);
});

afterEach(async () => {
	expect(await stopSimulated()).toEqual([]);
});

/** A trigger of an active workflow, with a PikPak of its own. Time passes before each poll. */
export class PolledTrigger {
	staticData: StaticData = { node: {}, global: {} };
	node: { id: string; name: string };
	readonly credentialId: string;

	private constructor(
		public pikpak: Simulated,
		public parameters: INodeParameters,
	) {
		const number = String(++made);
		this.node = { id: `node-${number}`, name: `Trigger no. ${number} of this file` };
		this.credentialId = `credential-${number}`;
		this.signInto(pikpak);
	}

	/** Sets a trigger up that was never polled. */
	static async make(
		parameters: INodeParameters = {},
		options: SimulatorOptions = {},
	): Promise<PolledTrigger> {
		return new PolledTrigger(await startSimulated(options), parameters);
	}

	/** Sets a trigger up that was polled once, on the drive as it is then. */
	static async begin(...setting: Parameters<typeof PolledTrigger.make>): Promise<PolledTrigger> {
		const trigger = await PolledTrigger.make(...setting);
		await trigger.poll();
		return trigger;
	}

	get simulator(): Simulator {
		return this.pikpak.simulator;
	}

	/** A person chooses an account. */
	signInto(pikpak: Simulated): void {
		this.pikpak = pikpak;
		database.create(this.credentialId, pikpak.credential);
	}

	editCredential(fields: Record<string, string>): void {
		database.edit(this.credentialId, fields);
	}

	/** A person changes the node and publishes the workflow again. */
	change(parameters: INodeParameters): void {
		this.parameters = { ...this.parameters, ...parameters };
		this.activate();
	}

	/** n8n activates the workflow once more, with what it has stored. */
	activate(): void {
		this.staticData = stored(this.staticData);
	}

	/** n8n ends, and starts with what it has stored. */
	async restart(): Promise<void> {
		this.activate();
		n8n = await bootN8n(database);
	}

	async poll(run: Partial<PollRun> = {}): Promise<INodeExecutionData[] | null> {
		pass();
		return await n8n.poll({
			credentialId: this.credentialId,
			staticData: this.staticData,
			parameters: this.parameters,
			node: this.node,
			...run,
		});
	}

	/** What a poll emits, as `event name`, with the milestone if there is one. */
	async found(run: Partial<PollRun> = {}): Promise<string[]> {
		const items = (await this.poll(run)) ?? [];
		return items.map(({ json }) => {
			const { event, task, milestone } = json as {
				event: string;
				task: { name: string };
				milestone?: number;
			};
			return [event, task.name, ...(milestone === undefined ? [] : [String(milestone)])].join(' ');
		});
	}

	/** The stored state, as text. */
	get state(): string {
		return JSON.stringify(this.staticData);
	}

	/** What it has written to n8n's log as warnings. */
	get warnings(): string[] {
		return n8n.warnings.filter((sentence) => sentence.startsWith(this.node.name));
	}

	/** Which requests a poll sends, by route. */
	async requests(run: Partial<PollRun> = {}): Promise<string[]> {
		const before = this.simulator.journal.entries().length;
		await this.poll(run);
		return this.simulator.journal
			.entries()
			.slice(before)
			.map(({ route }) => route);
	}

	/** Every list that PikPak is asked for is answered like this, until `mend`. */
	breakLists(effect: Parameters<Simulator['addFault']>[0]['effect'], times?: number): void {
		this.simulator.addFault({
			name: 'broken lists',
			match: { path: '/drive/v1/tasks' },
			effect,
			...(times !== undefined && { times }),
		});
	}

	mend(): void {
		this.simulator.removeFault('broken lists');
	}
}
