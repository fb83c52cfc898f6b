import type { Call } from '../call';
import { linkKey } from '../links/linkKey';
import { readTask, type TaskFields, type WireTask } from '../wire';
import { DOWNLOADS, listTasks } from './tasks';

/** The downloads of an account that are known, by what they download. */
export class KnownDownloads {
	private readonly ids = new Set<string>();
	private readonly byKey = new Map<string, WireTask[]>();
	/** Ids of tasks that have failed, or whose files have been deleted; undefined as long as nobody has asked. */
	private withoutFile: ReadonlySet<string> | undefined;

	private constructor(private readonly call: Call) {}

	/**
	 * Lists those that the account has, in one request as a rule: PikPak cannot be asked for a link.
	 *
	 * @throws PikPakError
	 */
	static async of(call: Call): Promise<KnownDownloads> {
		const known = new KnownDownloads(call);
		for await (const tasks of listTasks(call, DOWNLOADS))
			for (const task of tasks) known.add(task, readTask(task).sourceUrl);
		return known;
	}

	/** @param link what it downloads, which the answer to its creation does not tell */
	add(task: WireTask, link: string): void {
		this.ids.add(task.id);
		const key = linkKey(link);
		// Nobody asks for a task of which it is not told what it downloads.
		if (key === '') return;
		const same = this.byKey.get(key);
		if (same === undefined) this.byKey.set(key, [task]);
		else same.push(task);
	}

	/**
	 * Finds a download of the same content. One whose file has been deleted since is none any more.
	 *
	 * @returns the newest that has not failed, else the newest; undefined if there is none
	 * @throws PikPakError
	 */
	async find(link: string): Promise<WireTask | undefined> {
		const same = (this.byKey.get(linkKey(link)) ?? []).map((wire) => ({ wire, ...readTask(wire) }));
		if (!same.some(isComplete)) return same.sort(byWorth)[0]?.wire;
		this.withoutFile ??= await this.listThoseWithoutFile();
		const { withoutFile } = this;
		const left = same.filter((task) => !(isComplete(task) && withoutFile.has(task.id)));
		return left.sort(byWorth)[0]?.wire;
	}

	/** A finished task shows what has become of its file only if the file is asked for with it. */
	private async listThoseWithoutFile(): Promise<ReadonlySet<string>> {
		const ids = new Set<string>();
		const query = { ...DOWNLOADS, withReferenceResource: true };
		for await (const tasks of listTasks(this.call, query))
			for (const task of tasks) if (hasFailed(readTask(task))) ids.add(task.id);
		return ids;
	}

	/**
	 * Looks for a download of the same content that has come since.
	 *
	 * @throws PikPakError
	 */
	async lookForNew(link: string): Promise<WireTask | undefined> {
		const key = linkKey(link);
		const isIt = (task: WireTask) =>
			!this.ids.has(task.id) && linkKey(readTask(task).sourceUrl) === key;
		for await (const tasks of listTasks(this.call, DOWNLOADS)) {
			const found = tasks.find(isIt);
			if (found !== undefined) return found;
		}
		return undefined;
	}
}

function isComplete({ phase }: TaskFields): boolean {
	return phase === 'complete';
}

function hasFailed({ phase }: TaskFields): boolean {
	return phase === 'error';
}

function byWorth(one: TaskFields, other: TaskFields): number {
	return (
		Number(hasFailed(one)) - Number(hasFailed(other)) ||
		(other.createdAt ?? 0) - (one.createdAt ?? 0)
	);
}
