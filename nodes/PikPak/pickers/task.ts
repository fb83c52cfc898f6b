import type { ILoadOptionsFunctions, INodeListSearchResult, INodeProperties } from 'n8n-workflow';
import type { Call } from '../../../pikpak/call';
import { DOWNLOADS, taskPage } from '../../../pikpak/tasks/tasks';
import { readTask, type TaskFields } from '../../../pikpak/wire';
import type { Scope } from '../operation';
import { badParameter, wordsIn } from '../parameters';
import { chosenIn, ID, ID_CHARACTERS } from './chosen';
import { searchIn } from './search';

type Field = Omit<INodeProperties, 'type' | 'default' | 'modes'>;

/** @returns a field for one task or several */
export function taskPicker(field: Field): INodeProperties {
	return {
		...field,
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder: 'Select a task...',
				typeOptions: {
					searchListMethod: 'searchTasks',
					searchable: true,
					slowLoadNotice: {
						message: 'On a drive with many tasks, search for a part of the name.',
						timeout: 5000,
					},
				},
			},
			{
				displayName: 'By ID',
				name: 'id',
				type: 'string',
				hint: 'Several IDs separated by commas or spaces, or a list of them by an expression',
				placeholder: 'e.g. VNtask0000000000000000000o1',
				validation: [
					{
						type: 'regex',
						properties: {
							regex: `(${ID_CHARACTERS}|[\\s,;"[\\]])*`,
							errorMessage: 'Not the ID of a task',
						},
					},
				],
			},
		],
	};
}

const TASKS_PER_PART = 100;
/** A search looks through more at once. */
const SEARCHED_PER_PART = 1000;
const PARTS_AT_MOST = 10;

/** What the list of a {@link taskPicker} shows: downloads, newest first. */
export async function searchTasks(
	this: ILoadOptionsFunctions,
	filter?: string,
	token?: string,
): Promise<INodeListSearchResult> {
	const pageSize = (filter ?? '') === '' ? TASKS_PER_PART : SEARCHED_PER_PART;
	const readPart = async (call: Call, from: string) => {
		const { items, nextPageToken } = await taskPage(call, DOWNLOADS, pageSize, from);
		const entries = items.map((task) => ({ name: nameFor(readTask(task)), value: task.id }));
		return { entries, nextToken: nextPageToken };
	};
	return await searchIn(this, { filter, token }, readPart, {
		partsAtMost: PARTS_AT_MOST,
		unsearched: 'Not all tasks were searched: use By ID',
	});
}

function nameFor({ id, name, phase, progress = 0 }: TaskFields): string {
	const states: Record<string, string> = {
		error: 'failed',
		running: `running, ${String(progress)}%`,
	};
	return `${name || id} (${states[phase] ?? phase})`;
}

/**
 * The tasks that a {@link taskPicker} of an operation names.
 *
 * @param name of the parameter
 * @param label the field's name in the editor
 * @returns their ids, one at least, without repetition
 * @throws NodeOperationError if there is none, or if one cannot be an id
 */
export function taskIdsOf(scope: Scope, name: string, label = 'Task'): string[] {
	const { value } = chosenIn(scope.n8n.getNodeParameter(name, scope.itemIndex, ''));
	const ids = [value].flat().flatMap((part) => {
		if (typeof part === 'string' || typeof part === 'number') return wordsIn(String(part));
		throw badParameter(label, value ?? null, ADVICE, scope);
	});
	const distinct = [...new Set(ids)];
	const wrong = distinct.find((id) => !ID.test(id));
	if (wrong !== undefined) throw badParameter(label, wrong, ADVICE, scope);
	if (distinct.length === 0) throw badParameter(label, '', ADVICE, scope);
	return distinct;
}

const ADVICE =
	'Choose a task from the list, or use the IDs of tasks, which have only letters, digits, "-" and "_". If it is an expression, see what it yields.';
