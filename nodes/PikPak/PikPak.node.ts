import {
	NodeConnectionTypes,
	NodeOperationError,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INode,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import type { Call } from '../../pikpak/call';
import { addRest, factsOf, toNodeError } from './errors';
import { Failed, findOperation, propertiesOf, type Operation, type Outcome } from './operation';
import { hasFailed, outcomesOf } from './outcomes';
import { searchFolders } from './pickers/folder';
import { searchTasks } from './pickers/task';
import { resources } from './resources';
import { connect } from './transport';

export class PikPak implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'PikPak',
		name: 'pikPak',
		icon: { light: 'file:../../icons/pikpak.svg', dark: 'file:../../icons/pikpak.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Work with the downloads of a PikPak drive',
		defaults: { name: 'PikPak' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'pikPakApi', required: true }],
		properties: propertiesOf(resources),
	};

	methods = { listSearch: { searchFolders, searchTasks } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const node = this.getNode();
		const { outcomes, changed } = await work(this).catch((error: unknown) => ({
			outcomes: this.getInputData().map(() => [new Failed(error)]),
			changed: () => false,
		}));
		if (!this.continueOnFail()) failIfOneHas(outcomes, changed, node);
		return [
			outcomes.flatMap((ofItem, itemIndex) =>
				ofItem.map((outcome) => itemOf(outcome, node, itemIndex)),
			),
		];
	}
}

async function work(
	n8n: IExecuteFunctions,
): Promise<{ outcomes: Outcome[][]; changed: (outcome: IDataObject) => boolean }> {
	const operation = chosenOperation(n8n);
	const drive = await connect(n8n);
	const call = untilStopped(n8n, drive.call);
	const scopes = n8n.getInputData().map((_, itemIndex) => ({ n8n, call, itemIndex }));
	const outcomes = await outcomesOf(operation, scopes, !n8n.continueOnFail());
	return { outcomes, changed: operation.changed ?? (() => false) };
}

/** Work that takes many calls, such as deleting a long list, goes no further once somebody stops the execution. */
function untilStopped(n8n: IExecuteFunctions, call: Call): Call {
	return async (request) => {
		n8n.getExecutionCancelSignal()?.throwIfAborted();
		return await call(request);
	};
}

/** @throws the first failure, with what it is about and what has been done all the same */
function failIfOneHas(
	outcomes: readonly Outcome[][],
	changed: (outcome: IDataObject) => boolean,
	node: INode,
): void {
	if (!outcomes.some(hasFailed)) return;
	const all = outcomes.flat();
	const failures = all.flatMap((outcome) => (outcome instanceof Failed ? [outcome] : []));
	const [first] = failures;
	if (first === undefined) return;
	const done = all.flatMap((outcome) => (outcome instanceof Failed ? [] : [outcome]));
	const error = toNodeError(node, first.error, outcomes.findIndex(hasFailed));
	addRest(error, first.about, done.filter(changed), failures.length - 1);
	throw error;
}

/**
 * A failure goes out with two keys: such an item n8n takes to the error output, if there is one. Of an item that carries the
 * error itself, as nodes can give it too, n8n keeps nothing but the message.
 */
function itemOf(outcome: Outcome, node: INode, itemIndex: number): INodeExecutionData {
	const pairedItem = { item: itemIndex };
	if (!(outcome instanceof Failed)) return { json: outcome, pairedItem };
	const { message, description } = toNodeError(node, outcome.error, itemIndex);
	const error = {
		...outcome.about,
		...factsOf(outcome.error),
		...(typeof description === 'string' && { details: description }),
	};
	return { json: { message, error }, pairedItem };
}

/** Neither menu takes an expression, so that the first item's choice is that of all. */
function chosenOperation(n8n: IExecuteFunctions): Operation {
	const resource = n8n.getNodeParameter('resource', 0, '');
	const name = n8n.getNodeParameter('operation', 0, '');
	const operation = findOperation(resources, resource, name);
	if (operation !== undefined) return operation;
	throw new NodeOperationError(
		n8n.getNode(),
		'The PikPak node does not have the chosen operation.',
		{
			description:
				'Choose one from the list, or update the package. For a call of your own use the HTTP Request node with the PikPak credential.',
		},
	);
}
