import { inTurn } from '../../../pikpak/batches';
import { PikPakError } from '../../../pikpak/errors';
import { linkStatus, type LinkStatus } from '../../../pikpak/links/linkStatus';
import { linksField, linksOf } from '../links';
import { Failed, type Operation, type Share } from '../operation';

export const check: Operation = {
	value: 'check',
	name: 'Check',
	action: 'Check links',
	description: 'Tell whether PikPak takes links or blocks them, without adding them',
	fields: [linksField],
	async share(scope): Promise<Share<LinkStatus | PikPakError>> {
		const { call } = scope;
		return {
			ids: linksOf(scope),
			options: {},
			runAll: async (links) => await inTurn(links, async (link) => await linkStatus(call, link)),
			tell: (status, sourceUrl) =>
				status instanceof PikPakError
					? new Failed(status, { sourceUrl })
					: { sourceUrl, ...status },
		};
	},
};
