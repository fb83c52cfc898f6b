import type { WatchState } from '../../pikpak/watch/state.js';
import type { Chapter, Story } from './diary.mjs';
import { MILESTONES, type Trigger } from './triggers.mjs';

/** A poll of one workflow. Milliseconds since 1970. */
export interface Poll {
	begun: number;
	/** When the next one of the same process of n8n began: this one was over by then. Undefined if there was none. */
	over: number | undefined;
	hasFailed: boolean;
	/** Which process of n8n it was, counted from 0. */
	run: number;
}

interface WholePoll extends Poll {
	over: number;
}

export interface Expectation {
	eventId: string;
	/** Milliseconds since 1970. */
	happenedAt: number;
	/** Whether it must be found; otherwise it may. */
	isRequired: boolean;
}

/**
 * What a trigger has to tell of a task, and what it may tell.
 *
 * It must tell what stood there during a whole poll that has succeeded. Of what n8n forgets when it is killed that is not
 * enough: n8n stores a trigger's state only when the trigger has told something. So what became of a retried task, of one that
 * had gone by, or of one that was removed must be told only if the process that saw it unfinished also saw the rest.
 */
export function expectationsOf(
	story: Story,
	trigger: Trigger,
	polls: readonly Poll[],
	newSince: number,
): Expectation[] {
	const activatedAt = polls[0]?.begun ?? Infinity;
	const whole = polls.filter(
		(poll): poll is WholePoll => poll.over !== undefined && !poll.hasFailed,
	);
	const within = (from: number, to: number) =>
		whole.filter(({ begun, over }) => begun > from && over < to);
	const fit = fitOf(story, trigger);
	const isNew = story.createdAt > newSince;
	const expectations: Expectation[] = [];
	const expect = (
		event: Trigger['events'][number],
		rest: string,
		happenedAt: number,
		isRequired: boolean,
	) => {
		if (!trigger.events.includes(event)) return;
		expectations.push({
			eventId: `${story.id}:${event}:${rest}`,
			happenedAt,
			isRequired: isRequired && fit === 'fits',
		});
	};
	if (fit === 'fitsNever') return [];

	const attempts = attemptsOf(story);
	if (isNew) {
		const { createdAt } = story;
		expect('task.created', '0', createdAt, within(createdAt, removalOf(story)).length > 0);
	}
	for (const { attempt, begins, ends, leaves, chapters, outcome } of attempts) {
		const seenUnfinished = within(begins, ends);
		/** Whether what is so from a moment on, until the attempt is left, must be found. */
		const isFound = (from: number) => {
			const next = whole.find(({ begun }) => begun > from);
			if (next === undefined || next.over >= leaves) return false;
			if (isNew && attempt === 0) return true;
			return seenUnfinished.some(({ run }) => run === next.run);
		};
		const number = String(attempt);
		const isHistory = !isNew && ends < activatedAt;
		if (outcome === 'complete' && fit === 'fits' && !isHistory)
			expect('task.completed', number, ends, isFound(ends));
		if (outcome === 'error' && fit === 'fits' && !isHistory && hasReason(chapters, trigger))
			expect('task.failed', number, ends, isFound(ends));
		for (const milestone of fit === 'fits' && !isHistory ? MILESTONES : []) {
			const reached = chapters.find((chapter) => reachedIn(chapter) >= milestone);
			if (reached === undefined) continue;
			expect(
				'task.progressed',
				`${number}:${String(milestone)}`,
				reached.at,
				(isNew || attempt > 0) && isFound(reached.at),
			);
		}
		for (const progress of new Set(chapters.map((chapter) => chapter.progress)))
			expect('task.stalled', `${number}:${String(progress)}`, begins, false);
		if (removalOf(story) < Infinity && !(outcome === 'complete' && leaves === removalOf(story)))
			expect('task.removed', number, leaves, outcome === 'removed' && isRemovalFound(leaves));

		function isRemovalFound(removedAt: number): boolean {
			const next = whole.find(({ begun }) => begun > removedAt);
			return next !== undefined && seenUnfinished.some(({ run }) => run === next.run);
		}
	}
	return expectations;
}

/** Whether a task that is there when a watch begins has something to tell. */
export function tells(story: Story, trigger: Trigger, at: number): boolean {
	const chapters = story.chapters.filter((chapter) => chapter.at < at);
	const isWaiting = chapters.at(-1)?.phase === 'pending';
	if (!isWaiting && fitOf(story, trigger) === 'fitsWhileWaiting') return false;
	return expectationsOf({ ...story, chapters }, trigger, [], -Infinity).some(
		({ eventId }) => !/:task\.(stalled|removed):/.test(eventId),
	);
}

interface Attempt {
	attempt: number;
	begins: number;
	/** When it finished or was removed. */
	ends: number;
	/** When another one began, or it was removed. */
	leaves: number;
	outcome: 'complete' | 'error' | 'removed' | 'none';
	chapters: Chapter[];
}

function attemptsOf({ chapters }: Story): Attempt[] {
	const numbers = [...new Set(chapters.map(({ attempt }) => attempt))];
	return numbers.map((attempt) => {
		const own = chapters.filter((chapter) => chapter.attempt === attempt);
		const end = own.find(({ phase }) => ['complete', 'error', 'removed'].includes(phase));
		const removal = own.find(({ phase }) => phase === 'removed')?.at ?? Infinity;
		const next = chapters.find((chapter) => chapter.attempt > attempt)?.at ?? Infinity;
		return {
			attempt,
			begins: own[0]?.at ?? Infinity,
			ends: end?.at ?? Infinity,
			leaves: Math.min(removal, next),
			outcome: (end?.phase ?? 'none') as Attempt['outcome'],
			chapters: own,
		};
	});
}

function removalOf({ chapters }: Story): number {
	return chapters.find(({ phase }) => phase === 'removed')?.at ?? Infinity;
}

function reachedIn({ phase, progress }: Chapter): number {
	return phase === 'complete' ? 100 : progress;
}

const MEGABYTE = 1_000_000;

/** Whether a task passes the filters; one of another size may, as long as it waits and PikPak does not tell its size. */
function fitOf(
	{ name, url, size }: Story,
	{ filters }: Trigger,
): 'fits' | 'fitsWhileWaiting' | 'fitsNever' {
	const { nameContains = '', nameMatches = '', sources, minSize = 0, maxSize = Infinity } = filters;
	const source = /^(magnet|ed2k):/.exec(url)?.[1] ?? 'web';
	const isOther =
		!name.toLowerCase().includes(nameContains.toLowerCase()) ||
		!new RegExp(nameMatches, 'i').test(name) ||
		!(sources?.includes(source) ?? true);
	if (isOther) return 'fitsNever';
	const megabytes = size / MEGABYTE;
	return megabytes >= minSize && megabytes <= maxSize ? 'fits' : 'fitsWhileWaiting';
}

const REASONS: Record<string, string> = {
	'Save failed, retry please': 'save_failed',
	'Storage space is not enough': 'file_space_not_enough',
	task_url_resolve_error: 'task_url_resolve_error',
	file_maybe_ads: 'file_maybe_ads',
};

function hasReason(chapters: readonly Chapter[], { filters: { reasons } }: Trigger): boolean {
	const message = chapters.find(({ phase }) => phase === 'error')?.message ?? '';
	return reasons?.includes(REASONS[message] ?? '') ?? true;
}

/** @returns whether a stored state says that an event has been told, so that it will not be told again */
export function isToldIn(state: WatchState, eventId: string, { id, createdAt }: Story): boolean {
	if (state.queue.some((event) => event.eventId === eventId)) return false;
	const [, event, attempt, reached] = eventId.split(':');
	const watched = state.watched.get(id);
	if (watched === undefined) return createdAt <= state.floor || state.known.has(id);
	if (event === 'task.created' || Number(attempt) < watched.attempt) return true;
	if (event !== 'task.progressed' || Number(attempt) > watched.attempt) return false;
	return (watched.course?.progress ?? 0) >= Number(reached);
}
