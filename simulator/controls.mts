import { confirmCaptcha } from './account/captcha.mjs';
import { CLIENTS, type ClientName } from './account/clients.mjs';
import { endAccess, issuePersonalToken, issueRefreshToken } from './account/tokens.mjs';
import { addContent, NewContent } from './drive/contents.mjs';
import { myPack, removeFile } from './drive/files.mjs';
import { settle } from './drive/settle.mjs';
import { orderOf } from './drive/taskOrder.mjs';
import {
	createTask,
	createTasks,
	FAILURE_MESSAGES,
	fileOf,
	moveTo,
	removeTask,
	renameResult,
	retryTask,
	type NewTask,
} from './drive/tasks.mjs';
import { ServiceFailure } from './failure.mjs';
import type { Fault, Faults } from './faults.mjs';
import type { Journal } from './journal.mjs';
import type { Secrets } from './secrets.mjs';
import { sow, type Seed } from './seeds.mjs';
import {
	entryOf,
	State,
	type Phase,
	type Risk,
	type StoredContent,
	type StoredFile,
	type StoredTask,
} from './state.mjs';
import type { World } from './world.mjs';

/** A control was told to do what cannot be done. */
export class ControlError extends Error {}

const ACTIVE = ['PHASE_TYPE_PENDING', 'PHASE_TYPE_RUNNING'] as const;

const SECONDS_PER_DAY = 86_400;

/**
 * What an experimenter can do to the simulated service behind its back. Whatever takes the id of a task throws a
 * {@link ControlError} if there is no such task, or if it is not in a phase for that. Tasks and files come as copies.
 */
export class Controls {
	readonly journal: Journal;

	readonly #world: World;

	readonly #faults: Faults;

	readonly #beginning: { seed: Seed; clock: () => number };

	/** @param beginning what a reset goes back to: a seed, and the injected clock in milliseconds since 1970 */
	constructor(
		world: World,
		faults: Faults,
		journal: Journal,
		beginning: { seed: Seed; clock: () => number },
	) {
		this.#world = world;
		this.#faults = faults;
		this.journal = journal;
		this.#beginning = beginning;
	}

	/** @returns all that the service knows, as plain JSON; faults and journal are not of the service */
	snapshot(): State {
		settle(this.#world);
		return structuredClone(this.#world.state);
	}

	/** @throws ZodError if it is not a snapshot */
	restore(snapshot: unknown): void {
		this.#world.state = State.parse(snapshot);
		this.#world.secrets.noteAll(this.#world.state);
	}

	/** Back to the beginning: a fresh drive, no switch, no fault, no secret, an empty journal, the clock as injected. */
	reset(seed = this.#beginning.seed): void {
		sow(this.#world, seed, this.#beginning.clock());
		this.#faults.clear();
		this.#world.secrets.clear();
		this.journal.clear();
	}

	/** @returns milliseconds since 1970, on the simulator's clock */
	now(): number {
		return this.#world.now();
	}

	/** Sets the clock forward by so many milliseconds. */
	advance(ms: number): void {
		this.#world.state.clockOffset += ms;
	}

	/** @returns who may sign in */
	account(): State['account'] {
		return { ...this.#world.state.account };
	}

	/**
	 * Everything that a client must not let out, to search for in what it has let out.
	 *
	 * @returns the password, the newest 10,000 tokens of each kind that were ever given out, and device ids of requests
	 */
	secrets(): { password: string } & ReturnType<Secrets['all']> {
		return { password: this.#world.state.account.password, ...this.#world.secrets.all() };
	}

	/** @returns the switches as they stand */
	switches(): Pick<State, 'risk' | 'personNeeded'> {
		const { risk, personNeeded } = this.#world.state;
		return { risk: { ...risk }, personNeeded };
	}

	/** @returns all tasks, newest first */
	tasks(): StoredTask[] {
		settle(this.#world);
		return orderOf(this.#world.state).newestFirst.map((task) => ({ ...task }));
	}

	/** @returns what a task makes or has made; undefined if it failed, or if the file was deleted */
	file(id: string): StoredFile | undefined {
		const file = fileOf(this.#world, this.#task(id));
		return file && { ...file };
	}

	/** Puts a task on the drive, with its file in "My Pack", as the phone app would. It costs nothing of the free plan. */
	addTask(task: NewTask = {}): StoredTask {
		return { ...createTask(this.#world, task, myPack(this.#world).id) };
	}

	/** Puts many tasks on the drive, quickly. */
	addTasks(tasks: readonly NewTask[]): StoredTask[] {
		const added = createTasks(this.#world, tasks, myPack(this.#world).id);
		return added.map((task) => ({ ...task }));
	}

	/**
	 * Tells what a link leads to: for the preview, for downloads to come, and for waiting ones once they begin.
	 *
	 * @throws ControlError if that was told before, since a task may rest on it
	 */
	addContent(content: NewContent): StoredContent {
		const added = addContent(this.#world, NewContent.parse(content));
		if (added === undefined) throw new ControlError('This link has a content already');
		return structuredClone(added);
	}

	/** A waiting task begins to download. */
	start(id: string): StoredTask {
		return this.#push(id, ['PHASE_TYPE_PENDING'], 'PHASE_TYPE_RUNNING');
	}

	/** A task downloads, and is so far: 0 to 100. */
	progress(id: string, percent: number): StoredTask {
		return this.#push(id, ACTIVE, 'PHASE_TYPE_RUNNING', { progress: percent });
	}

	/** A task is done, whatever there is of room on the drive. */
	finish(id: string): StoredTask {
		return this.#push(id, ACTIVE, 'PHASE_TYPE_COMPLETE');
	}

	/** A task fails. @param message the reason, in PikPak's words */
	fail(id: string, message: string = FAILURE_MESSAGES[0]): StoredTask {
		return this.#push(id, ACTIVE, 'PHASE_TYPE_ERROR', { message });
	}

	/** Starts a task again, whatever phase it is in; from now on it moves only when it is told to. */
	retry(id: string): StoredTask {
		const task = this.#task(id);
		return { ...asControl(() => retryTask(this.#world, task, 'manual')) };
	}

	/** The user gives what a task makes or has made another name, which an unfinished task takes over. */
	rename(id: string, name: string): StoredTask {
		const task = this.#task(id);
		asControl(() => renameResult(this.#world, task.fileId, name));
		return { ...task };
	}

	/** The user deletes a task. @param options whether a finished file goes with it; it stays if nothing is said */
	remove(id: string, { withFile = false }: { withFile?: boolean | undefined } = {}): void {
		removeTask(this.#world, this.#task(id), withFile);
	}

	/** The user deletes the file that a finished task has made, for good. */
	deleteFile(id: string): void {
		removeFile(this.#world, this.#madeFile(id).id);
	}

	/** The user puts the file that a finished task has made in the trash. */
	trashFile(id: string): void {
		this.#madeFile(id).trashed = true;
	}

	/** @returns a refresh token as that program of PikPak gets it by a sign-in elsewhere */
	newRefreshToken({ client }: { client: ClientName }): string {
		return issueRefreshToken(this.#world, { clientId: CLIENTS[client].id, deviceId: '' });
	}

	/** @returns a personal access token as the user makes it in PikPak's settings, good for so many days */
	newPersonalToken({ days = 90 }: { days?: number | undefined } = {}): string {
		return issuePersonalToken(this.#world, days * SECONDS_PER_DAY);
	}

	/** All access tokens are expired from now on, but the personal ones. */
	expireAccessTokens(): void {
		endAccess(this.#world, 'session');
	}

	/** The user takes all personal access tokens back. */
	revokePersonalTokens(): void {
		endAccess(this.#world, 'personal');
	}

	/** No refresh token works any more. */
	revokeRefreshTokens(): void {
		this.#world.state.refreshes = {};
	}

	/** Whether drive calls demand a captcha token, and with which status. */
	risk(risk: Risk): void {
		this.#world.state.risk = { ...risk };
	}

	/** Whether signing in takes a person. */
	personNeeded(on: boolean): void {
		this.#world.state.personNeeded = on;
	}

	/**
	 * A person opens the link of a captcha request and presses its button.
	 *
	 * @returns the captcha token that the person gets, good for one attempt to sign in
	 * @throws ControlError if the link is no such link, or too old
	 */
	confirm(link: string): string {
		const token = URL.canParse(link) ? new URL(link).searchParams.get('captcha_token') : null;
		const confirmed = confirmCaptcha(this.#world, token ?? '');
		if (confirmed === undefined) {
			throw new ControlError('No captcha token of this link waits for a person');
		}
		return confirmed;
	}

	/** A fault of the same name is replaced. */
	addFault(fault: Fault): void {
		this.#faults.add(fault);
	}

	/** @returns whether there was such a fault */
	removeFault(name: string): boolean {
		return this.#faults.remove(name);
	}

	/** @returns the faults in force; those with a number of times show what is left of it */
	faults(): Fault[] {
		return this.#faults.all();
	}

	#task(id: string): StoredTask {
		settle(this.#world);
		const task = entryOf(this.#world.state.tasks, id);
		if (task === undefined) throw new ControlError(`There is no task "${id}"`);
		return task;
	}

	/** What a finished task has made, to be done away with. */
	#madeFile(id: string): StoredFile {
		const task = this.#task(id);
		const file = fileOf(this.#world, task);
		if (task.phase !== 'PHASE_TYPE_COMPLETE' || file === undefined) {
			throw new ControlError(`The task "${task.name}" has made no file that could be deleted`);
		}
		return file;
	}

	/** Takes a task out of the life it leads by itself, into a phase. */
	#push(
		id: string,
		from: readonly Phase[],
		to: Phase,
		news: { progress?: number; message?: string } = {},
	): StoredTask {
		const task = this.#task(id);
		if (!from.includes(task.phase)) {
			throw new ControlError(`"${task.name}" is in ${task.phase}, not in ${from.join(' or ')}`);
		}
		task.life = 'manual';
		return { ...moveTo(this.#world, task, to, { at: this.#world.now(), ...news }) };
	}
}

/** Does what a caller of the service could do as well. @throws ControlError where the service would refuse */
function asControl<T>(work: () => T): T {
	try {
		return work();
	} catch (error) {
		throw error instanceof ServiceFailure ? new ControlError(error.message) : error;
	}
}
