import assert from 'node:assert/strict';
import { at } from '../rclone.mjs';
import type { Step } from '../step.mjs';

/** What rclone can do with PikPak and the simulator cannot: how it is told. */
export const MISSING: Step[] = [
	{
		name: 'link shares a file',
		missing: 'POST /drive/v1/share',
		run: async ({ rclone }) => {
			assert.match(await rclone.fail('link', at('large/large.bin')), /Refused by the simulator/);
		},
	},
	{
		name: 'backend decompress unpacks an archive on the drive',
		missing: 'POST /decompress/v1/decompress',
		run: async ({ rclone, simulator }) => {
			const said = await rclone.run(
				'backend',
				'addurl',
				at('archives'),
				'https://example.com/a.zip',
			);
			simulator.finish((JSON.parse(said) as { id: string }).id);
			assert.match(
				await rclone.fail('backend', 'decompress', at('My Pack')),
				/Refused by the simulator/,
			);
		},
	},
];
