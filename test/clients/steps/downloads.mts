import assert from 'node:assert/strict';
import { at } from '../rclone.mjs';
import type { Step } from '../step.mjs';

const MAGNET = 'magnet:?xt=urn:btih:08ada5a7a6183aae1e09d831df6748d566095a10&dn=Sintel';
const PAGE = 'https://example.com/files/report.pdf';

export const DOWNLOADS: Step[] = [
	{
		name: 'backend addurl has PikPak download into a folder, under a name',
		run: async ({ rclone, drive, simulator }) => {
			await rclone.run('mkdir', at('downloads'));
			const said = await rclone.run(
				'backend',
				'addurl',
				at('downloads'),
				PAGE,
				'-o',
				'name=plan.pdf',
			);
			const { id } = JSON.parse(said) as { id: string };
			simulator.finish(id);
			assert.deepEqual(drive.names('downloads'), ['plan.pdf']);
			assert.equal(await rclone.run('lsf', at('downloads')), 'plan.pdf\n');
		},
	},
	{
		name: 'a download whose name is taken gets a number',
		run: async ({ rclone, drive, simulator }) => {
			const said = await rclone.run(
				...['backend', 'addurl', at('downloads'), `${PAGE}?again`, '-o', 'name=plan.pdf'],
			);
			simulator.finish((JSON.parse(said) as { id: string }).id);
			assert.deepEqual(drive.names('downloads'), ['plan(1).pdf', 'plan.pdf']);
			await rclone.run('deletefile', at('downloads/plan(1).pdf'));
		},
	},
	{
		name: 'backend addurl with a folder that is not there goes to My Pack',
		run: async ({ rclone, drive, simulator }) => {
			const said = await rclone.run('backend', 'addurl', at('not/there'), MAGNET);
			simulator.finish((JSON.parse(said) as { id: string }).id);
			assert.deepEqual(drive.names('My Pack'), ['Sintel/']);
		},
	},
	{
		name: 'a download that is not done is not listed',
		run: async ({ rclone }) => {
			await rclone.run('backend', 'addurl', at('downloads'), 'https://example.com/files/later.zip');
			assert.equal(await rclone.run('lsf', at('downloads')), 'plan.pdf\n');
		},
	},
];
