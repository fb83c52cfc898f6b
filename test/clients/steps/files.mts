import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { at } from '../rclone.mjs';
import type { Scene, Step } from '../step.mjs';
import { contentFrom, IN_PARTS, put } from './content.mjs';

/** What is copied up, by its path. Sizes are those at which rclone counts its checksums in another way. */
const TREE: Record<string, Buffer> = {
	'small.txt': Buffer.from('hello'),
	'empty.bin': Buffer.alloc(0),
	'sixty.bin': contentFrom(10, 61_440),
	'more.bin': contentFrom(11, 300_001),
	'Grüße aus 東京 🎉.txt': Buffer.from('unicode'),
	' semi;colon & 100% + #1 .txt': Buffer.from('odd'),
	'ends with a dot.': Buffer.from('dot'),
	'ask? "me": <now>.txt': Buffer.from('forbidden elsewhere'),
	'.hidden': Buffer.from('hidden'),
	'deep/er/down.txt': Buffer.from('down'),
	'deep/er/small.txt': Buffer.from('hello'),
};

/** Two and a half parts. */
const LARGE = contentFrom(12, 2.5 * 1024 * 1024);

export const FILES: Step[] = [
	{
		name: 'copy takes a tree up: small, empty, with any name',
		run: async ({ rclone, drive, local }) => {
			for (const [path, content] of Object.entries(TREE)) await put(local, `up/${path}`, content);
			await rclone.run('copy', join(local, 'up'), at('up'));
			assert.deepEqual(drive.names('up/deep/er'), ['down.txt', 'small.txt']);
			assert.equal(drive.names('up').length, 10);
			assert.equal(drive.get('up/more.bin').size, 300_001);
			assert.equal(drive.get('up/empty.bin').size, 0);
		},
	},
	{
		name: 'what went up is what comes down, byte by byte',
		run: async ({ rclone, local }) => {
			await rclone.run('check', '--download', join(local, 'up'), at('up'));
			await rclone.run('copy', at('up'), join(local, 'down'));
			for (const [path, content] of Object.entries(TREE)) {
				const down = await readFile(join(local, 'down', path));
				assert.ok(down.equals(content), `"${path}" came down differently`);
			}
		},
	},
	{
		name: 'lsjson tells sizes, kinds and times',
		run: async ({ rclone, drive }) => {
			const [entry] = JSON.parse(await rclone.run('lsjson', at('up/small.txt'))) as unknown[];
			const { Size, MimeType, ModTime } = entry as Record<string, unknown>;
			assert.deepEqual([Size, MimeType], [5, 'text/plain']);
			// rclone writes it down to the second.
			const seconds = Math.floor(drive.get('up/small.txt').modifiedAt / 1000);
			assert.equal(Date.parse(String(ModTime)) / 1000, seconds);
		},
	},
	{
		name: 'about tells what is used',
		run: async ({ rclone }) => {
			const said = await rclone.run('about', at(''), '--json');
			const { total, used, free } = JSON.parse(said) as Record<string, number>;
			const size = Object.values(TREE).reduce((sum, { length }) => sum + length, 0);
			assert.equal(used, size);
			assert.equal(free, (total ?? 0) - size);
		},
	},
	{
		name: 'copying again sends nothing',
		run: async ({ rclone, simulator, local }) => {
			const before = simulator.journal.count();
			const created = simulator.journal.count({ route: 'POST:/drive/v1/files' });
			await rclone.run('copy', join(local, 'up'), at('up'));
			assert.ok(simulator.journal.count() > before);
			assert.equal(simulator.journal.count({ route: 'POST:/drive/v1/files' }), created);
		},
	},
	{
		name: 'a large file goes up in parts',
		run: async ({ rclone, drive, simulator, local }) => {
			await put(local, 'large.bin', LARGE);
			await rclone.run('copy', ...IN_PARTS, join(local, 'large.bin'), at('large'));
			assert.equal(drive.get('large/large.bin').size, LARGE.length);
			assert.deepEqual(partsOf({ simulator }), ['1', '2', '3']);
			const down = await bytesOf(rclone, 'large/large.bin', local);
			assert.ok(down.equals(LARGE), 'it came down differently');
		},
	},
	{
		name: 'cat takes a piece from the middle',
		run: async ({ rclone }) => {
			const piece = await rclone.run(
				'cat',
				at('up/Grüße aus 東京 🎉.txt'),
				'--offset',
				'3',
				'--count',
				'2',
			);
			assert.equal(piece, 'co');
		},
	},
	{
		name: 'content that PikPak has already takes no upload',
		run: async ({ rclone, drive, simulator, local }) => {
			const before = stored({ simulator });
			await rclone.run('copyto', join(local, 'large.bin'), at('large/the same.bin'));
			assert.equal(drive.get('large/the same.bin').size, LARGE.length);
			assert.equal(stored({ simulator }), before);
		},
	},
	{
		name: 'a changed file replaces the one that is there, which goes to the trash',
		run: async ({ rclone, drive, local }) => {
			const { id } = drive.get('up/small.txt');
			const trash = drive.trash();
			await put(local, 'up/small.txt', Buffer.from('hello again'));
			await rclone.run('copy', join(local, 'up'), at('up'));
			assert.notEqual(drive.get('up/small.txt').id, id);
			assert.equal(drive.names('up').length, 10);
			assert.deepEqual(drive.trash(), [...trash, 'small.txt'].sort());
			assert.equal(await rclone.run('cat', at('up/small.txt')), 'hello again');
		},
	},
	{
		name: 'rcat takes a stream up whose length nobody knows',
		run: async ({ rclone, drive }) => {
			const { code, err } = await rclone.attempt(['rcat', at('up/stream.txt')], {
				input: 'streamed',
			});
			assert.equal(code, 0, err);
			assert.equal(drive.get('up/stream.txt').size, 8);
		},
	},
];

async function bytesOf(rclone: Scene['rclone'], path: string, local: string): Promise<Buffer> {
	const target = join(local, 'piece');
	await rclone.run('copyto', at(path), target);
	return await readFile(target);
}

/** Requests to the object storage. */
function stored({ simulator }: Pick<Scene, 'simulator'>): number {
	return simulator.journal.entries().filter(({ method }) => method === 'PUT').length;
}

/** The numbers of the parts that the object storage has been sent. */
function partsOf({ simulator }: Pick<Scene, 'simulator'>): string[] {
	return simulator.journal
		.entries()
		.flatMap(({ method, query }) => (method === 'PUT' ? (query['partNumber'] ?? []) : []))
		.sort();
}
