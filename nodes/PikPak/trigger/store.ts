import type { IPollFunctions } from 'n8n-workflow';
import type { Remembered } from '../../../pikpak/watch/poll';
import { readStored, writeStored, type Stored } from '../../../pikpak/watch/state';

type Unnumbered<Kind extends Stored = Stored> = Kind extends Stored ? Omit<Kind, 'turn'> : never;

/**
 * Where a trigger keeps its state. n8n has two stores, and each loses what the other keeps: the one of the node goes by the
 * node's name, so renaming it loses the state; the one of the workflow is not part of the durable cursors of n8n 2, which save
 * the node's after each poll. So the state stands in both, and the newer one counts.
 */
export class StateStore {
	private readonly stores: Array<{ read: () => unknown; write: (text: string) => void }>;

	constructor(n8n: IPollFunctions) {
		const own = n8n.getWorkflowStaticData('node');
		const shared = n8n.getWorkflowStaticData('global');
		const key = `pikPakTrigger:${n8n.getNode().id}`;
		this.stores = [
			{ read: () => own['state'], write: (text) => (own['state'] = text) },
			{ read: () => shared[key], write: (text) => (shared[key] = text) },
		];
	}

	/** What was written last, in whichever store it is left. */
	read(): Remembered {
		const texts = this.stores.map((store) => store.read()).filter((text) => text !== undefined);
		return this.newest() ?? (texts.length > 0 ? 'unreadable' : undefined);
	}

	/** Assigns at once: n8n may save at any moment. */
	write(stored: Unnumbered): void {
		const turn = (this.newest()?.turn ?? 0) + 1;
		const text = writeStored({ ...stored, turn });
		for (const store of this.stores) store.write(text);
	}

	private newest(): Stored | undefined {
		return this.stores
			.flatMap((store) => readStored(store.read()) ?? [])
			.sort((one, other) => other.turn - one.turn)[0];
	}
}
