import { inBatches } from '../../../pikpak/batches';
import { PikPakError } from '../../../pikpak/errors';
import { linkStatus } from '../../../pikpak/links/linkStatus';
import { linksField, linksOf } from '../links';
import { Failed, type Operation, type Outcome } from '../operation';

export const check: Operation = {
	value: 'check',
	name: 'Check',
	action: 'Check links',
	description: 'Tell whether PikPak takes links or blocks them, without adding them',
	fields: [linksField],
	async share(scope) {
		const { call } = scope;
		return {
			ids: linksOf(scope),
			options: {},
			runAll: async (links) => {
				const statuses = await inBatches(
					links,
					1,
					async ([link = '']) => await linkStatus(call, link),
				);
				return new Map<string, Outcome>(
					[...statuses].map(([sourceUrl, status]) => [
						sourceUrl,
						status instanceof PikPakError
							? new Failed(status, { sourceUrl })
							: { sourceUrl, ...status },
					]),
				);
			},
		};
	},
};
