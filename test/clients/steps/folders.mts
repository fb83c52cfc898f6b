import assert from 'node:assert/strict';
import { at } from '../rclone.mjs';
import type { Step } from '../step.mjs';

/** Names that rclone writes with other characters, since PikPak takes none of these. */
const ODD = {
	asked: 'odd/a "quote": <what?> * | \\',
	stored: 'odd/a ＂quote＂： ＜what？＞ ＊ ｜ ＼',
};

export const FOLDERS: Step[] = [
	{
		name: 'lsf shows nothing on an empty drive',
		run: async ({ rclone }) => {
			assert.equal(await rclone.run('lsf', at('')), '');
		},
	},
	{
		name: 'mkdir makes folders within folders, in any script',
		run: async ({ rclone, drive }) => {
			await rclone.run('mkdir', at('films/Amélie & more/東京 🎬'));
			assert.equal(drive.get('films/Amélie & more/東京 🎬').kind, 'drive#folder');
			assert.equal(await rclone.run('lsf', at('films/Amélie & more')), '東京 🎬/\n');
		},
	},
	{
		name: 'mkdir makes nothing that is there already',
		run: async ({ rclone, drive }) => {
			await rclone.run('mkdir', at('films'));
			assert.deepEqual(drive.names(''), ['films/']);
		},
	},
	{
		name: 'names that PikPak does not take come back as they were',
		run: async ({ rclone, drive }) => {
			await rclone.run('mkdir', at(ODD.asked));
			drive.get(ODD.stored);
			assert.equal(await rclone.run('lsf', at('odd')), `${ODD.asked.slice('odd/'.length)}/\n`);
		},
	},
	{
		name: 'lsjson tells ids, and which are folders',
		run: async ({ rclone, drive }) => {
			const [entry] = JSON.parse(await rclone.run('lsjson', at('films'))) as unknown[];
			const { id, name } = drive.get('films/Amélie & more');
			const { ID, Name, IsDir } = entry as Record<string, unknown>;
			assert.deepEqual({ ID, Name, IsDir }, { ID: id, Name: name, IsDir: true });
		},
	},
	{
		name: 'rmdir takes an empty folder away, and no full one',
		run: async ({ rclone, drive }) => {
			assert.match(await rclone.fail('rmdir', at('films')), /directory not empty/);
			await rclone.run('rmdir', at('films/Amélie & more/東京 🎬'));
			assert.deepEqual(drive.names('films/Amélie & more'), []);
		},
	},
	{
		name: 'a folder that is not there is told',
		run: async ({ rclone }) => {
			assert.match(await rclone.fail('lsf', at('nowhere')), /directory not found/);
		},
	},
];
