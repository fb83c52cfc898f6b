import { z } from 'zod/v4';
import { entryOf, isFinished, Life, Phase, type StoredFile, type StoredTask } from '../state.mjs';
import { newDriveId, type World } from '../world.mjs';
import { contentOf, sizeOfContent, unpack } from './contents.mjs';
import {
	addFile,
	freeName,
	removeFile,
	renameFile,
	requireFolder,
	takenNames,
	type TakenNames,
} from './files.mjs';
import { kindOf, type Kind } from './media.mjs';
import { isSource, nameOf } from './source.mjs';
import { forgetOrder, orderOf } from './taskOrder.mjs';

/** Reasons for a failure, as they were seen on the wire or stand among the constants of a client. */
export const FAILURE_MESSAGES = [
	'Save failed, retry please',
	'Storage space is not enough',
	'task_url_resolve_error',
	'file_maybe_ads',
] as const;

/** A task to put on the drive. What is left out is made up. */
export const NewTask = z.strictObject({
	name: z.string().min(1).optional(),
	url: z.string().refine(isSource, 'This is not a link that PikPak takes').optional(),
	type: z.enum(['offline', 'upload']).optional(),
	/** PENDING if left out. */
	phase: Phase.optional(),
	/** Per cent. */
	progress: z.int().min(0).max(100).optional(),
	/** Bytes. */
	size: z.int().min(0).optional(),
	message: z.string().optional(),
	/** Milliseconds since 1970; now if left out. */
	createdAt: z.number().optional(),
	/** As `createdAt` if left out. */
	updatedAt: z.number().optional(),
	/** `manual` if left out. */
	life: Life.optional(),
});
export type NewTask = z.infer<typeof NewTask>;

/**
 * Puts tasks on the drive, each with the file that it makes or has made.
 *
 * @param parentId the folder of the files; empty: the root
 */
export function createTasks(
	world: World,
	newTasks: readonly NewTask[],
	parentId: string,
): StoredTask[] {
	const taken = takenNames(world, parentId);
	return newTasks.map((newTask) => createTask(world, newTask, parentId, taken));
}

/** @param taken the names in the folder; collected if left out, see {@link takenNames} */
export function createTask(
	world: World,
	newTask: NewTask,
	parentId: string,
	taken: TakenNames = takenNames(world, parentId),
): StoredTask {
	const url = newTask.url ?? `magnet:?xt=urn:btih:${randomHash(world)}`;
	const createdAt = newTask.createdAt ?? world.now();
	const task: StoredTask = {
		id: newDriveId(world),
		type: newTask.type ?? 'offline',
		name: newTask.name ?? nameOf(url),
		url,
		size: newTask.size ?? Math.floor((0.1 + 4 * world.random()) * 1e9),
		phase: 'PHASE_TYPE_PENDING',
		progress: 0,
		message: 'Saving',
		parentId,
		fileId: '',
		retries: 0,
		createdAt,
		updatedAt: createdAt,
		life: newTask.life ?? 'manual',
		bornAt: createdAt,
		content: '',
	};
	const content = contentOf(world, url);
	if (content !== undefined && (content.known || newTask.name !== undefined)) {
		task.name = newTask.name ?? content.name;
		task.size = sizeOfContent(content);
		task.content = content.source;
	}
	task.name = addPlaceholder(world, task, taken).name;
	world.state.tasks[task.id] = task;
	forgetOrder(world.state);
	const { phase = task.phase, progress, message, updatedAt = createdAt } = newTask;
	return moveTo(world, task, phase, { at: updatedAt, progress, message });
}

function addPlaceholder(world: World, task: StoredTask, taken: TakenNames): StoredFile {
	const file = addFile(
		world,
		{
			kind: kindOfTask(world, task),
			parentId: task.parentId,
			name: task.name,
			phase: task.phase,
			size: task.size,
			url: task.url,
			createdAt: task.updatedAt,
		},
		taken,
	);
	task.fileId = file.id;
	return file;
}

/** What a task makes, as far as it is known; what was made as a folder stays one under any name. */
export function kindOfTask(world: World, task: StoredTask): Kind {
	return (
		fileOf(world, task)?.kind ??
		entryOf(world.state.contents, task.content)?.kind ??
		kindOf(task.url, task.name)
	);
}

/** The service finds out what a link leads to, if it did not know, and if that was told to the simulator. */
export function findOut(world: World, task: StoredTask): void {
	const content = task.content === '' ? contentOf(world, task.url) : undefined;
	if (content === undefined) return;
	const { kind, name, source } = content;
	const taken = takenNames(world, task.parentId);
	taken.delete(task.name);
	task.name = freeName({ kind, name }, taken);
	task.size = sizeOfContent(content);
	task.content = source;
	const file = fileOf(world, task);
	if (file !== undefined) Object.assign(file, { kind, name: task.name, size: task.size });
}

/** How a task lives that is created or retried over the API. */
export function lifeOf(world: World, url: string): Life {
	return contentOf(world, url)?.held === true ? AT_ONCE : world.settings.life;
}

const AT_ONCE: Life = { pendingMs: 0, runningMs: 0 };

function randomHash({ random }: World): string {
	return Array.from({ length: 40 }, () => Math.floor(random() * 16).toString(16)).join('');
}

/** What a task says and how far it is, when nothing else is told. */
const ARRIVALS: Record<Phase, { progress: number | undefined; message: string }> = {
	PHASE_TYPE_PENDING: { progress: 0, message: 'Saving' },
	PHASE_TYPE_RUNNING: { progress: 0, message: 'Saving' },
	PHASE_TYPE_COMPLETE: { progress: 100, message: 'Saved' },
	PHASE_TYPE_ERROR: { progress: undefined, message: FAILURE_MESSAGES[0] },
};

/**
 * Brings a task into a phase, and its file with it: a failed task has none, as in the record of 2022.
 *
 * @param news when it happened, in milliseconds since 1970, and what differs from the usual
 */
export function moveTo(
	world: World,
	task: StoredTask,
	phase: Phase,
	news: { at: number; progress?: number | undefined; message?: string | undefined },
): StoredTask {
	const isNew = task.phase !== phase;
	if (phase === 'PHASE_TYPE_RUNNING' || phase === 'PHASE_TYPE_COMPLETE') findOut(world, task);
	task.phase = phase;
	task.progress = news.progress ?? ARRIVALS[phase].progress ?? task.progress;
	task.message = news.message ?? ARRIVALS[phase].message;
	task.updatedAt = news.at;
	if (isFinished(task)) task.life = 'manual';
	if (phase === 'PHASE_TYPE_ERROR') {
		removeFile(world, task.fileId);
		task.fileId = '';
	}
	const file = fileOf(world, task);
	if (file === undefined) return task;
	Object.assign(file, { phase, modifiedAt: news.at });
	const content = entryOf(world.state.contents, task.content);
	if (isNew && phase === 'PHASE_TYPE_COMPLETE' && content !== undefined) {
		unpack(world, content, file);
	}
	return task;
}

/** @returns undefined if the task failed, or if its file has been deleted */
export function fileOf({ state }: World, { fileId }: StoredTask): StoredFile | undefined {
	return state.files[fileId];
}

/**
 * Gives a file another name, see {@link renameFile}. A task that is still at it takes the name over; one that has
 * finished keeps its own, as it keeps its outcome.
 */
export function renameResult(world: World, fileId: string, name: string): StoredFile {
	const file = renameFile(world, fileId, name);
	const task = orderOf(world.state).newestFirst.find((candidate) => candidate.fileId === fileId);
	if (task !== undefined && !isFinished(task)) task.name = name;
	return file;
}

/**
 * Starts a task again, with a new placeholder: its id stays, its file's does not.
 *
 * @param life from now on
 * @throws ServiceFailure if the folder of its file has been deleted, or is in the trash
 */
export function retryTask(world: World, task: StoredTask, life: Life): StoredTask {
	requireFolder(world, task.parentId);
	removeFile(world, task.fileId);
	moveTo(world, task, 'PHASE_TYPE_PENDING', { at: world.now() });
	addPlaceholder(world, task, takenNames(world, task.parentId));
	task.retries += 1;
	task.life = life;
	task.bornAt = world.now();
	forgetOrder(world.state);
	return task;
}

/**
 * Deletes a task. The placeholder of one that is not finished goes with it in any case.
 *
 * @param withFile delete the finished file as well
 */
export function removeTask(world: World, task: StoredTask, withFile: boolean): void {
	if (withFile || !isFinished(task)) removeFile(world, task.fileId);
	Reflect.deleteProperty(world.state.tasks, task.id);
	forgetOrder(world.state);
}
