import type {
	IDataObject,
	IDisplayOptions,
	IExecuteFunctions,
	INodeProperties,
	INodePropertyOptions,
} from 'n8n-workflow';
import type { Call } from '../../pikpak/call';

/** What has become of one thing that an input item asked for. `dryRun: true` in it says that nothing was done. */
export type Outcome = IDataObject | Failed;

/** A failure that concerns one thing alone; others go on. */
export class Failed {
	/**
	 * @param error whatever was thrown
	 * @param about what tells it apart in the output, such as the id
	 */
	constructor(
		readonly error: unknown,
		readonly about: IDataObject = {},
	) {}
}

interface Entry {
	/** Stored in workflows: never changes. */
	value: string;
	name: string;
	/** What the editor and an AI agent read: a verb and its object, without articles. */
	action: string;
	description: string;
	/** Shown only for this operation; their own conditions are kept. */
	fields: INodeProperties[];
	/** For an operation that changes the drive: whether something that goes out tells of a change. An error names those. */
	changed?: (outcome: IDataObject) => boolean;
}

/** An operation that works item by item. */
interface OneByOne extends Entry {
	/**
	 * Does the work for one input item.
	 *
	 * @returns what goes out for it
	 * @throws PikPakError or NodeOperationError if the whole item failed
	 */
	run: (scope: Scope) => Promise<Array<Outcome | Later>>;
}

/** An operation in which items can share calls. */
interface Together extends Entry {
	/**
	 * Reads what one input item asks for; nothing is done yet.
	 *
	 * @throws PikPakError or NodeOperationError if it cannot be
	 */
	share: (scope: Scope) => Promise<Share>;
}

/** An item's part in a call that several share. `Done` is what has become of one id, before it is told. */
export interface Share<Done = unknown> {
	/** Without repetition. */
	ids: readonly string[];
	/** What the work depends on: items with equal ones go together. */
	options: IDataObject;
	/** Whether it is done at the same time for items with other options, as waits are; else one goes after the other. */
	isWait?: boolean;
	/**
	 * Does the work for all items that go together.
	 *
	 * @param ids of all of them, without repetition
	 * @returns what has become of each id
	 * @throws PikPakError or NodeOperationError if all failed
	 */
	runAll: (ids: readonly string[]) => Promise<ReadonlyMap<string, Done>>;
	/** Makes what goes out for one id of this item, as its own choice of the output wants it. */
	tell(done: Done, id: string): Outcome;
}

/** What goes out when something is done that all items have together once each of them has been run, such as waiting. */
export class Later {
	/**
	 * @param soFar what goes out if another item's failure ends the work before that
	 * @param share in what is done then, by one id
	 * @param tell makes what goes out, of the outcome for that id
	 */
	constructor(
		readonly soFar: IDataObject,
		readonly share: Share,
		readonly tell: (outcome: Outcome) => Outcome,
	) {}
}

/** One thing that the node can do: its menu entry, its fields and its work, in one file. */
export type Operation = OneByOne | Together;

export interface Resource {
	/** Stored in workflows: never changes. */
	value: string;
	name: string;
	description: string;
	/** The first is the default of the menu, which is in the order of the names. */
	operations: readonly [Operation, ...Operation[]];
}

/** What an operation works with. */
export interface Scope {
	n8n: IExecuteFunctions;
	/** The same for all items of an execution. */
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
			options: resources
				.map(({ value, name, description }) => ({ value, name, description }))
				.sort(byName),
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
			options: operations.map(entryOf).sort(byName),
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

function byName(one: { name: string }, other: { name: string }): number {
	return one.name < other.name ? -1 : 1;
}

function shownFor(show: IDisplayOptions['show'], field: INodeProperties): INodeProperties {
	const { displayOptions } = field;
	return {
		...field,
		displayOptions: { ...displayOptions, show: { ...show, ...displayOptions?.show } },
	};
}
