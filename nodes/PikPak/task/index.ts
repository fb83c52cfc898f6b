import type { Resource } from '../operation';
import { create } from './create';
import { list } from './list';

export const task: Resource = {
	value: 'task',
	name: 'Task',
	description: 'A download that PikPak runs on its own servers',
	operations: [list, create],
};
