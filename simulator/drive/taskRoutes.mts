import { notFound, refuse } from '../failure.mjs';
import type { Service } from '../hosts.mjs';
import { NoQuery, readBody, readQuery } from '../requests.mjs';
import { entryOf, isFinished, type StoredTask } from '../state.mjs';
import type { World } from '../world.mjs';
import { accessTo } from './access.mjs';
import { listedTask, taskAnswer } from './answers.mjs';
import { membersOf } from './members.mjs';
import { operationAnswer } from './operationAnswer.mjs';
import { operationOf } from './operations.mjs';
import { pageOf } from './pages.mjs';
import {
	DeleteTasksQuery,
	MembersQuery,
	RetryRequest,
	TaskListQuery,
	TaskQuery,
} from './requests.mjs';
import { orderOf } from './taskOrder.mjs';
import { fileOf, lifeOf, removeTask, retryTask } from './tasks.mjs';

/** In seconds; recorded in October 2024. */
const POLL_AGAIN = { active: 3, idle: 10 };

/** Tasks: list, get with or without its members, delete and retry. They are created as files. */
export function addTaskRoutes(drive: Service, world: World): void {
	const access = accessTo(world);

	drive.get('/drive/v1/tasks', access, (c) => {
		const query = readQuery(c, TaskListQuery);
		const { type, filters, limit = 100, page_token, thumbnail_size } = query;
		const wanted = {
			reference: (query.with ?? query.with_reference_resource) !== undefined,
			thumbnailSize: thumbnail_size,
		};
		// The filter looks at the task's own phase; "File deleted" is laid over what is found.
		const fits = (task: StoredTask) =>
			(type ?? task.type) === task.type &&
			(filters === undefined || filters.phase.includes(task.phase));
		const { newestFirst, unfinished } = orderOf(world.state);
		const moves = unfinished.some((task) => !isFinished(task) && fits(task));
		const page = pageOf(newestFirst, fits, {
			limit: Math.min(limit, world.settings.maxPageSize),
			pageToken: page_token,
		});
		return c.json({
			tasks: page.items.map((task) => listedTask(world, task, wanted)),
			next_page_token: page.nextPageToken,
			expires_in: moves ? POLL_AGAIN.active : POLL_AGAIN.idle,
		});
	});

	drive.get('/drive/v1/task/:id/statuses', access, (c) => {
		const { limit = 100 } = readQuery(c, MembersQuery);
		const members = membersOf(world, requireTask(world, c.req.param('id')));
		return c.json({ statuses: members.slice(0, limit) });
	});

	drive.get('/drive/v1/tasks/:id', access, (c) => {
		readQuery(c, TaskQuery);
		const id = c.req.param('id');
		const operation = operationOf(world, id);
		if (operation !== undefined) return c.json(operationAnswer(world, operation));
		return c.json(taskAnswer(world, requireTask(world, id)));
	});

	drive.delete('/drive/v1/tasks', access, (c) => {
		const { task_ids, delete_files } = readQuery(c, DeleteTasksQuery);
		for (const id of task_ids) {
			const task = entryOf(world.state.tasks, id);
			if (task !== undefined) removeTask(world, task, delete_files === 'true');
		}
		return c.body('', 200);
	});

	drive.delete('/drive/v1/tasks/:id', access, () => {
		throw refuse('tasks are deleted with DELETE /drive/v1/tasks?task_ids=…', {
			status: 501,
			error: 'unimplemented',
			code: 12,
		});
	});

	drive.post('/drive/v1/task', access, async (c) => {
		readQuery(c, NoQuery);
		const { id } = await readBody(c, RetryRequest);
		const task = requireTask(world, id);
		if (task.type === 'upload') throw refuse('no evidence shows the retry of an upload');
		if (task.phase === 'PHASE_TYPE_COMPLETE' && fileOf(world, task) !== undefined) {
			throw refuse('no evidence shows the retry of a task that is done');
		}
		return c.json({ task: taskAnswer(world, retryTask(world, task, lifeOf(world, task.url))) });
	});
}

function requireTask({ state }: World, id: string): StoredTask {
	const task = entryOf(state.tasks, id);
	if (task === undefined) throw notFound('not_found', 'Task');
	return task;
}
