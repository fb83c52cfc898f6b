import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Simulator } from '../../../simulator/simulator.mjs';
import { at } from '../rclone.mjs';
import type { Step } from '../step.mjs';
import { contentFrom, IN_PARTS, put } from './content.mjs';

const OVERLOADED = {
	kind: 'answer',
	status: 503,
	body: 'Overloaded',
	contentType: 'text/html',
} as const;

const FIRST = contentFrom(1, 700_000);
const SECOND = contentFrom(2, 2_500_000);
const THIRD = contentFrom(3, 10_000);

/** What breaks off on the way. */
export const INTERRUPTIONS: Step[] = [
	{
		name: 'a gateway that is overloaded twice is asked again',
		run: async ({ rclone, simulator }) => {
			const match = { host: 'drive', method: 'GET', path: '/drive/v1/files*' } as const;
			simulator.addFault({ name: 'overloaded', match, times: 2, effect: OVERLOADED });
			await rclone.run('lsf', at(''));
			assert.deepEqual(simulator.faults(), []);
		},
	},
	{
		name: 'a download that breaks off goes on where it was',
		run: async ({ rclone, simulator, local }) => {
			await put(local, 'first.bin', FIRST);
			await rclone.run('copyto', join(local, 'first.bin'), at('broken/first.bin'));
			const before = downloads(simulator).length;
			const effect = { kind: 'truncate', bytes: 300_000 } as const;
			simulator.addFault({ name: 'cut', match: { host: 'download' }, times: 1, effect });
			await rclone.run('copyto', at('broken/first.bin'), join(local, 'first again.bin'));
			// The whole of it, and then the rest.
			assert.deepEqual(downloads(simulator).slice(before), [200, 206]);
			assert.ok((await readFile(join(local, 'first again.bin'))).equals(FIRST));
		},
	},
	{
		name: 'a part that the storage does not take is sent again',
		run: async ({ rclone, drive, simulator, local }) => {
			await put(local, 'second.bin', SECOND);
			const match = { host: 'storage', method: 'PUT', query: { partNumber: '2' } } as const;
			simulator.addFault({ name: 'no part', match, times: 1, effect: OVERLOADED });
			await rclone.run('copyto', ...IN_PARTS, join(local, 'second.bin'), at('broken/second.bin'));
			assert.deepEqual(simulator.faults(), []);
			assert.equal(drive.get('broken/second.bin').phase, 'PHASE_TYPE_COMPLETE');
			assert.equal(
				await rclone.run('cat', at('broken/second.bin'), '--count', '4', '--offset', '2499996'),
				SECOND.subarray(-4).toString(),
			);
		},
	},
	{
		name: 'an upload that fails leaves neither a file nor a task',
		run: async ({ rclone, drive, simulator, local }) => {
			await put(local, 'third.bin', THIRD);
			const tasks = simulator.tasks().length;
			const match = { host: 'storage', method: 'PUT' } as const;
			simulator.addFault({ name: 'no storage', match, effect: OVERLOADED });
			await rclone.fail('copyto', join(local, 'third.bin'), at('broken/third.bin'));
			simulator.removeFault('no storage');
			assert.deepEqual(drive.names('broken'), ['first.bin', 'second.bin']);
			assert.equal(simulator.tasks().length, tasks);
		},
	},
];

/** The statuses of the answers to whoever has asked for the content of a file. */
function downloads({ journal }: Simulator): number[] {
	return journal.entries({ route: 'GET:/download/' }).map(({ status }) => status);
}
