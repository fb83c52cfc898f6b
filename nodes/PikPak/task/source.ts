import { NodeOperationError, type IBinaryData, type INodeProperties } from 'n8n-workflow';
import { magnetOf, TORRENT_LIMIT } from '../../../pikpak/links/torrent';
import { givenLinks, linksField, type GivenLinks } from '../links';
import type { Scope } from '../operation';
import { choice, textOf } from '../parameters';

/** What is to be downloaded. */
export const sourceFields: INodeProperties[] = [
	{
		displayName: 'Source',
		name: 'source',
		type: 'options',
		default: 'links',
		description: 'What to download from',
		options: [
			{ name: 'Links', value: 'links', description: 'Magnets, web addresses and other links' },
			{ name: 'Torrent File', value: 'torrent', description: 'A .torrent file of the input item' },
		],
	},
	{ ...linksField, displayOptions: { show: { source: ['links'] } } },
	{
		displayName: 'Input Binary Field',
		name: 'binaryPropertyName',
		type: 'string',
		default: 'data',
		required: true,
		hint: 'The name of the input field that holds the .torrent file',
		description:
			'The binary field with the torrent file. It is turned into a magnet, since PikPak takes no such files.',
		displayOptions: { show: { source: ['torrent'] } },
	},
];

const SOURCES = ['links', 'torrent'] as const;

/**
 * Reads {@link sourceFields}.
 *
 * @returns as {@link givenLinks}
 * @throws NodeOperationError if there is no link
 */
export async function sourcesOf(scope: Scope): Promise<GivenLinks> {
	const source = scope.n8n.getNodeParameter('source', scope.itemIndex);
	return choice('Source', source, SOURCES, scope) === 'links'
		? givenLinks(scope)
		: { links: [await torrentOf(scope)], wrong: [] };
}

async function torrentOf({ n8n, itemIndex }: Scope): Promise<string> {
	// A workflow that was not made in the editor may lack the field.
	const field = textOf(n8n.getNodeParameter('binaryPropertyName', itemIndex, 'data'));
	const binary = n8n.helpers.assertBinaryData(itemIndex, field);
	// A film that was chosen by mistake must not be read into memory.
	const isTooLarge = (await sizeOf(n8n, binary)) > TORRENT_LIMIT.bytes;
	const magnet = isTooLarge
		? TORRENT_LIMIT
		: magnetOf(await n8n.helpers.getBinaryDataBuffer(itemIndex, field));
	if (typeof magnet === 'string') return magnet;
	throw new NodeOperationError(n8n.getNode(), magnet.problem, { itemIndex });
}

/** In bytes, about. n8n keeps the content elsewhere, or as Base64 within the item. */
async function sizeOf({ helpers }: Scope['n8n'], { id, data }: IBinaryData): Promise<number> {
	if (id === undefined) return data.length * 0.75;
	const { fileSize } = await helpers.getBinaryMetadata(id);
	return fileSize;
}
