import { KnownDownloads } from '../../../pikpak/tasks/knownDownloads.js';
import { cpuSeconds } from '../../support/cpuTime.mjs';

test.each(['http://a/', ''])(
	'many downloads of %j are known in time linear in them',
	async (url) => {
		const known = await KnownDownloads.of(async () => ({ tasks: [] }));
		const add = () => {
			for (let number = 0; number < 100_000; number += 1) known.add({ id: String(number) }, url);
		};
		expect(cpuSeconds(add)).toBeLessThan(3);
		expect(await known.find(url)).toEqual(url === '' ? undefined : { id: '0' });
	},
);
