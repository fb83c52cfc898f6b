import { isFinished, type State, type StoredTask } from '../state.mjs';

/** The tasks of a drive in the two orders in which every request needs them. */
interface TaskOrder {
	/** In the order of the service's list as far as it is known. */
	readonly newestFirst: readonly StoredTask[];
	/** Those that had not finished when they were looked up, oldest first; some may have since. */
	readonly unfinished: readonly StoredTask[];
}

/**
 * Kept beside the state, which stays plain JSON: to look at each of 100,000 tasks took 50 milliseconds per request.
 * A reset and a restored snapshot bring another record, and so another order.
 */
const known = new WeakMap<State['tasks'], TaskOrder>();

/** Good until a task comes, goes or begins anew, see {@link forgetOrder}. */
export function orderOf({ tasks }: State): TaskOrder {
	const existing = known.get(tasks);
	if (existing !== undefined) return existing;
	const all = Object.values(tasks);
	const order = {
		unfinished: all.filter((task) => !isFinished(task)),
		newestFirst: all.reverse().sort((one, other) => other.createdAt - one.createdAt),
	};
	known.set(tasks, order);
	return order;
}

/** To be called by whatever adds a task, takes one away or begins one anew. */
export function forgetOrder({ tasks }: State): void {
	known.delete(tasks);
}
