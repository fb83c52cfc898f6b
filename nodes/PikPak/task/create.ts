import type { INodeProperties } from 'n8n-workflow';
import type { Call } from '../../../pikpak/call';
import { asPikPakError } from '../../../pikpak/errors';
import { NewDownloads } from '../../../pikpak/tasks/newDownloads';
import { Failed, type Later, type Operation, type Outcome, type Scope } from '../operation';
import { pauseOf } from '../pause';
import { folderIdOf, folderPicker } from '../pickers/folder';
import { presentationOf } from './added';
import { createOptions, createOptionsOf } from './createOptions';
import { outputFields } from './output';
import { sourceFields, sourcesOf } from './source';
import { waitFields } from './waiting';

const fields: INodeProperties[] = [
	...sourceFields,
	folderPicker({
		displayName: 'Folder',
		name: 'folder',
		description:
			'Where to save the files. If empty, PikPak saves them in "My Pack". A folder that does not exist is an error, unless missing folders are to be created.',
	}),
	{
		displayName: 'Wait for Completion',
		name: 'waitForCompletion',
		type: 'boolean',
		default: false,
		description:
			'Whether to wait until the downloads have ended, and to return the files. All are added first, then all are waited for together.',
	},
	...waitFields.map((field): INodeProperties => ({
		...field,
		displayOptions: { show: { waitForCompletion: [true], ...field.displayOptions?.show } },
	})),
	...outputFields,
	createOptions,
];

export const create: Operation = {
	value: 'create',
	name: 'Create',
	action: 'Create download tasks',
	description:
		'Download magnets, web addresses, ed2k links or a torrent file to the drive. Returns a task for each link.',
	fields,
	changed: ({ status }) => status !== 'existing',
	async run(scope) {
		const { links, wrong } = await sourcesOf(scope);
		const [first] = wrong;
		// Nothing has been added yet, so nothing is, unless the others are to go on.
		if (first !== undefined && !scope.n8n.continueOnFail()) throw first.error;
		const { name, onDuplicate, createMissing } = createOptionsOf(scope, links.length);
		const present = presentationOf(scope);
		const folderId = await folderIdOf(scope, 'folder', { createMissing });
		const downloads = downloadsOf(scope);
		const outcomes: Array<Outcome | Later> = wrong.map(
			({ text, error }) => new Failed(error, { sourceUrl: text }),
		);
		for (const link of links) {
			const added = await downloads.add({ link, folderId, name }, onDuplicate).catch(asPikPakError);
			outcomes.push(...present(added, link));
		}
		return outcomes;
	},
};

/** By the call of an execution, which finds what its other items have added. */
const known = new WeakMap<Call, NewDownloads>();

function downloadsOf({ n8n, call }: Scope): NewDownloads {
	const downloads = known.get(call) ?? new NewDownloads(call, pauseOf(n8n));
	known.set(call, downloads);
	return downloads;
}
