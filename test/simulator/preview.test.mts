import { signedIn, start, stop, type Caller, type Json } from './support/caller.mjs';

afterEach(stop);

const HASH = '08ada5a7a6183aae1e09d831df6748d566095a10';
const MAGNET = `magnet:?xt=urn:btih:${HASH}`;

async function preview(someone: Caller, urls: string, fields: Json = {}) {
	const body = { urls, page_size: 500, thumbnail_type: 'FROM_HASH', ...fields };
	return await someone.drive('POST', '/drive/v1/resource/list', { body });
}

async function resources(someone: Caller, url: string): Promise<Json[]> {
	return ((await preview(someone, url)).body['list'] as Json)['resources'] as Json[];
}

describe('The preview', () => {
	test('of a magnet that is not known is a placeholder, named after the hash', async () => {
		const someone = await signedIn();
		expect(await resources(someone, `${MAGNET}&dn=Sintel`)).toEqual([
			{
				id: 'r0',
				name: HASH,
				file_size: '0',
				file_count: 1,
				file_index: 0,
				is_dir: false,
				meta: { hash: '' },
			},
		]);
		const files = [{ path: 'a.mkv', size: 1 }];
		someone.simulator.addContent({ url: MAGNET, files, known: false });
		expect(await resources(someone, MAGNET)).toMatchObject([{ name: HASH, file_size: '0' }]);
	});

	test('of what is known is the whole tree, with the hash of each file', async () => {
		const someone = await signedIn();
		const files = [
			{ path: 'extras/a.mkv', size: 1 },
			{ path: '01.mkv', size: 10 },
			{ path: 'extras/more/b.txt', size: 100 },
		];
		someone.simulator.addContent({ url: MAGNET, name: 'Season', files });
		const hash = expect.stringMatching(/^[0-9A-F]{40}$/) as string;
		const folder = { is_dir: true, file_index: 0, meta: { hash: '' } };
		const file = { is_dir: false, file_count: 1 };
		const page = { page_size: 500, next_page_token: '' };
		const b = { ...file, name: 'b.txt', file_size: '100', file_index: 2 };
		const more = { ...folder, name: 'more', file_size: '100', file_count: 1 };
		const a = { ...file, name: 'a.mkv', file_size: '1', file_index: 0 };
		const extras = { ...folder, name: 'extras', file_size: '101', file_count: 2 };
		const first = { ...file, name: '01.mkv', file_size: '10', file_index: 1 };
		const ids = expect.any(String) as string;
		expect(await resources(someone, MAGNET)).toEqual([
			{
				...folder,
				id: ids,
				name: 'Season',
				file_size: '111',
				file_count: 3,
				dir: {
					...page,
					resources: [
						{
							...extras,
							id: ids,
							dir: {
								...page,
								resources: [
									{ ...a, id: ids, meta: { hash, mime_type: 'video/x-matroska' } },
									{
										...more,
										id: ids,
										dir: {
											...page,
											resources: [{ ...b, id: ids, meta: { hash, mime_type: 'text/plain' } }],
										},
									},
								],
							},
						},
						{ ...first, id: ids, meta: { hash, mime_type: 'video/x-matroska' } },
					],
				},
			},
		]);
	});

	test('makes no task, and wants an access token', async () => {
		const someone = await signedIn({ seed: 'demo' });
		const { status, body } = await preview(someone, MAGNET);
		expect(status).toBe(200);
		expect(body).toMatchObject({ list: { resources: [{ name: 'Sintel', file_count: 11 }] } });
		expect(someone.simulator.tasks()).toHaveLength(8);
		someone.accessToken = '';
		expect((await preview(someone, MAGNET)).status).toBe(400);
		someone.accessToken = 'old';
		expect((await preview(someone, MAGNET)).status).toBe(401);
	});

	test.each([
		[{ urls: 'ftp://example.org/a' }, 'task_url_unsupported'],
		[{ page_size: 501 }, 'invalid_argument'],
		[{ thumbnail_type: 'NONE' }, 'invalid_argument'],
		[{ list_id: 'x' }, 'invalid_argument'],
	])('with %j is refused', async (fields, error) => {
		const someone = await signedIn();
		expect(await preview(someone, MAGNET, fields)).toMatchObject({ status: 400, body: { error } });
	});
});

describe('The status of a link', () => {
	test('is told without a token', async () => {
		const someone = await start();
		const { simulator } = someone;
		const files = [{ path: 'a.mkv', size: 1 }];
		const link = 'https://example.org/';
		simulator.addContent({ url: MAGNET, files });
		simulator.addContent({ url: `${link}ads`, files, refused: 'file_maybe_ads' });
		simulator.addContent({ url: `${link}new`, files, known: false });
		const statusOf = async (url: string) =>
			await someone.drive('GET', '/drive/v1/resource/status', { query: { url }, headers: {} });
		expect(await statusOf(MAGNET)).toEqual({ status: 200, body: { status: 'OK' } });
		expect((await statusOf(`${link}ads`)).body).toEqual({ status: 'LIMITED' });
		expect((await statusOf(`${link}new`)).body).toEqual({ status: 'UNKNOWN' });
		expect((await statusOf(`${link}other`)).body).toEqual({ status: 'UNKNOWN' });
		expect((await statusOf('ftp://example.org')).body).toEqual({ status: 'ERROR' });
	});
});
