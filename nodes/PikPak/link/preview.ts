import type { IDataObject } from 'n8n-workflow';
import { inTurn } from '../../../pikpak/batches';
import { PikPakError } from '../../../pikpak/errors';
import { previewLink, type Preview } from '../../../pikpak/links/preview';
import { linksField, linksOf } from '../links';
import { Failed, type Operation, type Outcome, type Share } from '../operation';
import { positiveWholeNumber } from '../parameters';

export const preview: Operation = {
	value: 'preview',
	name: 'Preview',
	action: 'Preview links',
	description:
		'Tell name, size and files of what links lead to, as far as PikPak knows it already. Adds nothing.',
	fields: [
		linksField,
		{
			displayName: 'File Limit',
			name: 'fileLimit',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 100,
			description: 'Max number of files to return for each link; size and number count all',
		},
	],
	async share(scope): Promise<Share<Preview | PikPakError>> {
		const { n8n, call, itemIndex } = scope;
		const fileLimit = positiveWholeNumber(
			'File Limit',
			n8n.getNodeParameter('fileLimit', itemIndex),
			scope,
		);
		return {
			ids: linksOf(scope),
			options: {},
			runAll: async (links) => await inTurn(links, async (link) => await previewLink(call, link)),
			tell: (outcome, sourceUrl) => outcomeOf(sourceUrl, outcome, fileLimit),
		};
	},
};

function outcomeOf(sourceUrl: string, outcome: Preview | PikPakError, fileLimit: number): Outcome {
	if (outcome instanceof PikPakError) return new Failed(outcome, { sourceUrl });
	const { known, name, size, fileCount, files, complete } = outcome;
	return {
		sourceUrl,
		known,
		name,
		size,
		fileCount,
		files: files.slice(0, fileLimit) as unknown as IDataObject[],
		complete: complete && fileCount <= fileLimit,
	};
}
