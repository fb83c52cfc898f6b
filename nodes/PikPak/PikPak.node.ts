import {
	NodeConnectionTypes,
	NodeOperationError,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type NodeApiError,
} from 'n8n-workflow';
import { toNodeError } from './errors';
import { findOperation, propertiesOf, type Operation } from './operation';
import { resources } from './resources';
import { connect, type Drive } from './transport';

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

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const items = this.getInputData();
		const output: INodeExecutionData[] = [];
		let drive: Promise<Drive> | undefined;
		for (let itemIndex = 0; itemIndex < items.length; itemIndex++) {
			try {
				drive ??= connect(this);
				const { call } = await drive;
				const results = await chosenOperation(this).run({ n8n: this, call, itemIndex });
				output.push(...results.map((json) => ({ json, pairedItem: { item: itemIndex } })));
			} catch (thrown) {
				const error = toNodeError(this.getNode(), thrown, itemIndex);
				if (!this.continueOnFail()) throw error;
				output.push(failedItem(error, itemIndex));
			}
		}
		return [output];
	}
}

function failedItem(
	error: NodeApiError | NodeOperationError,
	itemIndex: number,
): INodeExecutionData {
	const { message, description } = error;
	return {
		json: { error: message, ...(typeof description === 'string' && { details: description }) },
		error,
		pairedItem: { item: itemIndex },
	};
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
