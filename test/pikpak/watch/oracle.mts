import type { TaskEvent } from '../../../pikpak/watch/event.js';

/** A task as an answer has shown it last. */
export interface Shown {
	phase: string;
	attempt: number;
	progress: number;
	name: string;
	createdAt: number;
	fileId: string;
}

/** What one poll was answered: by task, the last that was shown of it. */
export interface Answers {
	tasks: Map<string, Shown>;
	/** Asked for by its id, and not there; with the name of its file if that is complete. */
	gone: Map<string, { completeFile: string | undefined; wasFileAsked: boolean }>;
}

/** What is known of a task that was shown in a poll that succeeded. */
interface Memory {
	attempt: number;
	progress: number;
	since: number;
	isStallTold: boolean;
	isWatched: boolean;
	fits: boolean;
	fileId: string;
	/** It changed while the watch began: whether it is watched cannot be said. */
	isUnsure: boolean;
}

interface Poll {
	now: number;
	answers: Answers;
	isQuiet: boolean;
	before: ReadonlyMap<string, number>;
}

export interface Settings {
	events: readonly TaskEvent[];
	name: string;
	milestones: readonly number[];
	stalledAfterMs: number;
	maxEvents: number;
}

/**
 * What a trigger must say, by a memory that forgets nothing: every task that was ever shown, and all that was ever said. It knows
 * of no floor, no page and no state.
 */
export class Oracle {
	/** Undefined until the first poll that succeeded. */
	private newAfter: number | undefined;
	private startedAt: number | undefined;
	private memories = new Map<string, Memory>();
	/** How often a task was there and not shown. */
	private missed = new Map<string, number>();
	/** Said or to be said, by event id; false while it waits. */
	private said = new Map<string, boolean>();
	/** What may be said or not: the lists have changed while they were read. */
	private allowed = new Set<string>();

	constructor(
		private readonly settings: Settings,
		private readonly since: 'now' | 'the beginning',
	) {}

	/** As it is now, to come back to when n8n has lost what came after. */
	clone(): Oracle {
		const copy = new Oracle(this.settings, this.since);
		copy.newAfter = this.newAfter;
		copy.startedAt = this.startedAt;
		copy.memories = new Map([...this.memories].map(([id, memory]) => [id, { ...memory }]));
		copy.missed = new Map(this.missed);
		copy.said = new Map(this.said);
		copy.allowed = new Set(this.allowed);
		return copy;
	}

	get waiting(): string[] {
		return [...this.said].filter(([, isSaid]) => !isSaid).map(([id]) => id);
	}

	/** A poll has failed. */
	fail(now: number): void {
		if (this.newAfter === undefined) this.startedAt ??= now;
	}

	/**
	 * A poll has succeeded.
	 *
	 * @param poll `before` are the tasks that were there when it began
	 * @param existing all tasks that were there at its end; by id, with their creation times
	 * @param isQuiet whether nothing has happened while it was under way
	 */
	succeed(poll: Poll, existing: ReadonlyMap<string, number>, emitted: readonly string[]): void {
		const isFirst = this.newAfter === undefined;
		this.newAfter ??= this.since === 'the beginning' ? 1 : (this.startedAt ?? edgeOf(poll.before));
		if (poll.isQuiet) this.checkThatAllWasAsked(poll.answers, existing);
		const before = this.waiting;
		const expected = this.expectedOf(poll, isFirst);
		this.check(emitted, before, expected);
		for (const id of existing.keys())
			if (!this.memories.has(id))
				this.missed.set(id, (this.missed.get(id) ?? 0) + (isFirst ? 2 : 1));
	}

	private checkThatAllWasAsked(answers: Answers, existing: ReadonlyMap<string, number>): void {
		for (const [id, { isWatched, fileId }] of this.memories) {
			if (!isWatched) continue;
			const gone = answers.gone.get(id);
			if (!answers.tasks.has(id) && gone === undefined)
				throw new Error(`The watched task ${id} was not looked up.`);
			if (gone !== undefined && fileId !== '' && !gone.wasFileAsked && this.wantsFiles)
				throw new Error(`The file of ${id} was not looked up.`);
		}
		for (const [id, createdAt] of existing) {
			const isNew = createdAt > (this.newAfter ?? 0) && !this.memories.has(id);
			if (isNew && !answers.tasks.has(id)) throw new Error(`The new task ${id} was not listed.`);
		}
	}

	private get wantsFiles(): boolean {
		return this.isChosen('task.completed') || this.isChosen('task.removed');
	}

	private expectedOf(poll: Poll, isFirst: boolean): Map<string, boolean> {
		const { answers, isQuiet } = poll;
		const expected = new Map<string, boolean>();
		const expect = (ids: string[], isSure: boolean) => {
			for (const id of ids) expected.set(id, isSure);
		};
		for (const [id, shown] of answers.tasks) {
			const isUnsure = this.memories.get(id)?.isUnsure === true;
			const isSure = (isQuiet || !isFirst) && !this.wasMissed(id) && !isUnsure;
			expect(this.eventsOf(id, shown, poll, isFirst), isSure);
		}
		for (const [id, { completeFile, wasFileAsked }] of answers.gone) {
			const memory = this.memories.get(id);
			if (memory === undefined) continue;
			// Its file could not be asked for: the next poll will.
			if (memory.fileId !== '' && !wasFileAsked) continue;
			if (completeFile !== undefined) {
				const { attempt, fileId } = memory;
				const shown = {
					phase: 'complete',
					attempt,
					progress: 100,
					name: completeFile,
					createdAt: 0,
					fileId,
				};
				const isSure = (isQuiet || !isFirst) && !memory.isUnsure;
				expect(this.eventsOf(id, shown, poll, isFirst), isSure);
				continue;
			}
			const { isWatched, isUnsure, fits } = memory;
			if ((isWatched || isUnsure) && fits && this.isChosen('task.removed'))
				expected.set(`${id}:task.removed:${String(memory.attempt)}`, !isUnsure);
			memory.isWatched = false;
		}
		return expected;
	}

	/** Whether two polls in a row, or the first one, did not show it: it changed while they were reading. */
	private wasMissed(id: string): boolean {
		return (this.missed.get(id) ?? 0) >= 2;
	}

	/** What has become of a task that was shown; remembers it. */
	private eventsOf(id: string, shown: Shown, { now, isQuiet }: Poll, isFirst: boolean): string[] {
		const { phase, attempt, createdAt } = shown;
		const before = this.memories.get(id);
		// One more task of the last moment before the watch can come after its first look.
		const newAfter = (this.newAfter ?? 0) - (isFirst ? 0 : 1);
		const isNew = before === undefined && (createdAt > newAfter || this.wasMissed(id));
		const isFinished = phase === 'complete' || phase === 'error';
		const progress = phase === 'complete' ? 100 : shown.progress;
		const isSame = before?.attempt === attempt && before.isWatched;
		// What it had come to when the watch began is history; later, it is an old task that somebody retried.
		const isHistory = before === undefined && !isNew && isFirst && isQuiet;
		const told = isSame ? before.progress : isHistory ? progress : 0;
		const since = isSame && progress <= before.progress ? before.since : now;
		const isStallTold = isSame && since === before.since && before.isStallTold;
		const isStalled = !isFinished && !isStallTold && now - since >= this.settings.stalledAfterMs;
		const fits = shown.name.includes(this.settings.name);
		// While the watch begins, what happens meanwhile may be seen or not.
		const isLoose = isFirst && !isQuiet;
		const isMaybeWatched = before?.isWatched === true || before?.isUnsure === true;
		const concerns = isNew || isMaybeWatched || !isFinished || isLoose;
		this.memories.set(id, {
			attempt,
			progress: isSame ? Math.max(progress, before.progress) : progress,
			since,
			isStallTold: isStallTold || (isStalled && this.isChosen('task.stalled')),
			isWatched: !isFinished,
			fits,
			fileId: shown.fileId,
			isUnsure: isLoose,
		});
		if (!concerns || !fits) return [];
		const passed = this.settings.milestones.filter((at) => at > told && at <= progress);
		return [
			...(isNew ? [`${id}:task.created:0`] : []),
			...passed.map((at) => `${id}:task.progressed:${String(attempt)}:${String(at)}`),
			...(isStalled ? [`${id}:task.stalled:${String(attempt)}:${String(shown.progress)}`] : []),
			...(phase === 'complete' ? [`${id}:task.completed:${String(attempt)}`] : []),
			...(phase === 'error' ? [`${id}:task.failed:${String(attempt)}`] : []),
		].filter((event) => this.isChosen(event.split(':')[1] ?? ''));
	}

	private isChosen(event: string): boolean {
		return this.settings.events.some((name) => name === event);
	}

	private check(
		emitted: readonly string[],
		waitingBefore: readonly string[],
		expected: ReadonlyMap<string, boolean>,
	): void {
		for (const [id, isSure] of expected) {
			if (!isSure) this.allowed.add(id);
			else if (!this.said.has(id)) this.said.set(id, false);
			else throw new Error(`The history asks for ${id} twice.`);
		}
		for (const id of emitted) {
			if (this.said.get(id) === true) throw new Error(`${id} came twice.`);
			if (!this.said.has(id) && !this.allowed.has(id)) throw new Error(`${id} has not happened.`);
			this.checkOrder(id);
			this.said.set(id, true);
		}
		if (emitted.length > this.settings.maxEvents) throw new Error('More came than may at once.');
		const left = this.waiting;
		if (emitted.length < this.settings.maxEvents && left.length > 0)
			throw new Error(`${left.join(', ')} did not come.`);
		const isYoungerSaid = emitted.some((id) => expected.has(id));
		if (isYoungerSaid && left.some((id) => waitingBefore.includes(id)))
			throw new Error(`${left.join(', ')} did not come first.`);
	}

	/** A task is created before it is anything else, and what was said of an attempt ends with its end. */
	private checkOrder(id: string): void {
		const [task = '', event = '', attempt = ''] = id.split(':');
		const own = [...this.said].filter(([other, isSaid]) => isSaid && other.startsWith(`${task}:`));
		if (event === 'task.created' && own.length > 0)
			throw new Error(`${id} came after something else of the task.`);
		const isOver = own.some(([other]) =>
			['completed', 'failed', 'removed'].some((end) => other === `${task}:task.${end}:${attempt}`),
		);
		if (isOver) throw new Error(`${id} came after the end of the attempt.`);
	}
}

/** From now on means: after the newest task that there is. */
function edgeOf(existing: ReadonlyMap<string, number>): number {
	return Math.max(0, ...existing.values());
}
