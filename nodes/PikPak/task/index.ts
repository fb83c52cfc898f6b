import type { Resource } from '../operation';
import { clear } from './clear';
import { create } from './create';
import { remove } from './delete';
import { get } from './get';
import { list } from './list';
import { listFiles } from './listFiles';
import { listStatuses } from './listStatuses';
import { retry } from './retry';
import { retryFailed } from './retryFailed';
import { wait } from './wait';

export const task: Resource = {
	value: 'task',
	name: 'Task',
	description: 'A download that PikPak runs on its own servers',
	operations: [list, clear, create, remove, get, listFiles, listStatuses, retry, retryFailed, wait],
};
