import { request, type IncomingMessage } from 'node:http';
import fc from 'fast-check';
import { DEVICE, signedIn, stop } from './support/caller.mjs';
import { linkOf } from './support/uploader.mjs';

afterEach(stop);

const LARGE = 800_000_000;

async function withFile(size: number, name = 'film.mkv') {
	const someone = await signedIn();
	const { id, fileId } = someone.simulator.addTask({ name, size, phase: 'PHASE_TYPE_COMPLETE' });
	return { someone, simulator: someone.simulator, id, fileId, link: await linkOf(someone, fileId) };
}

async function bytesOf(link: string, range?: string): Promise<Buffer> {
	const response = await fetch(link, { headers: { ...(range !== undefined && { Range: range }) } });
	return Buffer.from(await response.arrayBuffer());
}

/** A connection whose answer nobody reads. */
async function open(link: string): Promise<IncomingMessage> {
	return await new Promise((resolve, reject) => {
		request(link, { agent: false }, resolve).on('error', reject).end();
	});
}

describe('The content of a download', () => {
	test('is made up, of the size of the file, and the same each time and for the same link', async () => {
		const { someone, link, fileId } = await withFile(100_003);
		const bytes = await bytesOf(link);
		expect(bytes).toHaveLength(100_003);
		expect((await bytesOf(await linkOf(someone, fileId))).equals(bytes)).toBe(true);
		const { fileId: other } = someone.simulator.addTask({
			name: 'other.mkv',
			size: 100_003,
			phase: 'PHASE_TYPE_COMPLETE',
		});
		expect((await bytesOf(await linkOf(someone, other))).equals(bytes)).toBe(false);
	});

	test('of 800 MB passes without being held', async () => {
		const { link } = await withFile(LARGE);
		const before = process.memoryUsage().rss;
		let [length, most] = [0, 0];
		for await (const piece of (await open(link)) as AsyncIterable<Buffer>) {
			length += piece.length;
			most = Math.max(most, process.memoryUsage().rss - before);
		}
		expect(length).toBe(LARGE);
		expect(most).toBeLessThan(400_000_000);
	});

	test('comes in any part', async () => {
		const size = 600_000;
		const { link } = await withFile(size);
		const whole = await bytesOf(link);
		const position = fc.integer({ min: 0, max: size - 1 });
		await fc.assert(
			fc.asyncProperty(position, position, async (one, other) => {
				const [from, to] = [Math.min(one, other), Math.max(one, other)];
				const part = await bytesOf(link, `bytes=${String(from)}-${String(to)}`);
				expect(part.equals(whole.subarray(from, to + 1))).toBe(true);
			}),
			{ numRuns: 40, interruptAfterTimeLimit: 20_000 },
		);
	});

	test.each([
		['bytes=0-9', 'bytes 0-9/100'],
		['bytes=90-', 'bytes 90-99/100'],
		['bytes=90-1000', 'bytes 90-99/100'],
		['bytes=-10', 'bytes 90-99/100'],
		['bytes=-1000', 'bytes 0-99/100'],
	])('is told as a part for "%s"', async (Range, told) => {
		const { link } = await withFile(100);
		const response = await fetch(link, { headers: { Range } });
		expect(response.status).toBe(206);
		expect(response.headers.get('content-range')).toBe(told);
		expect(response.headers.get('accept-ranges')).toBe('bytes');
	});

	test.each(['bytes=100-', 'bytes=100-200', 'bytes=-0'])('has no part "%s"', async (Range) => {
		const { link, simulator } = await withFile(100);
		const response = await fetch(link, { headers: { Range } });
		expect([response.status, await response.text()]).toEqual([416, '']);
		expect(response.headers.get('content-range')).toBe('bytes */100');
		expect(simulator.journal.refusals()).toEqual([]);
	});

	test.each(['bytes=0-1,5-6', 'bytes=9-1', 'bytes=-', 'lines=0-1'])(
		'is refused for "%s"',
		async (Range) => {
			const { link, simulator } = await withFile(100);
			const response = await fetch(link, { headers: { Range } });
			expect(response.status).toBe(400);
			expect(await response.text()).toContain(Range);
			expect(simulator.journal.refusals()).toHaveLength(1);
		},
	);

	test('breaks off by a fault after its beginning, with the head of all', async () => {
		const { link, simulator } = await withFile(LARGE);
		simulator.addFault({
			name: 'x',
			match: { host: 'download' },
			effect: { kind: 'truncate', bytes: 1000 },
		});
		const response = await open(link);
		expect(response.headers['content-length']).toBe(String(LARGE));
		const pieces: Buffer[] = [];
		const ended = new Promise<string>((resolve) => {
			response.on('data', (piece: Buffer) => pieces.push(piece));
			response.on('end', () => {
				resolve('end');
			});
			response.on('error', ({ message }) => {
				resolve(message);
			});
		});
		expect(await ended).toBe('aborted');
		expect(Buffer.concat(pieces)).toHaveLength(1000);
		simulator.removeFault('x');
		expect((await bytesOf(link, 'bytes=0-0')).length).toBe(1);
	});
});

describe('A link', () => {
	test('leads to the root under which it was asked for', async () => {
		const { someone, fileId, link } = await withFile(100);
		expect(link).toMatch(
			/^http:\/\/127\.0\.0\.1:\d+\/dl-a10b-0000\.mypikpak\.com\/download\/\?fid=[\w-]+&expire=\d+$/,
		);
		for (const root of ['mypikpak.com', 'pikpakdrive.com']) {
			const headers = {
				Authorization: `Bearer ${someone.accessToken}`,
				'X-Forwarded-Host': `api-drive.${root}`,
				'X-Forwarded-Proto': 'https',
			};
			const { body } = await someone.drive('GET', `/drive/v1/files/${fileId}`, { headers });
			const forwarded = String(body['web_content_link']);
			expect(forwarded).toBe(link.replace(/^http:.*\.com/, `https://dl-a10b-0000.${root}`));
		}
	});

	test('is good until its second, whatever becomes of the file', async () => {
		const { link, simulator, id } = await withFile(100);
		simulator.deleteFile(id);
		simulator.advance(86_400_000 - 1);
		expect(await bytesOf(link)).toHaveLength(100);
		simulator.advance(1);
		const response = await fetch(link);
		expect([response.status, await response.text()]).toEqual([403, '']);
		expect(simulator.journal.refusals()).toEqual([]);
	});

	test.each([
		(link: string) => link.replace(/expire=\d+/, 'expire=1999999999'),
		(link: string) => link.replace(/fid=.{5}/, 'fid=AAAAA'),
	])('is refused if somebody has written it', async (change) => {
		const { link, simulator } = await withFile(100);
		const response = await fetch(change(link));
		expect(response.status).toBe(403);
		expect(await response.text()).toContain('never given out');
		expect(simulator.journal.refusals()).toHaveLength(1);
	});

	test('has eight connections at once, and one more for each that ends', async () => {
		const { link, simulator } = await withFile(LARGE);
		const connections = await Promise.all(Array.from({ length: 8 }, async () => await open(link)));
		expect(connections.map(({ statusCode }) => statusCode)).toEqual(Array(8).fill(200));
		expect((await fetch(link)).status).toBe(503);
		expect((await fetch(link, { headers: { Range: 'bytes=0-0' } })).status).toBe(503);
		connections.pop()?.destroy();
		await expectSoon(async () => (await bytesOf(link, 'bytes=0-0')).length === 1);
		for (const connection of connections) connection.destroy();
		expect(simulator.journal.refusals()).toEqual([]);
	});

	test('has all its connections after a snapshot was restored, whatever was under way', async () => {
		const { link, simulator } = await withFile(LARGE);
		const connections = await Promise.all(Array.from({ length: 8 }, async () => await open(link)));
		expect((await fetch(link)).status).toBe(503);
		simulator.restore(simulator.snapshot());
		expect(await bytesOf(link, 'bytes=0-0')).toHaveLength(1);
		for (const connection of connections) connection.destroy();
	});

	test('gets its connections back when an answer is lost on the way', async () => {
		const { link, simulator } = await withFile(LARGE);
		const fault = { name: 'x', match: { host: 'download' } } as const;
		simulator.addFault({ ...fault, effect: { kind: 'lose' } });
		for (let count = 0; count < 9; count += 1) await expect(fetch(link)).rejects.toThrow();
		simulator.removeFault('x');
		expect(await bytesOf(link, 'bytes=0-0')).toHaveLength(1);
	});

	test.each([
		['application/json', 406],
		['application/json; q=0.9', 406],
		['application/json, text/plain, */*', 200],
		['*/*', 200],
		['application/octet-stream', 200],
	])('answers to the Accept "%s" with %d', async (Accept, status) => {
		const { link, simulator } = await withFile(100);
		expect((await fetch(link, { headers: { Accept } })).status).toBe(status);
		expect(simulator.journal.refusals()).toEqual([]);
	});

	test('takes no header of the API, but a bearer, as rclone sends it, which the journal shows', async () => {
		const { link, simulator, someone } = await withFile(100);
		await fetch(link);
		await fetch(link, { headers: { Authorization: `Bearer ${someone.accessToken}` } });
		const bearers = simulator.journal
			.entries({ route: 'GET:/download/', status: 200 })
			.map(({ bearer }) => bearer !== undefined);
		expect(bearers).toEqual([false, true]);
		expect(simulator.journal.refusals()).toEqual([]);
		const response = await fetch(link, { headers: { 'X-Device-Id': DEVICE } });
		expect([response.status, await response.text()]).toEqual([
			400,
			expect.stringContaining('x-device-id'),
		]);
		expect(simulator.journal.refusals()).toHaveLength(1);
	});

	test('answers neither to HEAD nor to a longer query', async () => {
		const { link, simulator } = await withFile(100);
		expect((await fetch(link, { method: 'HEAD' })).status).toBe(404);
		expect((await fetch(`${link}&attname=x`)).status).toBe(400);
		expect(simulator.journal.refusals()).toHaveLength(2);
	});
});

/** Waits for what another process may take a moment for: two seconds at most. */
async function expectSoon(holds: () => Promise<boolean>): Promise<void> {
	for (let tries = 0; tries < 40; tries += 1) {
		if (await holds()) return;
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
	throw new Error('It did not come about');
}
