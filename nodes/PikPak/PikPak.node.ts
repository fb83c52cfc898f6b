import {
	NodeConnectionTypes,
	NodeOperationError,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type NodeApiError,
} from 'n8n-workflow';
import { toNodeError } from './errors';
import { findOperation, propertiesOf } from './operation';
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

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const items = this.getInputData();
		const output: INodeExecutionData[] = [];
		for (let itemIndex = 0; itemIndex < items.length; itemIndex++) {
			try {
				const results = await runOperation(this, itemIndex);
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

async function runOperation(n8n: IExecuteFunctions, itemIndex: number): Promise<IDataObject[]> {
	// Neither can be an expression, so the first item's values are those of all.
	const resource = n8n.getNodeParameter('resource', 0);
	const name = n8n.getNodeParameter('operation', 0);
	const operation = findOperation(resources, resource, name);
	if (operation === undefined) {
		throw new NodeOperationError(
			n8n.getNode(),
			`This version of the PikPak node has no operation "${resource}: ${name}".`,
			{
				itemIndex,
				description: 'Choose an operation from the list, or update the package.',
			},
		);
	}
	const { call } = await connect(n8n);
	return await operation.run({ n8n, call, itemIndex });
}
