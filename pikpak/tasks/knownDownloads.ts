import type { Call } from '../call';
import { linkKey } from '../links/linkKey';
import { readTask, type TaskFields, type WireTask } from '../wire';
import { listTasks, type TaskQuery } from './tasks';

/** All downloads of an account, as one request tells them. PikPak cannot be asked for a link. */
const DOWNLOADS: TaskQuery = {
	phases: [],
	type: 'offline',
	thumbnailSize: 'small',
	withReferenceResource: false,
};

/** The downloads of an account that are known, by what they download. */
export class KnownDownloads {
	private readonly ids = new Set<string>();
	private readonly byKey = new Map<string, WireTask>();

	/**
	 * Lists those that the account has.
	 *
	 * @throws PikPakError
	 */
	static async of(call: Call): Promise<KnownDownloads> {
		const known = new KnownDownloads();
		for await (const task of listTasks(call, DOWNLOADS)) known.add(task, readTask(task).sourceUrl);
		return known;
	}

	/** @param link what it downloads, which the answer to its creation does not tell */
	add(task: WireTask, link: string): void {
		this.ids.add(task.id);
		const key = linkKey(link);
		const other = this.byKey.get(key);
		if (other === undefined || isBetter(readTask(task), readTask(other))) this.byKey.set(key, task);
	}

	/** @returns the download of the same content: the newest that has not failed, else the newest; undefined if there is none */
	find(link: string): WireTask | undefined {
		return this.byKey.get(linkKey(link));
	}

	/**
	 * Looks for a download of the same content that has come since.
	 *
	 * @throws PikPakError
	 */
	async lookForNew(call: Call, link: string): Promise<WireTask | undefined> {
		const key = linkKey(link);
		for await (const task of listTasks(call, DOWNLOADS)) {
			if (!this.ids.has(task.id) && linkKey(readTask(task).sourceUrl) === key) return task;
		}
		return undefined;
	}
}

function isBetter(one: TaskFields, other: TaskFields): boolean {
	const hasFailed = one.phase === 'error';
	if (hasFailed !== (other.phase === 'error')) return !hasFailed;
	return (one.createdAt ?? 0) > (other.createdAt ?? 0);
}
