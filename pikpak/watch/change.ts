import { isFinished, knownSize } from '../tasks/tasks';
import { readTask, type TaskFields, type WireTask } from '../wire';
import {
	attemptOf,
	created,
	ended,
	progressed,
	progressOf,
	removed,
	stalled,
	type TaskEvent,
	type WatchEvent,
} from './event';
import { fits, passes, type Candidate, type TaskFilter } from './filter';
import type { Course, Watched } from './state';

/** What a trigger wants to know. */
export interface WatchOptions {
	events: ReadonlySet<TaskEvent>;
	filter: TaskFilter;
	/** Per cent. */
	milestones: readonly number[];
	stalledAfterMs: number;
	/** The most events of one poll; `Infinity` for no limit. */
	maxEvents: number;
}

/** What has become of one task. */
export interface Change {
	id: string;
	isNew: boolean;
	/** Milliseconds since 1970; undefined if it is not known. */
	createdAt: number | undefined;
	events: WatchEvent[];
	/** Undefined if there is nothing to watch any more. */
	next: Watched | undefined;
}

/**
 * What has become of a task that was seen.
 *
 * @param before what is remembered of it; `new` and `retried` if it was not watched
 * @param now milliseconds since 1970, by the clock of n8n
 */
export function changeOf(
	wire: WireTask,
	before: Watched | 'new' | 'retried',
	options: WatchOptions,
	now: number,
): Change {
	const task = readTask(wire);
	const remembered = typeof before === 'string' ? undefined : before;
	const doesFit = fits(options.filter, candidateOf(task), remembered?.fits);
	const course = courseAfter(task, remembered, now);
	const isStalled =
		options.events.has('task.stalled') &&
		!isFinished(task) &&
		!course.stalled &&
		now - course.since >= options.stalledAfterMs;
	const happened = [
		...(before === 'new' ? [created(wire)] : []),
		...progressed(wire, options.milestones, {
			above: reachedBefore(task, remembered),
			upTo: progressOf(task),
		}),
		...(isStalled ? [stalled(wire, now)] : []),
		...ended(wire),
	];
	const events = inOrder(happened.filter((event) => isChosen(event, options)));
	const next: Watched = {
		attempt: attemptOf(task),
		fileId: task.fileId,
		fits: doesFit,
		...(needsCourse(options.events) && {
			course: { ...course, stalled: course.stalled || isStalled },
		}),
	};
	return {
		id: task.id,
		isNew: before === 'new',
		createdAt: task.createdAt,
		events: doesFit ? events : [],
		next: isFinished(task) ? undefined : next,
	};
}

/** A watched task that is gone. */
export function vanished(id: string, before: Watched, options: WatchOptions, now: number): Change {
	const { attempt, fileId, fits: didFit, course } = before;
	const event = removed(id, { attempt, fileId, ...course }, now);
	const tells = didFit !== false && isChosen(event, options);
	return {
		id,
		isNew: false,
		createdAt: undefined,
		events: tells ? [event] : [],
		next: undefined,
	};
}

/** What is remembered of a task that is unfinished when a watch begins. */
export function watchedFrom(wire: WireTask, options: WatchOptions, now: number): Watched {
	const task = readTask(wire);
	return {
		attempt: attemptOf(task),
		fileId: task.fileId,
		fits: fits(options.filter, candidateOf(task)),
		...(needsCourse(options.events) && { course: courseAfter(task, undefined, now) }),
	};
}

/** @returns whether somebody wants to know of such an event */
function isChosen(event: WatchEvent, { events, filter }: WatchOptions): boolean {
	return events.has(event.event) && passes(filter, event);
}

function candidateOf(task: TaskFields): Candidate {
	return {
		name: task.name,
		size: knownSize(task),
		sourceUrl: task.sourceUrl || null,
		folderId: task.hasReference ? task.parentFolderId : undefined,
	};
}

/** The per cent of this attempt that have been reported, or that lay before the watch. */
function reachedBefore(task: TaskFields, before: Watched | undefined): number {
	if (before?.attempt !== attemptOf(task)) return 0;
	return before.course?.progress ?? progressOf(task);
}

function courseAfter(task: TaskFields, before: Watched | undefined, now: number): Course {
	const progress = progressOf(task);
	const name = shortened(task.name);
	const course = before?.attempt === attemptOf(task) ? before.course : undefined;
	if (course === undefined || progress > course.progress)
		return { progress, since: now, stalled: false, name };
	return { ...course, since: Math.min(course.since, now), name };
}

function needsCourse(events: ReadonlySet<TaskEvent>): boolean {
	return events.has('task.progressed') || events.has('task.removed') || events.has('task.stalled');
}

/** In bytes of JSON: the state has 256 for a task. */
const NAME_AT_MOST = 120;

function shortened(name: string): string {
	const bytes = (text: string) => new TextEncoder().encode(JSON.stringify(text)).length - 2;
	if (bytes(name) <= NAME_AT_MOST) return name;
	let kept = '';
	for (const character of name) {
		if (bytes(kept + character) > NAME_AT_MOST - 3) break;
		kept += character;
	}
	return `${kept}…`;
}

/** Times come from two clocks, and the service's may be odd: what happens to one task happens in this order. */
function inOrder(events: WatchEvent[]): WatchEvent[] {
	let latest = -Infinity;
	return events.map((event) => {
		latest = Math.max(latest, event.occurredAt);
		return { ...event, occurredAt: latest };
	});
}
