import type { Simulator } from '../../simulator/simulator.mjs';
import type { Deed, Life } from './lives.mjs';

type StoredTask = ReturnType<Simulator['addTask']>;

/** How a task stands from a moment on. */
export interface Chapter {
	/** Milliseconds since 1970. */
	at: number;
	attempt: number;
	phase: 'pending' | 'running' | 'complete' | 'error' | 'removed';
	/** Per cent. */
	progress: number;
	message: string;
}

/** What has become of one task. */
export interface Story {
	id: string;
	name: string;
	url: string;
	size: number;
	createdAt: number;
	chapters: Chapter[];
}

const PHASES: Record<StoredTask['phase'], Chapter['phase']> = {
	PHASE_TYPE_PENDING: 'pending',
	PHASE_TYPE_RUNNING: 'running',
	PHASE_TYPE_COMPLETE: 'complete',
	PHASE_TYPE_ERROR: 'error',
};

/** Lets tasks live on a simulated PikPak, and keeps what has happened to them. */
export class Diary {
	readonly stories: Story[] = [];

	constructor(private readonly simulator: Simulator) {}

	/** @param createdAt now if left out */
	begin({ task }: Life, createdAt?: number): Story {
		const created = this.simulator.addTask({
			...task,
			...(createdAt !== undefined && { createdAt }),
		});
		const { id, name, url, size } = created;
		const chapters = [chapterOf(created, created.createdAt)];
		const story = { id, name, url, size, createdAt: created.createdAt, chapters };
		this.stories.push(story);
		return story;
	}

	apply({ id, chapters }: Story, deed: Deed): void {
		const { simulator } = this;
		if (deed.kind === 'remove') {
			simulator.remove(id);
			const [last] = chapters.slice(-1);
			if (last !== undefined) chapters.push({ ...last, at: simulator.now(), phase: 'removed' });
			return;
		}
		chapters.push(chapterOf(this.moved(id, deed), simulator.now()));
	}

	private moved(id: string, deed: Exclude<Deed, { kind: 'remove' }>): StoredTask {
		switch (deed.kind) {
			case 'progress':
				return this.simulator.progress(id, deed.percent);
			case 'fail':
				return this.simulator.fail(id, deed.message);
			case 'start':
			case 'finish':
			case 'retry':
				return this.simulator[deed.kind](id);
		}
	}
}

function chapterOf({ retries, phase, progress, message }: StoredTask, at: number): Chapter {
	return { at, attempt: retries, phase: PHASES[phase], progress, message };
}
