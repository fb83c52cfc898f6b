import type { State } from '../state.mjs';
import type { World } from '../world.mjs';

/** pikpak-kotlin; measured, without a date. */
const AT_ONCE = 8;

/** How many answers are under way for each link. */
class Connections {
	readonly #open = new Map<string, number>();

	/** @returns undefined if the link has as many as it may have */
	take(link: string): Connection | undefined {
		const open = this.#open.get(link) ?? 0;
		if (open >= AT_ONCE) return undefined;
		this.#open.set(link, open + 1);
		return new Connection(() => {
			this.#end(link);
		});
	}

	#end(link: string): void {
		const left = (this.#open.get(link) ?? 1) - 1;
		if (left > 0) this.#open.set(link, left);
		else this.#open.delete(link);
	}
}

/** Kept beside the state, which stays plain JSON: a reset and a restored snapshot bring another one, with nothing under way. */
const known = new WeakMap<State, Connections>();

/** The answers that are under way for a drive. */
export function connectionsOf({ state }: World): Connections {
	const existing = known.get(state);
	if (existing !== undefined) return existing;
	const connections = new Connections();
	known.set(state, connections);
	return connections;
}

class Connection {
	readonly #end: () => void;

	constructor(end: () => void) {
		this.#end = end;
	}

	/** Sends piece by piece, as fast as somebody reads; the connection is over when all is sent or nobody reads any more. */
	stream(pieces: Iterator<Buffer, undefined>): ReadableStream<Uint8Array> {
		const end = this.#end;
		return new ReadableStream({
			pull(controller) {
				const { value } = pieces.next();
				if (value !== undefined) {
					controller.enqueue(value);
					return;
				}
				end();
				controller.close();
			},
			cancel: end,
		});
	}
}
