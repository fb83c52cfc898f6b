import type { Call } from '../call';
import { concernsAccount, concernsAll } from '../errorKinds';
import { asPikPakError, PikPakError } from '../errors';
import { linkKey } from '../links/linkKey';
import { mayBeDone } from '../lostAnswer';
import { notTried } from '../notTried';
import type { WireTask } from '../wire';
import { KnownDownloads } from './knownDownloads';
import { createDownload, type Answered, type Download } from './newDownload';

/** What to do with a link that a task downloads, or has downloaded, already. */
export const ON_DUPLICATE = ['return', 'skip', 'add'] as const;
export type OnDuplicate = (typeof ON_DUPLICATE)[number];

/** What has become of a link. */
export type Added = Answered | { status: 'existing'; task: WireTask } | { status: 'skipped' };

/** How long to wait before each look for a download whose creation was not answered. */
const PAUSES_MS = [500, 1500, 3000];

/**
 * The downloads that an execution adds. The tasks of the account are listed once, and those that are added are remembered,
 * so that the same link twice is a duplicate as well. Not for two links at a time.
 */
export class NewDownloads {
	private known: KnownDownloads | undefined;
	/** By {@link linkKey}: those that have no task. */
	private readonly instant = new Map<string, Answered>();
	/** Why nothing else needs to be tried. */
	private refusal: PikPakError | undefined;

	/** @param sleep waits for so many milliseconds; throws if the execution is stopped */
	constructor(
		private readonly call: Call,
		private readonly sleep: (milliseconds: number) => Promise<void>,
	) {}

	/**
	 * Adds a download, unless there is one of the same content. An answer that is lost is looked for among the tasks before
	 * anything is repeated.
	 *
	 * @throws PikPakError
	 */
	async add(download: Download, onDuplicate: OnDuplicate): Promise<Added> {
		const { link } = download;
		const known = await this.ask(async () => await this.knownDownloads());
		const earlier =
			onDuplicate === 'add'
				? undefined
				: await this.ask(async () => await this.earlier(known, link));
		if (earlier !== undefined) return onDuplicate === 'skip' ? { status: 'skipped' } : earlier;
		if (this.refusal !== undefined) throw notTried(this.refusal);
		const added = await this.create(known, download, onDuplicate !== 'add');
		if (added instanceof PikPakError) throw added;
		this.refusal = undefined;
		if (added.status === 'created') known.add(added.task, link);
		else this.instant.set(linkKey(link), added);
		return added;
	}

	/** What cannot be read from the list of tasks for one link cannot be for another. */
	private async ask<Answer>(question: () => Promise<Answer>): Promise<Answer> {
		const answer = await question().catch(asPikPakError);
		if (!(answer instanceof PikPakError)) return answer;
		this.refusal ??= answer;
		this.known = undefined;
		throw answer;
	}

	private async knownDownloads(): Promise<KnownDownloads> {
		if (this.known === undefined && this.refusal !== undefined) throw notTried(this.refusal);
		this.known ??= await KnownDownloads.of(this.call);
		return this.known;
	}

	private async earlier(known: KnownDownloads, link: string): Promise<Added | undefined> {
		const task = await known.find(link);
		return task === undefined ? this.instant.get(linkKey(link)) : { status: 'existing', task };
	}

	private async create(
		known: KnownDownloads,
		download: Download,
		mayRepeat: boolean,
	): Promise<Answered | PikPakError> {
		for (let left = mayRepeat ? 2 : 1; ; left -= 1) {
			const answer = await createDownload(this.call, download);
			if (!(answer instanceof PikPakError)) return answer;
			const isLost = mayBeDone(answer);
			// Where the answer alone is lost, it may be for this link.
			const isForAll = isLost ? concernsAccount(answer) : concernsAll(answer);
			this.refusal = isForAll ? answer : undefined;
			if (!isLost) return answer;
			const task = await this.lookForNew(known, download.link);
			if (task !== undefined && !(task instanceof PikPakError)) return { status: 'created', task };
			if (task === undefined && left > 1) continue;
			// It may come to light before the next link is tried.
			this.known = undefined;
			return unanswered(answer, mayRepeat);
		}
	}

	/** @returns the task; undefined if there is none; why that is not known */
	private async lookForNew(
		known: KnownDownloads,
		link: string,
	): Promise<WireTask | undefined | PikPakError> {
		let seen: WireTask | undefined | PikPakError;
		for (const pause of PAUSES_MS) {
			await this.sleep(pause);
			seen = await known.lookForNew(link).catch(asPikPakError);
			if (seen !== undefined && !(seen instanceof PikPakError)) return seen;
		}
		return seen;
	}
}

function unanswered(
	{ reason, meaning, httpStatus, said }: PikPakError,
	mayRepeat: boolean,
): PikPakError {
	return new PikPakError(reason, {
		meaning: `${meaning} It is not known whether the link was added.`,
		advice: mayRepeat
			? 'Try again: if it was added after all, its task is found and nothing is added twice.'
			: 'Look at the list of tasks before you try again, since it would be added twice.',
		retry: mayRepeat ? 'minutes' : 'never',
		httpStatus,
		said,
	});
}
