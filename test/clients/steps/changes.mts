import assert from 'node:assert/strict';
import type { Simulator } from '../../../simulator/simulator.mjs';
import { at } from '../rclone.mjs';
import type { Step } from '../step.mjs';

/** Changes on the drive alone: nothing goes up or comes down. */
export const CHANGES: Step[] = [
	{
		name: 'copyto copies into another folder, under the same name and under a new one',
		run: async ({ rclone, drive }) => {
			await rclone.run('mkdir', at('copies'));
			await rclone.run('copyto', at('up/more.bin'), at('copies/more.bin'));
			await rclone.run('copyto', at('up/more.bin'), at('copies/other.bin'));
			assert.deepEqual(drive.names('copies'), ['more.bin', 'other.bin']);
			assert.equal(drive.get('copies/other.bin').hash, drive.get('up/more.bin').hash);
			assert.notEqual(drive.get('copies/more.bin').id, drive.get('up/more.bin').id);
		},
	},
	{
		name: 'copyto within a folder, which PikPak does not do itself, works all the same',
		run: async ({ rclone, drive }) => {
			await rclone.run('copyto', at('copies/more.bin'), at('copies/twin.bin'));
			assert.equal(drive.get('copies/twin.bin').size, drive.get('copies/more.bin').size);
		},
	},
	{
		name: 'moveto gives another name',
		run: async ({ rclone, drive }) => {
			const { id } = drive.get('copies/twin.bin');
			await rclone.run('moveto', at('copies/twin.bin'), at('copies/sibling.bin'));
			assert.equal(drive.get('copies/sibling.bin').id, id);
			assert.equal(drive.find('copies/twin.bin'), undefined);
		},
	},
	{
		name: 'moveto moves into another folder, under the same name and under a new one',
		run: async ({ rclone, drive }) => {
			const [one, other] = [drive.get('copies/sibling.bin').id, drive.get('copies/other.bin').id];
			await rclone.run('moveto', at('copies/sibling.bin'), at('moved/sibling.bin'));
			await rclone.run('moveto', at('copies/other.bin'), at('moved/renamed.bin'));
			assert.equal(drive.get('moved/sibling.bin').id, one);
			assert.equal(drive.get('moved/renamed.bin').id, other);
			assert.deepEqual(drive.names('copies'), ['more.bin']);
		},
	},
	{
		name: 'moveto replaces what is there, which goes to the trash',
		run: async ({ rclone, drive }) => {
			const [moved, replaced] = [drive.get('moved/renamed.bin').id, drive.get('up/sixty.bin').id];
			await rclone.run('moveto', at('moved/renamed.bin'), at('up/sixty.bin'));
			assert.equal(drive.get('up/sixty.bin').id, moved);
			assert.ok(drive.exists(replaced), 'it is gone for good');
			assert.ok(drive.trash().includes('sixty.bin'));
		},
	},
	{
		name: 'copy copies a tree on the drive, without a byte going up or down',
		run: async ({ rclone, drive, simulator }) => {
			const before = bytesMoved(simulator);
			await rclone.run('copy', at('up/deep'), at('tree'));
			assert.deepEqual(drive.names('tree/er'), ['down.txt', 'small.txt']);
			assert.equal(bytesMoved(simulator), before);
		},
	},
	{
		name: 'moveto moves a folder with all that is in it',
		run: async ({ rclone, drive }) => {
			const { id } = drive.get('up/deep');
			await rclone.run('moveto', at('up/deep'), at('elsewhere/deeper'));
			assert.equal(drive.get('elsewhere/deeper').id, id);
			assert.deepEqual(drive.names('elsewhere/deeper/er'), ['down.txt', 'small.txt']);
			assert.equal(drive.find('up/deep'), undefined);
		},
	},
];

/** What goes, and where to. */
export const DELETION: Step[] = [
	{
		name: 'deletefile puts one file in the trash',
		run: async ({ rclone, drive }) => {
			const { id } = drive.get('moved/sibling.bin');
			await rclone.run('deletefile', at('moved/sibling.bin'));
			assert.deepEqual(drive.names('moved'), []);
			assert.ok(drive.exists(id), 'it is gone for good');
		},
	},
	{
		name: 'delete takes all files of a folder, and leaves the folders',
		run: async ({ rclone, drive }) => {
			await rclone.run('delete', at('elsewhere'));
			assert.deepEqual(drive.names('elsewhere/deeper/er'), []);
		},
	},
	{
		name: 'the trash is listed, each file where it was',
		run: async ({ rclone }) => {
			const said = await rclone.run(
				'lsf',
				'-R',
				'--files-only',
				'--pikpak-trashed-only',
				at('elsewhere'),
			);
			assert.deepEqual(said.trim().split('\n').sort(), [
				'deeper/er/down.txt',
				'deeper/er/small.txt',
			]);
		},
	},
	{
		name: 'purge takes a folder with all that is in it',
		run: async ({ rclone, drive }) => {
			const { id } = drive.get('copies');
			await rclone.run('purge', at('copies'));
			assert.equal(drive.find('copies'), undefined);
			assert.ok(drive.exists(id), 'it is gone for good');
		},
	},
	{
		name: 'deletefile without the trash deletes for good',
		run: async ({ rclone, drive }) => {
			const { id } = drive.get('up/more.bin');
			await rclone.run('deletefile', '--pikpak-use-trash=false', at('up/more.bin'));
			assert.ok(!drive.exists(id), 'it is there still');
		},
	},
	{
		name: 'cleanup empties the trash',
		run: async ({ rclone, drive }) => {
			assert.notDeepEqual(drive.trash(), []);
			await rclone.run('cleanup', at(''));
			assert.deepEqual(drive.trash(), []);
		},
	},
];

/** Requests to the object storage and for the content of files. */
function bytesMoved({ journal }: Simulator): number {
	const hosts: readonly string[] = ['storage', 'download'];
	return journal.entries().filter(({ host }) => hosts.includes(host)).length;
}
