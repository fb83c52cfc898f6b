import type { Resource } from '../operation';
import { clear } from './clear';
import { remove } from './delete';
import { list } from './list';
import { retry } from './retry';
import { retryFailed } from './retryFailed';

export const task: Resource = {
	value: 'task',
	name: 'Task',
	description: 'A download that PikPak runs on its own servers',
	operations: [list, clear, remove, retry, retryFailed],
};
