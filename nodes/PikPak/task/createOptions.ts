import type { INodeProperties } from 'n8n-workflow';
import { ON_DUPLICATE, type OnDuplicate } from '../../../pikpak/tasks/newDownloads';
import type { Scope } from '../operation';
import { badParameter, choice, onOrOff, textOf } from '../parameters';

/** What is seldom needed of a new download. */
export const createOptions: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	options: [
		{
			displayName: 'Create Missing Folders',
			name: 'createMissingFolders',
			type: 'boolean',
			default: false,
			description: 'Whether to create what is missing of a folder that is chosen by its path',
		},
		{
			displayName: 'Name',
			name: 'name',
			type: 'string',
			default: '',
			description:
				'What to call the file, for a single link. PikPak uses it for web addresses; what a magnet leads to keeps its own name.',
		},
		{
			displayName: 'On Duplicate',
			name: 'onDuplicate',
			type: 'options',
			default: 'return',
			description:
				'What to do with a link that a task downloads or has downloaded already, into whichever folder, unless its file has been deleted. It is found by its info hash, or by the whole link.',
			options: [
				{
					name: 'Add Anyway',
					value: 'add',
					description: 'Download it once more; PikPak adds a number to the name',
				},
				{
					name: 'Return Existing',
					value: 'return',
					description:
						'Return the task that is there, even a failed one. So a node that is run again adds nothing twice.',
				},
				{
					name: 'Skip',
					value: 'skip',
					description:
						'Add nothing, and return nothing, not even for what this node has added before',
				},
			],
		},
	],
};

interface CreateOptions {
	/** Empty if none is chosen. */
	name: string;
	onDuplicate: OnDuplicate;
	createMissing: boolean;
}

/**
 * Reads {@link createOptions}.
 *
 * @param linkCount how many links they are for
 * @throws NodeOperationError if one of them cannot be
 */
export function createOptionsOf(scope: Scope, linkCount: number): CreateOptions {
	const options = scope.n8n.getNodeParameter('options', scope.itemIndex, {});
	const { onDuplicate = 'return', createMissingFolders = false } = options;
	const name = textOf(options['name']).trim();
	if (name !== '' && linkCount > 1) {
		throw badParameter(
			'Name',
			name,
			`There are ${String(linkCount)} links: leave the name out, or add them one by one.`,
			scope,
		);
	}
	return {
		name,
		onDuplicate: choice('On Duplicate', onDuplicate, ON_DUPLICATE, scope),
		createMissing: onOrOff('Create Missing Folders', createMissingFolders, scope),
	};
}
