import { randomBytes } from 'node:crypto';
import { cidOf, gcidOf } from '../../simulator/drive/hashes.mjs';
import { signedIn, start, stop, WEB, type Caller, type Json } from './support/caller.mjs';
import { announce, begin, complete, contentOf, oss, s3, ticketOf } from './support/uploader.mjs';

afterEach(stop);

const HELLO = Buffer.from('hello');

async function uploaded(someone: Caller, bytes: Buffer, fields: Json = {}): Promise<string> {
	const { ticket, fileId } = ticketOf(await announce(someone, bytes, fields));
	expect((await oss(ticket, { method: 'PUT', body: bytes })).status).toBe(200);
	return fileId;
}

async function filesNamed(someone: Caller): Promise<unknown[]> {
	const { body } = await someone.drive('GET', '/drive/v1/files');
	return (body['files'] as Json[]).map(({ name }) => name);
}

describe('An upload that begins', () => {
	test('is answered with a placeholder, a task and a ticket', async () => {
		const someone = await signedIn();
		const { status, body } = await announce(someone, HELLO, { name: 'notes.txt' });
		expect(status).toBe(200);
		expect(body).toMatchObject({
			upload_type: 'UPLOAD_TYPE_RESUMABLE',
			form: null,
			resumable: {
				kind: 'drive#resumable',
				provider: 'PROVIDER_ALIYUN',
				params: { bucket: 'vip-lixian-07', endpoint: someone.served.storageUrl },
			},
			file: { name: 'notes.txt', size: '5', hash: gcidOf(HELLO), phase: 'PHASE_TYPE_PENDING' },
			task: { type: 'upload', name: 'notes.txt', phase: 'PHASE_TYPE_RUNNING', progress: 0 },
		});
		const { params } = body['resumable'] as { params: Json };
		expect(params['expiration']).toMatch(/\+08:00$/);
		expect((body['task'] as Json)['params']).not.toHaveProperty('url');
	});

	test.each([
		{ size: 5 },
		{ folder_type: 'NORMAL', id: '' },
		{ body: { duration: '', width: '', height: '' } },
		{ objProvider: undefined, resumable: { provider: 'PROVIDER_ALIYUN' } },
	])('may be announced with %j', async (fields) => {
		const someone = await signedIn();
		expect((await announce(someone, HELLO, fields)).status).toBe(200);
		expect(someone.simulator.journal.refusals()).toEqual([]);
	});

	test.each([
		[{ size: '5 bytes' }, '"size"'],
		[{ hash: gcidOf(HELLO).toLowerCase() }, '"hash"'],
		[{ resumable: { provider: 'PROVIDER_ALIYUN' } }, 'resumable'],
		[{ objProvider: undefined }, 'resumable'],
		[{ objProvider: { provider: 'PROVIDER_ALIYUN' } }, '"objProvider.provider"'],
		[{ folder_type: 'DOWNLOAD' }, '"folder_type"'],
		[{ upload_type: 'UPLOAD_TYPE_FORM' }, 'UPLOAD_TYPE_FORM'],
	])('with %j is refused by name', async (fields, named) => {
		const someone = await signedIn();
		const { status, body } = await announce(someone, HELLO, fields);
		expect({ status, error: body['error'] }).toEqual({ status: 400, error: 'invalid_argument' });
		expect(body['error_description']).toContain(named);
	});

	test('gets another name if its own is taken', async () => {
		const someone = await signedIn();
		await announce(someone, HELLO);
		const { body } = await announce(someone, Buffer.from('hallo'));
		expect(body['file']).toMatchObject({ name: 'a(1).bin' });
		expect(body['task']).toMatchObject({ name: 'a(1).bin' });
	});

	test('needs a folder that exists, and room on the drive', async () => {
		const someone = await signedIn({ seed: 'free' });
		expect(await announce(someone, HELLO, { parent_id: 'VNone' })).toMatchObject({
			status: 400,
			body: { error: 'space_folder_not_exist' },
		});
		const size = 6 * 2 ** 30;
		expect(await announce(someone, HELLO, { size: size + 1 })).toMatchObject({
			status: 400,
			body: { error: 'file_space_not_enough', error_code: 8 },
		});
		expect(someone.simulator.journal.refusals()).toEqual([]);
		expect(await filesNamed(someone)).toEqual([]);
	});

	test('counts neither as a download of the day nor among the running ones', async () => {
		const someone = await signedIn({ seed: 'free', limits: { runningTasks: 1 } });
		for (const text of ['1', '2', '3', '4']) await announce(someone, Buffer.from(text));
		expect((await someone.download('https://example.org/a.zip')).status).toBe(200);
	});

	test('is larger than what the simulator keeps, and says so', async () => {
		const someone = await signedIn();
		const { status, body } = await announce(someone, HELLO, { size: 256 * 2 ** 20 + 1 });
		expect(status).toBe(400);
		expect(body['error_description']).toContain('keeps no more than 268435456 uploaded bytes');
	});

	test('under a proxy is told the storage of the root that was asked, as its program expects it', async () => {
		const android = await signedIn();
		const web = await start();
		web.refreshToken = web.simulator.newRefreshToken({ client: 'web' });
		const { access_token } = (await web.refresh({ client_id: WEB })).body;
		web.accessToken = String(access_token);
		const endpointOf = async (someone: Caller, host: string) => {
			const headers = {
				Authorization: `Bearer ${someone.accessToken}`,
				'X-Forwarded-Host': host,
				'X-Forwarded-Proto': 'https',
			};
			return ticketOf(await announce(someone, randomBytes(5), {}, headers)).ticket.endpoint;
		};
		expect(await endpointOf(android, 'api-drive.mypikpak.com')).toBe('vip-lixian-07.mypikpak.com');
		expect(await endpointOf(android, 'api-drive.mypikpak.net')).toBe('vip-lixian-07.mypikpak.net');
		expect(await endpointOf(web, 'api-drive.mypikpak.com')).toBe('mypikpak.com');
	});
});

describe('An upload whose object is there', () => {
	test.each([
		['OSS', oss],
		['S3', s3],
	])('is complete, with its task, and delivers the bytes (%s)', async (_style, style) => {
		const someone = await signedIn();
		const bytes = randomBytes(300_001);
		const { ticket, fileId, taskId } = ticketOf(await announce(someone, bytes));
		const file = async () => (await someone.drive('GET', `/drive/v1/files/${fileId}`)).body;
		const task = async () => (await someone.drive('GET', `/drive/v1/tasks/${taskId}`)).body;
		expect(await file()).toMatchObject({ phase: 'PHASE_TYPE_PENDING', links: {} });
		const { status, etag } = await style(ticket, { method: 'PUT', body: bytes });
		expect(status).toBe(200);
		expect(etag).toMatch(/^"[0-9A-F]{32}"$/);
		expect(await file()).toMatchObject({
			phase: 'PHASE_TYPE_COMPLETE',
			size: '300001',
			hash: gcidOf(bytes),
			params: { platform: 'Upload' },
		});
		expect(await task()).toMatchObject({ phase: 'PHASE_TYPE_COMPLETE', progress: 100 });
		expect((await contentOf(someone, fileId)).equals(bytes)).toBe(true);
		expect(someone.simulator.journal.refusals()).toEqual([]);
	});

	test('may be sent a second time, as after a lost answer', async () => {
		const someone = await signedIn();
		const { ticket, fileId } = ticketOf(await announce(someone, HELLO));
		const fault = { name: 'x', match: { host: 'storage' }, times: 1 } as const;
		someone.simulator.addFault({ ...fault, effect: { kind: 'lose' } });
		await expect(oss(ticket, { method: 'PUT', body: HELLO })).rejects.toThrow('fetch failed');
		expect((await oss(ticket, { method: 'PUT', body: HELLO })).status).toBe(200);
		expect(await contentOf(someone, fileId)).toEqual(HELLO);
	});

	test.each([
		['other bytes', Buffer.from('hallo'), `5 bytes with the gcid ${gcidOf(Buffer.from('hallo'))}`],
		['fewer bytes', Buffer.from('hell'), '4 bytes with the gcid'],
		['no bytes', Buffer.alloc(0), '0 bytes with the gcid'],
	])('with %s than announced is refused, and stays a placeholder', async (_what, body, words) => {
		const someone = await signedIn();
		const { ticket, fileId } = ticketOf(await announce(someone, HELLO));
		const reply = await oss(ticket, { method: 'PUT', body });
		expect(reply.status).toBe(400);
		expect(reply.xml['Error']?.['Message']).toContain(words);
		expect(reply.xml['Error']?.['Message']).toContain(`5 with ${gcidOf(HELLO)} announced`);
		expect(someone.simulator.journal.refusals()).toHaveLength(1);
		const { body: file } = await someone.drive('GET', `/drive/v1/files/${fileId}`);
		expect(file).toMatchObject({ phase: 'PHASE_TYPE_PENDING' });
	});
});

describe('An instant upload', () => {
	async function instant(someone: Caller, bytes: Buffer, fields: Json = {}): Promise<Json> {
		const { status, body } = await announce(someone, bytes, fields);
		expect({ status, resumable: body['resumable'] }).toEqual({ status: 200, resumable: null });
		expect(body['task']).toBeNull();
		return body['file'] as Json;
	}

	test('is one of content that was uploaded before, even if that file is gone', async () => {
		const someone = await signedIn();
		const id = await uploaded(someone, HELLO);
		const again = await instant(someone, HELLO);
		expect(again).toMatchObject({ name: 'a(1).bin', phase: 'PHASE_TYPE_COMPLETE', size: '5' });
		expect(await contentOf(someone, String(again['id']))).toEqual(HELLO);
		await someone.drive('POST', '/drive/v1/files:batchTrash', { body: { ids: [id] } });
		expect(await instant(someone, HELLO, { name: 'b.bin' })).toMatchObject({ name: 'b.bin' });
	});

	test('is one of what a download has made, or of what a preview shows', async () => {
		const someone = await signedIn();
		const url = 'https://example.org/a.zip';
		const { fileId } = someone.simulator.addTask({ url, size: 7, phase: 'PHASE_TYPE_COMPLETE' });
		const { hash } = (await someone.drive('GET', `/drive/v1/files/${fileId}`)).body;
		expect(await instant(someone, HELLO, { hash, size: 7 })).toMatchObject({ size: '7', hash });
		const magnet = 'magnet:?xt=urn:btih:08ada5a7a6183aae1e09d831df6748d566095a10';
		someone.simulator.addContent({ url: magnet, files: [{ path: 'b.mkv', size: 9 }] });
		const asked = { urls: magnet, page_size: 500, thumbnail_type: 'FROM_HASH' };
		const { body } = await someone.drive('POST', '/drive/v1/resource/list', { body: asked });
		const { resources } = body['list'] as { resources: Array<{ meta: { hash: string } }> };
		const shown = resources[0]?.meta.hash;
		expect(await instant(someone, HELLO, { hash: shown, size: 9 })).toMatchObject({ size: '9' });
	});

	test('is one of no bytes, whose size may be left out', async () => {
		const someone = await signedIn();
		const nothing = Buffer.alloc(0);
		expect(await instant(someone, nothing)).toMatchObject({ size: '0' });
		expect(await instant(someone, nothing, { size: undefined })).toMatchObject({ size: '0' });
		const ofOneBlock = 'BE1BDEC0AA74B4DCB079943E70528096CCA985F8';
		expect(await instant(someone, nothing, { hash: ofOneBlock })).toMatchObject({ size: '0' });
		const { status } = await announce(someone, nothing, { hash: gcidOf(HELLO) });
		expect(status).toBe(400);
	});

	test('with a known hash of another size is refused', async () => {
		const someone = await signedIn();
		await uploaded(someone, HELLO);
		const { status, body } = await announce(someone, HELLO, { size: 6 });
		expect(status).toBe(400);
		expect(body['error_description']).toContain('of a content of 5 bytes, not of 6');
	});
});

describe('The lookup by cid', () => {
	test('tells the gcid of what was uploaded, in either case, and nothing of the rest', async () => {
		const someone = await signedIn();
		const bytes = randomBytes(100_000);
		await uploaded(someone, bytes);
		const lookUp = async (cid: string, file_size: string) =>
			await someone.drive('GET', '/drive/v1/resource/cid', { query: { cid, file_size } });
		const cid = cidOf(bytes);
		for (const asked of [cid, cid.toUpperCase()]) {
			expect((await lookUp(asked, '100000')).body).toEqual({ gcid: gcidOf(bytes) });
		}
		expect((await lookUp(cid, '100001')).body).toEqual({ gcid: '' });
		expect((await lookUp(cidOf(HELLO), '5')).body).toEqual({ gcid: '' });
		expect(await lookUp(cid, '0')).toMatchObject({
			status: 400,
			body: { error_description: 'cid and file_size is required' },
		});
		expect(someone.simulator.journal.refusals()).toEqual([]);
	});
});

test('Uploaded bytes and half-sent ones are carried by a snapshot, and a reset forgets them', async () => {
	const someone = await signedIn();
	const fileId = await uploaded(someone, HELLO);
	const bytes = randomBytes(5);
	const { ticket, fileId: halfSent } = ticketOf(await announce(someone, bytes));
	const uploadId = await begin(oss, ticket);
	const query = { partNumber: '1', uploadId };
	const { etag } = await oss(ticket, { method: 'PUT', query, body: bytes });
	const other = await start();
	other.simulator.restore(JSON.parse(JSON.stringify(someone.simulator.snapshot())));
	other.accessToken = someone.accessToken;
	expect(await contentOf(other, fileId)).toEqual(HELLO);
	const moved = { ...ticket, endpoint: other.served.storageUrl };
	expect((await complete(oss, moved, uploadId, [[1, etag]])).status).toBe(200);
	expect(await contentOf(other, halfSent)).toEqual(bytes);
	other.simulator.reset();
	await other.signIn();
	expect((await announce(other, HELLO)).body['resumable']).not.toBeNull();
});
