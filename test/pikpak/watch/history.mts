import fc from 'fast-check';
import { TASK_EVENTS, type TaskEvent } from '../../../pikpak/watch/event.js';
import type { Simulator } from '../../../simulator/simulator.mjs';
import { ControlError } from '../../../simulator/controls.mjs';

const MOVES = ['start', 'finish', 'fail', 'retry', 'deleteFile', 'trashFile'] as const;

/** Something that a user, or PikPak, does to one of the tasks; the number chooses among those there have ever been. */
export type Act =
	| { do: 'create'; name: string; end: 'none' | 'complete' | 'error'; sameMoment: boolean }
	| { do: (typeof MOVES)[number]; task: number }
	| { do: 'progress'; task: number; percent: number }
	| { do: 'rename'; task: number; name: string }
	| { do: 'remove'; task: number; withFile: boolean };

type Step =
	| { kind: 'act'; act: Act }
	/** n8n polls; meanwhile things happen before its requests, or one of them and all later ones get no answer. */
	| { kind: 'poll'; meanwhile: Array<{ before: number; act: Act }>; failsFrom: number | undefined }
	/** n8n ends and starts again: in good order, without what it has not saved, or without the last that it saved. */
	| { kind: 'restart'; how: 'stopped' | 'killed' | 'killed while saving' };

export interface History {
	steps: Step[];
	/** The most tasks on a page, whatever is asked for. */
	pageSize: number;
	maxEvents: number;
	/** Events that are chosen, by a bit mask. */
	chosen: number;
	/** A name must contain it. */
	name: string;
	since: 'now' | 'the beginning';
}

/** @returns the events of a bit mask */
export function chosenEvents(mask: number): TaskEvent[] {
	return TASK_EVENTS.filter((_, index) => (mask & (1 << index)) !== 0);
}

const names = fc.constantFrom(
	'alpha.mkv',
	'beta.iso',
	'alphabet.txt',
	`${'β'.repeat(100)} alpha.bin`,
);
const task = fc.nat({ max: 12 });

const acts: fc.Arbitrary<Act> = fc.oneof(
	{
		weight: 5,
		arbitrary: fc.record({
			do: fc.constant('create' as const),
			name: names,
			end: fc.constantFrom('none' as const, 'none' as const, 'complete' as const, 'error' as const),
			sameMoment: fc.boolean(),
		}),
	},
	{
		weight: 9,
		arbitrary: fc.record({
			do: fc.constantFrom(...MOVES),
			task,
		}),
	},
	{
		weight: 3,
		arbitrary: fc.record({
			do: fc.constant('progress' as const),
			task,
			percent: fc.nat({ max: 100 }),
		}),
	},
	{
		weight: 3,
		arbitrary: fc.record({ do: fc.constant('remove' as const), task, withFile: fc.boolean() }),
	},
	{
		weight: 1,
		arbitrary: fc.record({
			do: fc.constantFrom('deleteFile' as const, 'trashFile' as const),
			task,
		}),
	},
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('rename' as const), task, name: names }) },
);

type Meanwhile = Array<{ before: number; act: Act }>;

const meanwhile: fc.Arbitrary<Meanwhile> = fc.array(
	fc.record({ before: fc.nat({ max: 6 }), act: acts }),
	{ maxLength: 3 },
);

const steps: fc.Arbitrary<Step> = fc.oneof(
	{ weight: 8, arbitrary: fc.record({ kind: fc.constant('act' as const), act: acts }) },
	{
		weight: 8,
		arbitrary: fc.record({
			kind: fc.constant('poll' as const),
			meanwhile: fc.oneof(
				{ weight: 3, arbitrary: fc.constant<Meanwhile>([]) },
				{ weight: 1, arbitrary: meanwhile },
			),
			failsFrom: fc.option(fc.nat({ max: 4 }), { freq: 6, nil: undefined }),
		}),
	},
	{
		weight: 1,
		arbitrary: fc.record({
			kind: fc.constant('restart' as const),
			how: fc.constantFrom('stopped' as const, 'killed' as const, 'killed while saving' as const),
		}),
	},
);

/** Lives of a drive and of the n8n that watches it. */
export const histories: fc.Arbitrary<History> = fc.record({
	steps: fc.array(steps, { maxLength: 40 }),
	pageSize: fc.constantFrom(1, 2, 3, 10_000),
	maxEvents: fc.constantFrom(Infinity, Infinity, 1, 2, 5),
	chosen: fc.oneof(fc.constant(63), fc.integer({ min: 1, max: 63 })),
	name: fc.constantFrom('', '', 'alpha'),
	since: fc.constantFrom('now' as const, 'now' as const, 'the beginning' as const),
});

/** What histories are drawn with, which is printed. The same unless the environment says another: a failure can be seen again. */
export function drawnSeed(histories: number): number {
	const seed = Number(process.env['SEED'] ?? 20_261_124);
	process.stderr.write(`${String(histories)} histories with SEED=${String(seed)}\n`);
	return seed;
}

/** Milliseconds since 1970, and how they pass. */
export interface Clock {
	now: () => number;
	pass: (milliseconds: number) => void;
}

/** A clock that passes when it is told to. */
export function clockFrom(start: string): Clock {
	let now = Date.parse(start);
	return { now: () => now, pass: (milliseconds) => (now += milliseconds) };
}

/** A drive that lives by acts. */
export class Drive {
	/** Every task that there has ever been, with its creation time. */
	readonly tasks: Array<{ id: string; createdAt: number }> = [];

	constructor(
		private readonly simulator: Simulator,
		private readonly clock: Clock,
	) {}

	/** Does it, if it can be done. */
	apply(act: Act): void {
		try {
			this.attempt(act);
		} catch (error) {
			// The task is gone, or in another phase.
			if (!(error instanceof ControlError)) throw error;
		}
	}

	/** @returns the tasks that are on the drive */
	existing(): Map<string, number> {
		return new Map(this.simulator.tasks().map(({ id, createdAt }) => [id, createdAt]));
	}

	private attempt(act: Act): void {
		if (act.do === 'create') {
			if (!act.sameMoment) this.clock.pass(1000);
			const { id, createdAt } = this.simulator.addTask({ name: act.name });
			this.tasks.push({ id, createdAt });
			if (act.end === 'complete') this.simulator.finish(id);
			if (act.end === 'error') this.simulator.fail(id);
			return;
		}
		const chosen = this.tasks[act.task % this.tasks.length];
		if (chosen === undefined) return;
		this.clock.pass(100);
		this.change(chosen.id, act);
	}

	private change(id: string, act: Exclude<Act, { do: 'create' }>): void {
		switch (act.do) {
			case 'progress':
				this.simulator.progress(id, act.percent);
				return;
			case 'rename':
				this.simulator.rename(id, act.name);
				return;
			case 'remove':
				this.simulator.remove(id, { withFile: act.withFile });
				return;
			default:
				this.simulator[act.do](id);
		}
	}
}
