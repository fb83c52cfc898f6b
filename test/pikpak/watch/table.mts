import type { Call, DriveRequest } from '../../../pikpak/call.js';
import { errorFor, type PikPakError } from '../../../pikpak/errors.js';
import type { WireTask } from '../../../pikpak/wire.js';

/** What is answered to a request for one thing. */
export type Answer = Record<string, unknown> | Error;

/** A drive that is a table of answers. */
export class Table {
	/** Every request until now. */
	readonly asked: DriveRequest[] = [];

	/**
	 * @param tasks what the lists show, in this order
	 * @param others answers by path; a task that is listed is shown by its id, and anything else is not found
	 * @param pageSize the most tasks on a page, whatever is asked for
	 */
	constructor(
		public tasks: WireTask[] = [],
		private readonly others: Record<string, Answer> = {},
		private readonly pageSize = Infinity,
	) {}

	readonly call: Call = async (request) => {
		this.asked.push(request);
		const answer = this.answerTo(request);
		if (answer instanceof Error) throw answer;
		return answer;
	};

	/** The paths that were asked for, without the lists. */
	get lookedUp(): string[] {
		return this.asked.map(({ path }) => path).filter((path) => path !== LISTS);
	}

	/** The queries of the lists that were asked for. */
	get lists(): Array<Record<string, string>> {
		return this.asked.filter(({ path }) => path === LISTS).map(({ query = {} }) => query);
	}

	private answerTo({ path, query = {} }: DriveRequest): Answer {
		if (path === LISTS) return this.page(query);
		const other = this.others[path];
		return other ?? this.tasks.find(({ id }) => path === taskPath(id)) ?? NOT_FOUND;
	}

	private page({ filters = '', limit = '', page_token: start = '0' }: Record<string, string>) {
		const phases = phasesIn(filters);
		const tasks = this.tasks.filter(({ phase }) => phases.includes(String(phase)));
		const end = Number(start) + Math.min(this.pageSize, Number(limit));
		return {
			tasks: tasks.slice(Number(start), end),
			next_page_token: end < tasks.length ? String(end) : '',
		};
	}
}

const LISTS = '/drive/v1/tasks';
const NOT_FOUND: PikPakError = errorFor('not_found', { httpStatus: 404 });

export function taskPath(id: string): string {
	return `${LISTS}/${id}`;
}

export function filePath(id: string): string {
	return `/drive/v1/files/${id}`;
}

/** @returns the phases that a filter lets through */
export function phasesIn(filters: string): string[] {
	const { phase } = JSON.parse(filters) as { phase: { eq?: string; in?: string } };
	return (phase.eq ?? phase.in ?? '').split(',');
}
