import fc from 'fast-check';
import type { WireTask } from '../../../pikpak/wire.js';

/** Something that happens on a drive between two polls, or a poll. Numbers choose among the tasks there are. */
export type Step =
	| { kind: 'create'; phase: 'PENDING' | 'RUNNING' | 'COMPLETE' | 'ERROR'; sameMoment: boolean }
	| { kind: 'move'; task: number; to: 'RUNNING' | 'COMPLETE' | 'ERROR' }
	| { kind: 'retry'; task: number }
	| { kind: 'remove'; task: number }
	| { kind: 'poll'; shuffle: number };

export const steps: fc.Arbitrary<Step[]> = fc.array(
	fc.oneof(
		{
			weight: 3,
			arbitrary: fc
				.constant('poll')
				.chain(() => fc.record({ kind: fc.constant('poll' as const), shuffle: fc.nat() })),
		},
		{
			weight: 3,
			arbitrary: fc.record({
				kind: fc.constant('create' as const),
				phase: fc.constantFrom(
					'PENDING' as const,
					'RUNNING' as const,
					'COMPLETE' as const,
					'ERROR' as const,
				),
				sameMoment: fc.boolean(),
			}),
		},
		{
			weight: 4,
			arbitrary: fc.record({
				kind: fc.constant('move' as const),
				task: fc.nat(),
				to: fc.constantFrom('RUNNING' as const, 'COMPLETE' as const, 'ERROR' as const),
			}),
		},
		{ weight: 2, arbitrary: fc.record({ kind: fc.constant('retry' as const), task: fc.nat() }) },
		{ weight: 1, arbitrary: fc.record({ kind: fc.constant('remove' as const), task: fc.nat() }) },
	),
	{ maxLength: 60 },
);

/** A drive that lives by steps, as the service would show it. */
export class Drive {
	tasks: WireTask[] = [];
	private made = 0;
	private files = 0;
	private now = Date.parse('2026-11-24T10:00:00Z');

	/** Does a step; a poll changes nothing. */
	apply(step: Step): void {
		switch (step.kind) {
			case 'create':
				if (!step.sameMoment) this.now += 1000;
				this.tasks = [this.create(step.phase), ...this.tasks];
				break;
			case 'move':
				this.change(step.task, (task) => (isFinal(task) ? task : this.moved(task, step.to)));
				break;
			case 'retry':
				this.change(step.task, (task) =>
					task['phase'] === 'PHASE_TYPE_ERROR' ? this.retried(task) : task,
				);
				break;
			case 'remove':
				if (this.tasks.length > 0)
					this.tasks = this.tasks.filter((_, index) => index !== step.task % this.tasks.length);
				break;
			case 'poll':
		}
	}

	private create(phase: string): WireTask {
		return {
			id: `task-${String(++this.made)}`,
			phase: `PHASE_TYPE_${phase}`,
			file_id: `file-${String(++this.files)}`,
			params: {},
			created_time: this.time(),
			updated_time: this.time(),
		};
	}

	private change(choice: number, to: (task: WireTask) => WireTask): void {
		const chosen = this.tasks.length === 0 ? -1 : choice % this.tasks.length;
		this.tasks = this.tasks.map((task, index) => (index === chosen ? to(task) : task));
	}

	private moved(task: WireTask, phase: string): WireTask {
		this.now += 1000;
		return { ...task, phase: `PHASE_TYPE_${phase}`, updated_time: this.time() };
	}

	private retried(task: WireTask): WireTask {
		this.now += 1000;
		const params = task['params'] as { retry_times?: string };
		return {
			...task,
			phase: 'PHASE_TYPE_PENDING',
			file_id: `file-${String(++this.files)}`,
			params: { retry_times: String(Number(params.retry_times ?? 0) + 1) },
			updated_time: this.time(),
		};
	}

	private time(): string {
		return new Date(this.now + 8 * 3_600_000).toISOString().replace('Z', '+08:00');
	}
}

export function isFinal(task: WireTask): boolean {
	return ['PHASE_TYPE_COMPLETE', 'PHASE_TYPE_ERROR'].includes(String(task['phase']));
}
