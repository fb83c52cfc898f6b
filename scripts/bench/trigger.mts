import type { IDataObject, IPollFunctions } from 'n8n-workflow';
import type { Call } from '../../pikpak/call.js';
import type { TaskEvent, WatchEvent } from '../../pikpak/watch/event.js';
import { poll, StateStore, TriggerMemory } from './shipped.mjs';

const POLL_MS = 300_000;

/** The trigger as it polls, with the state where n8n keeps it. */
export class BenchedTrigger {
	/** What n8n stores of the workflow as JSON. */
	readonly staticData = { global: {} as IDataObject, 'node:PikPak Trigger': {} as IDataObject };
	private readonly store: InstanceType<typeof StateStore>;

	constructor(
		private readonly call: Call,
		private readonly events: ReadonlySet<TaskEvent>,
	) {
		const n8n: Pick<IPollFunctions, 'getNode' | 'getWorkflowStaticData'> = {
			getNode: () => ({
				id: '5b0b2a5e-7d0f-4f6e-9d68-2f9b1b6f2a10',
				name: 'PikPak Trigger',
				type: 'n8n-nodes-pikpak.pikPakTrigger',
				typeVersion: 1,
				position: [0, 0],
				parameters: {},
			}),
			getWorkflowStaticData: (scope) =>
				this.staticData[scope === 'global' ? 'global' : 'node:PikPak Trigger'],
		};
		this.store = new StateStore(n8n as IPollFunctions, new TriggerMemory());
	}

	/** The state as text. */
	get state(): string {
		return this.staticData['node:PikPak Trigger']['state'] as string;
	}

	async poll(): Promise<WatchEvent[]> {
		const { events, state } = await poll(
			{
				call: this.call,
				accountId: async () => 'XSimulatedUser01',
				now: Date.now,
				deadline: Date.now() + POLL_MS,
			},
			this.store.read(),
			{
				events: this.events,
				filter: { key: '' },
				milestones: this.events.has('task.progressed') ? [50] : [],
				stalledAfterMs: this.events.has('task.stalled') ? 3_600_000 : Infinity,
				maxEvents: Infinity,
				onActivation: { kind: 'fromNow' },
			},
		);
		this.store.write({ kind: 'watching', state }, { emits: events.length > 0, isFirst: false });
		return events;
	}

	/** Polls until nothing of the beginning is left in the state. */
	async settle(): Promise<void> {
		for (let polls = 0; polls < 3; polls++) await this.poll();
	}
}
