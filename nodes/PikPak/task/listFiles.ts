import type { IDataObject, INodeProperties } from 'n8n-workflow';
import type { Call } from '../../../pikpak/call';
import { downloadLink } from '../../../pikpak/downloadLink';
import { getFile, simplifyFile, type Found } from '../../../pikpak/files';
import { filesOfTask } from '../../../pikpak/tasks/filesOfTask';
import { limitFields, limitOf } from '../limit';
import { oneByOne } from '../oneByOne';
import type { Operation, Outcome } from '../operation';
import { onOrOff } from '../parameters';
import { taskIdsOf, taskPicker } from '../pickers/task';

export const listFiles: Operation = {
	value: 'listFiles',
	name: 'List Files',
	action: 'List files of tasks',
	description: 'List the files that complete downloads have made, with those in subfolders',
	fields: [
		taskPicker({
			displayName: 'Task',
			name: 'task',
			required: true,
			description: 'The complete task whose files to list, or several tasks by their IDs',
		}),
		...limitFields.map(forEachTask),
		{
			displayName: 'With Links',
			name: 'withLinks',
			type: 'boolean',
			default: false,
			description:
				"Whether to get a download link for each file. Each takes a request, and may count for the account's download traffic.",
		},
	],
	async run(scope) {
		const { n8n, call, itemIndex } = scope;
		const withLinks = onOrOff('With Links', n8n.getNodeParameter('withLinks', itemIndex), scope);
		const limit = limitOf(scope);
		return await oneByOne(taskIdsOf(scope, 'task'), async (taskId) => {
			const found = await firstFiles(call, taskId, limit);
			return withLinks
				? await linked(call, taskId, found)
				: found.map((entry) => present(taskId, entry));
		});
	},
};

function forEachTask(field: INodeProperties): INodeProperties {
	if (field.name !== 'limit') return field;
	return { ...field, description: 'Max number of results to return for each task' };
}

async function firstFiles(call: Call, taskId: string, limit: number): Promise<Found[]> {
	const found: Found[] = [];
	for await (const entry of filesOfTask(call, taskId)) if (found.push(entry) === limit) break;
	return found;
}

function present(taskId: string, { file, path }: Found): IDataObject {
	const { id, name, size, mimeType, hash, parentFolderId } = simplifyFile(file);
	return { taskId, id, name, path, size, mimeType, hash, parentFolderId };
}

async function linked(call: Call, taskId: string, found: readonly Found[]): Promise<Outcome[]> {
	const entries = new Map(found.map((entry) => [entry.file.id, present(taskId, entry)]));
	return await oneByOne(
		[...entries.keys()],
		async (id) => [{ ...entries.get(id), ...downloadLink(await getFile(call, id)) }],
		(id) => ({ taskId, id, path: entries.get(id)?.['path'] }),
	);
}
