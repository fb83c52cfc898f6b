import type {
	IDataObject,
	IDisplayOptions,
	IExecuteFunctions,
	INodeProperties,
	INodePropertyOptions,
} from 'n8n-workflow';
import type { Call } from '../../pikpak/call';

/** One thing that the node can do: its menu entry, its fields and its work, in one file. */
export interface Operation {
	/** Stored in workflows: never changes. */
	value: string;
	name: string;
	/** What the editor and an AI agent read: a verb and its object, without articles. */
	action: string;
	description: string;
	/** Shown only for this operation; their own conditions are kept. */
	fields: INodeProperties[];
	/**
	 * Does the work for one input item.
	 *
	 * @returns the output items
	 * @throws PikPakError or NodeOperationError
	 */
	run: (scope: Scope) => Promise<IDataObject[]>;
}

export interface Resource {
	/** Stored in workflows: never changes. */
	value: string;
	name: string;
	description: string;
	/** In the order of the menu. */
	operations: readonly [Operation, ...Operation[]];
}

/** What an operation works with. */
export interface Scope {
	n8n: IExecuteFunctions;
	call: Call;
	itemIndex: number;
}

/** @returns the node's properties: the menu of resources, a menu of operations for each, and their fields */
export function propertiesOf(resources: readonly [Resource, ...Resource[]]): INodeProperties[] {
	const defaultResource = resources[0].value;
	return [
		{
			displayName: 'Resource',
			name: 'resource',
			type: 'options',
			noDataExpression: true,
			options: resources.map(({ value, name, description }) => ({ value, name, description })),
			default: defaultResource,
		},
		...resources.flatMap(menuOf),
	];
}

/** @returns the operation that a workflow names, or undefined if this version does not have it */
export function findOperation(
	resources: readonly Resource[],
	resource: string,
	operation: string,
): Operation | undefined {
	return resources
		.find(({ value }) => value === resource)
		?.operations.find(({ value }) => value === operation);
}

function menuOf({ value: resource, operations }: Resource): INodeProperties[] {
	const defaultOperation = operations[0].value;
	return [
		{
			displayName: 'Operation',
			name: 'operation',
			type: 'options',
			noDataExpression: true,
			displayOptions: { show: { resource: [resource] } },
			options: operations.map(entryOf),
			default: defaultOperation,
		},
		...operations.flatMap(({ value: operation, fields }) =>
			fields.map((field) => shownFor({ resource: [resource], operation: [operation] }, field)),
		),
	];
}

function entryOf({ value, name, action, description }: Operation): INodePropertyOptions {
	return { value, name, action, description };
}

function shownFor(show: IDisplayOptions['show'], field: INodeProperties): INodeProperties {
	const { displayOptions } = field;
	return {
		...field,
		displayOptions: { ...displayOptions, show: { ...show, ...displayOptions?.show } },
	};
}
