import type { IDataObject, INode, IPollFunctions } from 'n8n-workflow';
import type { Remembered } from '../../../pikpak/watch/poll';
import { readStored, writeStored, type Stored } from '../../../pikpak/watch/state';
import type { TriggerMemory } from './memory';

type Unnumbered<Kind extends Stored = Stored> = Kind extends Stored ? Omit<Kind, 'turn'> : never;

/**
 * Where a trigger keeps its state. n8n has two stores, and each loses what the other keeps: the one of the node goes by the
 * node's name, so renaming it loses the state; the one of the workflow is not part of the durable cursors of n8n 2, which save
 * the node's after each poll. So the state stands in both, and the newer one counts, with one exception: a durable cursor is
 * saved together with the execution of its events or not at all, but the workflow's store even if that execution never comes.
 *
 * Without durable cursors n8n saves when a poll emits and when it activates the workflow, which it does with what it has saved.
 * What the polls since then have seen is kept by the process.
 */
export class StateStore {
	private readonly own: IDataObject;
	private readonly shared: IDataObject;
	private readonly node: Pick<INode, 'id' | 'name'>;
	/** What n8n has. */
	private saved: Saved | undefined;
	private latest: Stored | undefined;

	constructor(
		n8n: IPollFunctions,
		private readonly memory: TriggerMemory,
	) {
		this.own = n8n.getWorkflowStaticData('node');
		this.shared = n8n.getWorkflowStaticData('global');
		this.node = n8n.getNode();
		this.saved = this.newerOfBoth();
		const { quiet } = memory;
		const isContinued = this.saved !== undefined && quiet?.roots.includes(this.saved.text) === true;
		this.latest = isContinued ? readStored(quiet.text) : this.saved?.stored;
	}

	/** What was written last, in whichever place it is left. */
	read(): Remembered {
		const isLeft = this.ownText !== undefined || this.shared[this.key] !== undefined;
		return this.latest ?? (isLeft ? 'unreadable' : undefined);
	}

	/**
	 * Assigns at once: n8n may save at any moment.
	 *
	 * @param emits whether events go with it
	 * @param isFirst whether n8n saves it as the state of an activation
	 */
	write(stored: Unnumbered, { emits, isFirst }: { emits: boolean; isFirst: boolean }): void {
		const latest = { ...stored, turn: (this.latest?.turn ?? 0) + 1 };
		const text = writeStored(latest);
		const roots = this.memory.quiet?.roots ?? [];
		this.memory.quiet = {
			text,
			roots: emits ? [text] : isFirst ? [this.saved?.text, text] : roots,
		};
		this.saved = { text, stored: latest };
		this.latest = latest;
		this.own['state'] = text;
		this.own['node'] = this.node.id;
		this.shared[this.key] = text;
		this.shared[this.emitterKey] = emits ? this.node.name : '';
	}

	private newerOfBoth(): Saved | undefined {
		const own = parsed(this.ownText);
		const sharedText = this.shared[this.key];
		// As a rule both are the same.
		if (sharedText === own?.text) return own;
		const shared = parsed(sharedText);
		if (own === undefined || shared === undefined) return own ?? shared;
		const isAhead = shared.stored.turn > own.stored.turn;
		// Under another name, what is there under this one is of long ago.
		const isNotStored =
			this.shared[this.emitterKey] === this.node.name && shared.stored.turn === own.stored.turn + 1;
		return isAhead && !isNotStored ? shared : own;
	}

	/** Undefined if another node of this name has left it. */
	private get ownText(): unknown {
		const { node = this.node.id, state } = this.own;
		return node === this.node.id ? state : undefined;
	}

	private get key(): string {
		return `pikPakTrigger:${this.node.id}`;
	}

	/** The node's name when it last emitted, empty if it has not emitted the last time. */
	private get emitterKey(): string {
		return `${this.key}:emitter`;
	}
}

interface Saved {
	text: string;
	stored: Stored;
}

function parsed(text: unknown): Saved | undefined {
	const stored = readStored(text);
	return stored && typeof text === 'string' ? { text, stored } : undefined;
}
