import type { Call, DriveRequest } from '../../../pikpak/call.js';
import { linkStatus } from '../../../pikpak/links/linkStatus.js';
import { previewLink } from '../../../pikpak/links/preview.js';
import { callTo } from '../../support/driveCall.mjs';
import { startSimulated, stopSimulated } from '../../support/simulated.mjs';

const HASH = '08ada5a7a6183aae1e09d831df6748d566095a10';
const MAGNET = `magnet:?xt=urn:btih:${HASH}`;

afterEach(async () => {
	expect(await stopSimulated()).toEqual([]);
});

async function start() {
	const { simulator, served } = await startSimulated();
	return { simulator, call: callTo(simulator, served.driveUrl) };
}

const gcid = expect.stringMatching(/^[0-9A-F]{40}$/) as string;

describe('The preview', () => {
	test('of what PikPak knows tells all files, with their paths', async () => {
		const { simulator, call } = await start();
		const files = [
			{ path: 'extras/a.mkv', size: 1 },
			{ path: '01.mkv', size: 10 },
			{ path: 'extras/more/b.txt', size: 100 },
		];
		simulator.addContent({ url: MAGNET, name: 'Season', files });
		expect(await previewLink(call, `${MAGNET}&dn=x`)).toEqual({
			known: true,
			name: 'Season',
			size: 111,
			fileCount: 3,
			files: [
				{
					path: 'Season/extras/a.mkv',
					name: 'a.mkv',
					size: 1,
					hash: gcid,
					mimeType: 'video/x-matroska',
					fileIndex: 0,
				},
				{
					path: 'Season/extras/more/b.txt',
					name: 'b.txt',
					size: 100,
					hash: gcid,
					mimeType: 'text/plain',
					fileIndex: 2,
				},
				{
					path: 'Season/01.mkv',
					name: '01.mkv',
					size: 10,
					hash: gcid,
					mimeType: 'video/x-matroska',
					fileIndex: 1,
				},
			],
			complete: true,
		});
		expect(simulator.tasks()).toEqual([]);
	});

	test('of a single file tells it', async () => {
		const { simulator, call } = await start();
		const url = 'https://example.org/a.zip';
		simulator.addContent({ url, files: [{ path: 'a.zip', size: 5 }] });
		expect(await previewLink(call, url)).toMatchObject({
			known: true,
			name: 'a.zip',
			size: 5,
			files: [{ path: 'a.zip', name: 'a.zip', size: 5, hash: gcid }],
		});
	});

	test('of what PikPak does not know says so', async () => {
		const { call } = await start();
		expect(await previewLink(call, MAGNET)).toEqual({
			known: false,
			name: null,
			size: null,
			fileCount: 0,
			files: [],
			complete: false,
		});
	});

	test('of what PikPak does not take is refused', async () => {
		const { call } = await start();
		await expect(previewLink(call, 'ftp://example.org/a')).rejects.toMatchObject({
			said: { error: 'task_url_unsupported' },
		});
	});
});

const answering =
	(body: Record<string, unknown>): Call =>
	async () =>
		body;

const list = (...resources: unknown[]) => ({ resources, next_page_token: '' });
const file = (name: string, file_size: unknown = '1') => ({
	name,
	file_size,
	is_dir: false,
	meta: { hash: 'A' },
});

describe('An odd preview', () => {
	test.each([{}, { list: [] }, { list: { resources: {} } }, { list: null }])(
		'%j is none',
		async (body) => {
			await expect(previewLink(answering(body), MAGNET)).rejects.toMatchObject({
				reason: 'unreadable_answer',
			});
		},
	);

	test('without resources is of nothing that is known', async () => {
		const preview = await previewLink(answering({ list: list() }), MAGNET);
		expect(preview).toMatchObject({ known: false, name: null, files: [], complete: false });
	});

	test('may lack anything', async () => {
		const resources = list({ is_dir: false }, null, 'a', file('b', 7), { ...file('c'), meta: [] });
		expect(await previewLink(answering({ list: resources }), MAGNET)).toEqual({
			known: true,
			name: null,
			size: null,
			fileCount: 3,
			files: [
				{ path: '', name: '', size: null, hash: null, mimeType: null, fileIndex: null },
				{ path: 'b', name: 'b', size: 7, hash: 'A', mimeType: null, fileIndex: null },
				{ path: 'c', name: 'c', size: 1, hash: null, mimeType: null, fileIndex: null },
			],
			complete: true,
		});
	});

	test.each<[what: string, body: object]>([
		['that goes on at the top', { ...list(file('a')), next_page_token: 'p' }],
		[
			'that goes on in a folder',
			list({ name: 'd', is_dir: true, dir: { ...list(file('a')), next_page_token: 'p' } }),
		],
		['with a folder that is not told', list(file('a'), { name: 'd', is_dir: true })],
		[
			'with such a folder in another one',
			list(
				{ name: 'd', is_dir: true, dir: list({ is_dir: true }, file('a')) },
				{ name: 'e', is_dir: true, dir: list() },
			),
		],
	])('%s is not complete', async (_what, body) => {
		const preview = await previewLink(answering({ list: body }), MAGNET);
		expect(preview).toMatchObject({ known: true, complete: false, size: null, fileCount: 1 });
	});

	test('may be of any depth', async () => {
		const nested = (levels: number) => {
			let inner = list(file('a'));
			for (let level = 1; level < levels; level += 1) {
				inner = list({ name: 'd', is_dir: true, dir: inner });
			}
			return answering({ list: inner });
		};
		expect(await previewLink(nested(100), MAGNET)).toMatchObject({ complete: true, fileCount: 1 });
		expect(await previewLink(nested(101), MAGNET)).toMatchObject({ complete: false, files: [] });
		expect(await previewLink(nested(100_000), MAGNET)).toMatchObject({ complete: false });
	});
});

describe('The status of a link', () => {
	test('is told in words', async () => {
		const { simulator, call } = await start();
		const files = [{ path: 'a.mkv', size: 1 }];
		simulator.addContent({ url: MAGNET, files });
		simulator.addContent({ url: 'https://example.org/ads', files, refused: 'file_maybe_ads' });
		expect(await linkStatus(call, `${MAGNET}&dn=a b`)).toEqual({
			status: 'OK',
			supported: true,
			meaning: 'PikPak takes this link.',
		});
		const statusOf = async (url: string) => await linkStatus(call, url);
		expect(await statusOf('https://example.org/ads')).toMatchObject({
			status: 'LIMITED',
			supported: false,
		});
		expect(await statusOf('https://example.org/new')).toMatchObject({
			status: 'UNKNOWN',
			supported: null,
		});
		expect(await statusOf('ftp://example.org/a')).toMatchObject({
			status: 'ERROR',
			supported: false,
		});
	});

	test.each([
		['INVALID', false],
		['SOMETHING_ELSE', null],
		['constructor', null],
	])('%s has a meaning', async (status, supported) => {
		const asked: DriveRequest[] = [];
		const told = await linkStatus(async (request) => {
			asked.push(request);
			return { status };
		}, MAGNET);
		expect(told).toEqual({
			status,
			supported,
			meaning: expect.stringMatching(/^PikPak .+\.$/) as string,
		});
		expect(asked).toEqual([
			{ method: 'GET', path: '/drive/v1/resource/status', query: { url: MAGNET } },
		]);
	});

	test.each([{}, { status: 200 }, { status: '' }])('%j is none', async (body) => {
		await expect(linkStatus(answering(body), MAGNET)).rejects.toMatchObject({
			reason: 'unreadable_answer',
		});
	});
});
