import type { IDataObject, INode, IPollFunctions } from 'n8n-workflow';
import type { Remembered } from '../../../pikpak/watch/poll';
import { readStored, writeStored, type Stored } from '../../../pikpak/watch/state';

type Unnumbered<Kind extends Stored = Stored> = Kind extends Stored ? Omit<Kind, 'turn'> : never;

/**
 * Where a trigger keeps its state. n8n has two stores, and each loses what the other keeps: the one of the node goes by the
 * node's name, so renaming it loses the state; the one of the workflow is not part of the durable cursors of n8n 2, which save
 * the node's after each poll. So the state stands in both, and the newer one counts, with one exception: a durable cursor is
 * saved together with the execution of its events or not at all, but the workflow's store even if that execution never comes.
 */
export class StateStore {
	private readonly own: IDataObject;
	private readonly shared: IDataObject;
	private readonly node: Pick<INode, 'id' | 'name'>;

	constructor(n8n: IPollFunctions) {
		this.own = n8n.getWorkflowStaticData('node');
		this.shared = n8n.getWorkflowStaticData('global');
		this.node = n8n.getNode();
	}

	/** What was written last and has been saved, in whichever store it is left. */
	read(): Remembered {
		const isLeft = this.own['state'] !== undefined || this.shared[this.key] !== undefined;
		return this.newest() ?? (isLeft ? 'unreadable' : undefined);
	}

	/**
	 * Assigns at once: n8n may save at any moment.
	 *
	 * @param emits whether events go with it
	 */
	write(stored: Unnumbered, { emits }: { emits: boolean }): void {
		const turn = (this.newest()?.turn ?? 0) + 1;
		const text = writeStored({ ...stored, turn });
		this.own['state'] = text;
		this.shared[this.key] = text;
		this.shared[this.emitterKey] = emits ? this.node.name : '';
	}

	private newest(): Stored | undefined {
		const own = readStored(this.own['state']);
		const shared = readStored(this.shared[this.key]);
		if (own === undefined || shared === undefined) return own ?? shared;
		// Under another name, what is there under this one is of long ago.
		if (this.shared[this.emitterKey] === this.node.name) return own;
		return shared.turn > own.turn ? shared : own;
	}

	private get key(): string {
		return `pikPakTrigger:${this.node.id}`;
	}

	/** The node's name when it last emitted, empty if it has not emitted the last time. */
	private get emitterKey(): string {
		return `${this.key}:emitter`;
	}
}
