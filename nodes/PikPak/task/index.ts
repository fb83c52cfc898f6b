import type { Resource } from '../operation';
import { get } from './get';
import { list } from './list';
import { listFiles } from './listFiles';
import { listStatuses } from './listStatuses';
import { wait } from './wait';

export const task: Resource = {
	value: 'task',
	name: 'Task',
	description: 'A download that PikPak runs on its own servers',
	operations: [list, get, listFiles, listStatuses, wait],
};
