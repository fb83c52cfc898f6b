import type { Story } from './diary.mjs';
import { expectationsOf, isToldIn, tells, type Expectation, type Poll } from './oracle.mjs';
import type { Database, LogEntry, Row } from './records.mjs';
import type { Trigger } from './triggers.mjs';

/** A death of n8n, and what stood in its database then. */
export interface Kill {
	/** Milliseconds since 1970. */
	at: number;
	database: Database;
}

/** All that is known at the end. */
export interface Course {
	/** Of the beginning, which no workflow is told of that starts from now. */
	history: readonly Story[];
	stories: readonly Story[];
	log: readonly LogEntry[];
	kills: readonly Kill[];
	database: Database;
}

/** What one workflow was told. */
export interface Verdict {
	required: number;
	found: Set<string>;
	/** Required, and waiting for their turn in the state at the end. */
	waiting: string[];
	/** Neither found nor waiting, with what n8n's records show of it. */
	missing: Finding[];
	/** In two executions. */
	repeated: Finding[];
	/** Found, and never happened or not to be told. */
	unexpected: string[];
	polls: number;
	failedPolls: number;
	executions: number;
	/** Failed executions of a workflow that tolerates failures without end. */
	errors: number;
}

interface Finding {
	eventId: string;
	/** Set if n8n was killed between storing the state and the execution. */
	excuse: string | undefined;
}

/** Compares what one workflow was told with what has happened. */
export function judge(trigger: Trigger, workflowId: string, course: Course): Verdict {
	const { history, stories, log, kills, database } = course;
	const rows = database.rows.filter((row) => row.workflowId === workflowId);
	const told = rows.filter(({ eventIds }) => eventIds.length > 0);
	const entries = log.filter(({ workflow }) => workflow === trigger.name);
	const failures = [
		...entries.filter(({ kind }) => kind === 'failedPoll').map(({ at }) => at),
		...rows
			.filter(({ status, eventIds }) => status === 'error' && eventIds.length === 0)
			.map(({ createdAt }) => createdAt),
	];
	const polls = pollsIn(entries, failures, kills);
	const newSince = newSinceOf(trigger, history, polls);
	const isHistoryKnown = trigger.onActivation.onActivation !== 'newest' || wasStill(history, polls);
	const expectations = stories.flatMap((story) => {
		if (isHistoryKnown || !history.includes(story))
			return expectationsOf(story, trigger, polls, newSince);
		const possible = expectationsOf(story, trigger, polls, -Infinity);
		return possible.map((expectation) => ({ ...expectation, isRequired: false }));
	});
	const required = expectations.filter(({ isRequired }) => isRequired);
	const allowed = new Set(expectations.map(({ eventId }) => eventId));
	const found = new Set(told.flatMap(({ eventIds }) => eventIds));
	const queue = database.states.get(workflowId)?.queue ?? [];
	const waiting = queue.map(({ eventId }) => eventId).filter((eventId) => !found.has(eventId));
	const storyOf = new Map(stories.map((story) => [story.id, story]));

	return {
		required: required.length,
		found,
		waiting,
		missing: required
			.filter(({ eventId }) => !found.has(eventId) && !waiting.includes(eventId))
			.map((expectation) => ({ eventId: expectation.eventId, excuse: lost(expectation) })),
		repeated: [...found].flatMap((eventId) => {
			const times = told.flatMap(({ eventIds, createdAt }) =>
				eventIds.filter((id) => id === eventId).map(() => createdAt),
			);
			return times
				.slice(1)
				.map((at, index) => ({ eventId, excuse: twice(eventId, times[index] ?? 0, at) }));
		}),
		unexpected: [...found].filter((eventId) => !allowed.has(eventId)),
		polls: polls.length,
		failedPolls: polls.filter(({ hasFailed }) => hasFailed).length,
		executions: told.length,
		errors: rows.filter(({ status }) => status === 'error').length,
	};

	/** n8n had been handed events when it was killed, had stored the state, and had not stored the execution. */
	function lost({ eventId, happenedAt }: Expectation): string | undefined {
		const run = kills.findIndex(({ database: { states } }, index) => {
			const handed = entries.filter(
				(entry) => entry.kind === 'emit' && runOf(entry.at, kills) === index,
			);
			const stored = told.filter(({ createdAt }) => runOf(createdAt, kills) === index);
			// What an earlier poll had to tell does not count, but where events wait for their turn.
			const wasSeenBefore = polls.some(
				({ begun, over, hasFailed, run }) =>
					run === index && over !== undefined && !hasFailed && begun > happenedAt,
			);
			return (
				handed.length > stored.length &&
				isKnownTold(states.get(workflowId), eventId) &&
				(!wasSeenBefore || trigger.maxEvents > 0)
			);
		});
		return run < 0
			? undefined
			: `n8n was handed it, stored the state, and was killed before it stored an execution (kill ${String(run + 1)})`;
	}

	/** n8n had stored an execution when it was killed, and not the state. */
	function twice(eventId: string, first: number, second: number): string | undefined {
		const kill = kills.find(({ at }) => first <= at && at < second);
		if (kill === undefined || isKnownTold(kill.database.states.get(workflowId), eventId))
			return undefined;
		return `n8n stored the execution, and was killed before it stored the state (kill ${String(kills.indexOf(kill) + 1)})`;
	}

	function isKnownTold(
		state: Parameters<typeof isToldIn>[0] | undefined,
		eventId: string,
	): boolean {
		const story = storyOf.get(eventId.split(':')[0] ?? '');
		return state !== undefined && story !== undefined && isToldIn(state, eventId, story);
	}
}

function runOf(at: number, kills: readonly Kill[]): number {
	return kills.filter((kill) => kill.at < at).length;
}

function pollsIn(
	entries: readonly LogEntry[],
	failures: readonly number[],
	kills: readonly Kill[],
): Poll[] {
	const steps = entries.filter(({ kind }) => kind === 'poll' || kind === 'skippedPoll');
	// One that n8n began while the one before was not over did nothing.
	const begun = steps
		.filter(({ kind }, index) => kind === 'poll' && steps[index + 1]?.kind !== 'skippedPoll')
		.map(({ at }) => at);
	return begun.map((at, index) => {
		const run = runOf(at, kills);
		const next = begun[index + 1];
		const over = next !== undefined && runOf(next, kills) === run ? next : undefined;
		const hasFailed = failures.some((failure) => failure >= at && failure < (next ?? Infinity));
		return { begun: at, over, hasFailed, run };
	});
}

/** Whether nothing has happened to what was there until a poll had seen it: else it has other newest tasks with something to tell. */
function wasStill(history: readonly Story[], polls: readonly Poll[]): boolean {
	const activatedAt = polls[0]?.begun ?? Infinity;
	const seenAt =
		polls.find(({ over, hasFailed }) => over !== undefined && !hasFailed)?.over ?? Infinity;
	return history.every(({ chapters }) =>
		chapters.every(({ at }) => at < activatedAt || at > seenAt),
	);
}

/** From which creation time on tasks are new to a workflow. */
function newSinceOf(
	{ onActivation, ...trigger }: Trigger,
	history: readonly Story[],
	polls: readonly Poll[],
): number {
	const activatedAt = polls[0]?.begun ?? Infinity;
	switch (onActivation.onActivation) {
		case 'fromNow':
			return activatedAt;
		case 'since':
			return Date.parse(onActivation.since);
		case 'newest': {
			const telling = history
				.filter((story) => tells(story, { onActivation, ...trigger }, activatedAt))
				.sort((one, other) => other.createdAt - one.createdAt)
				.slice(0, onActivation.newest);
			const oldest = telling.at(-1);
			return oldest === undefined ? activatedAt : oldest.createdAt - 1;
		}
	}
}

/** Rows of several readings: an execution that was cut short may have lost its items since. */
export function mergedRows(readings: ReadonlyArray<readonly Row[]>): Row[] {
	const merged = new Map<string, Row>();
	for (const row of readings.flat()) {
		const eventIds = row.eventIds.length > 0 ? row.eventIds : (merged.get(row.id)?.eventIds ?? []);
		merged.set(row.id, { ...row, eventIds });
	}
	return [...merged.values()];
}
