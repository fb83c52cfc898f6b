import type { Call, DriveRequest } from '../../../pikpak/call.js';
import { errorFor } from '../../../pikpak/errors.js';
import type { WireTask } from '../../../pikpak/wire.js';
import { phasesIn } from '../watch/table.mjs';

/** A task from its beginning to its end, in milliseconds of the drive's clock. */
export interface Life {
	id: string;
	type: 'offline' | 'upload';
	/** When it begins to run. */
	runsAt: number;
	endsAt: number;
	end: 'complete' | 'error' | 'gone';
}

export type State = 'pending' | 'running' | Life['end'];

/** @returns how a task stands at a moment */
export function stateAt({ runsAt, endsAt, end }: Life, moment: number): State {
	if (moment >= endsAt) return end;
	return moment >= runsAt ? 'running' : 'pending';
}

/** A drive with a clock of its own, which passes only while somebody waits or is answered. */
export class LivingDrive {
	now = 0;
	/** The requests of each look; a new one begins after a pause. */
	readonly looks: Array<{ at: number; asked: DriveRequest[] }> = [];
	readonly pauses: number[] = [];
	/** How each task was last shown. */
	readonly shown = new Map<string, State>();

	/**
	 * @param lives the tasks, newest first
	 * @param trouble why a request is not answered, by its number from 0
	 * @param answersAfter how long an answer takes, in milliseconds
	 */
	constructor(
		private readonly lives: readonly Life[],
		private readonly trouble: (request: number) => Error | undefined = () => undefined,
		private readonly answersAfter = 0,
	) {
		this.begin();
	}

	readonly sleep = async (milliseconds: number): Promise<void> => {
		this.pauses.push(milliseconds);
		this.now += milliseconds;
		this.begin();
	};

	readonly call: Call = async (request) => {
		const number = this.looks.reduce((sum, { asked }) => sum + asked.length, 0);
		this.looks.at(-1)?.asked.push(request);
		const state = this.now;
		this.now += this.answersAfter;
		const failure = this.trouble(number);
		if (failure !== undefined) throw failure;
		const { path, query = {} } = request;
		if (path === '/drive/v1/tasks') return this.list(query, state);
		return this.one(path.replace('/drive/v1/tasks/', ''), state);
	};

	private begin(): void {
		this.looks.push({ at: this.now, asked: [] });
	}

	private list({ filters = '', type, with: embed }: Record<string, string>, moment: number) {
		const tasks = this.lives
			.filter((life) => life.type === (type ?? life.type))
			.map((life) => taskAt(life, moment, embed !== undefined))
			.filter(({ phase }) => phasesIn(filters).includes(String(phase)));
		if (embed === undefined) for (const { id } of tasks) this.show(id, moment);
		return { tasks, next_page_token: '' };
	}

	private one(id: string, moment: number): WireTask {
		const life = this.lives.find((candidate) => candidate.id === id);
		this.show(id, moment);
		if (life === undefined || stateAt(life, moment) === 'gone') throw errorFor('not_found');
		return taskAt(life, moment, false);
	}

	private show(id: string, moment: number): void {
		const life = this.lives.find((candidate) => candidate.id === id);
		this.shown.set(id, life === undefined ? 'gone' : stateAt(life, moment));
	}
}

function taskAt(life: Life, moment: number, embed: boolean): WireTask {
	const state = stateAt(life, moment);
	const { id, type } = life;
	return {
		id,
		type,
		name: `Name of ${id}`,
		phase: `PHASE_TYPE_${state.toUpperCase()}`,
		progress: state === 'running' ? 42 : 0,
		message: state === 'error' ? 'Storage space is not enough' : 'Saving',
		file_id: `file-${id}`,
		file_size: '5',
		created_time: '2026-11-24T10:00:00.000+08:00',
		...(embed && {
			reference_resource: { kind: 'drive#folder', id: `file-${id}`, parent_id: 'p', name: id },
		}),
	};
}
