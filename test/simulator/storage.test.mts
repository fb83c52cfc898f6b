import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { ossSignature } from '../../simulator/storage/ossSignature.mjs';
import { DEVICE, signedIn, start, stop, type Caller, type Json } from './support/caller.mjs';
import {
	announce,
	begin,
	codeOf,
	complete,
	contentOf,
	oss,
	ossOfBrowser,
	s3,
	ticketOf,
	type Style,
	type Ticket,
} from './support/uploader.mjs';

afterEach(stop);

const PART = 102_400;

const STYLES: Array<[string, Style]> = [
	['OSS', oss],
	['OSS of a browser', ossOfBrowser],
	['S3', s3],
];

async function announced(bytes: Buffer) {
	const someone = await signedIn();
	return { someone, bytes, ...ticketOf(await announce(someone, bytes)) };
}

async function put(
	style: Style,
	ticket: Ticket,
	uploadId: string,
	number: number,
	body: Buffer,
): Promise<string> {
	const query = { partNumber: String(number), uploadId };
	const { status, etag } = await style(ticket, { method: 'PUT', query, body });
	expect(status).toBe(200);
	return etag;
}

/** The request that somebody would send, which goes nowhere. */
async function sentBy(sending: () => Promise<unknown>): Promise<[url: string, init: RequestInit]> {
	const sent = jest.spyOn(globalThis, 'fetch').mockImplementation(async () => new Response(''));
	try {
		await sending();
		const [url, init] = sent.mock.lastCall ?? [];
		return [typeof url === 'string' ? url : '', init ?? {}];
	} finally {
		sent.mockRestore();
	}
}

async function phaseOf(someone: Caller, fileId: string): Promise<unknown> {
	return (await someone.drive('GET', `/drive/v1/files/${fileId}`)).body['phase'];
}

describe('A multipart upload', () => {
	test.each(STYLES)('makes the object of its parts (%s)', async (_name, style) => {
		const { someone, bytes, ticket, fileId } = await announced(randomBytes(2 * PART + 5));
		const uploadId = await begin(style, ticket);
		const parts: Array<readonly [number, string]> = [];
		for (const number of [1, 2, 3]) {
			const body = bytes.subarray((number - 1) * PART, number * PART);
			parts.push([number, await put(style, ticket, uploadId, number, body)]);
		}
		expect(await phaseOf(someone, fileId)).toBe('PHASE_TYPE_PENDING');
		const { status, xml } = await complete(style, ticket, uploadId, parts);
		expect(status).toBe(200);
		expect(xml['CompleteMultipartUploadResult']).toMatchObject({ Key: ticket.key });
		expect(await phaseOf(someone, fileId)).toBe('PHASE_TYPE_COMPLETE');
		expect((await contentOf(someone, fileId)).equals(bytes)).toBe(true);
		expect(someone.simulator.journal.refusals()).toEqual([]);
		const late = await complete(style, ticket, uploadId, parts);
		expect([late.status, codeOf(late)]).toEqual([404, 'NoSuchUpload']);
	});

	test.each(STYLES)(
		'goes on in another process with the parts that are listed (%s)',
		async (_name, style) => {
			const { someone, bytes, ticket, fileId } = await announced(randomBytes(3 * PART));
			const uploadId = await begin(style, ticket);
			const partOf = (number: number) => bytes.subarray((number - 1) * PART, number * PART);
			for (const number of [3, 1]) await put(style, ticket, uploadId, number, partOf(number));
			const other = await start();
			other.simulator.restore(JSON.parse(JSON.stringify(someone.simulator.snapshot())));
			other.accessToken = someone.accessToken;
			const moved = { ...ticket, endpoint: other.served.storageUrl };
			const list = async (query: Record<string, string> = {}) => {
				const { xml } = await style(moved, { method: 'GET', query: { uploadId, ...query } });
				return xml['ListPartsResult'] ?? {};
			};
			const { Part } = await list();
			expect(Part).toMatchObject([
				{ PartNumber: '1', Size: String(PART) },
				{ PartNumber: '3', Size: String(PART) },
			]);
			const first = await list({ 'max-parts': '1' });
			expect(first).toMatchObject({ IsTruncated: 'true', NextPartNumberMarker: '1' });
			const rest = await list({ 'part-number-marker': '1' });
			expect(rest).toMatchObject({ IsTruncated: 'false', Part: [{ PartNumber: '3' }] });
			const [one, three] = (Part as Json[]).map(({ ETag }) => String(ETag));
			const two = await put(style, moved, uploadId, 2, partOf(2));
			const unquoted = two.replaceAll('"', '');
			const { status } = await complete(style, moved, uploadId, [
				[1, one ?? ''],
				[2, unquoted],
				[3, three ?? ''],
			]);
			expect(status).toBe(200);
			expect((await contentOf(other, fileId)).equals(bytes)).toBe(true);
		},
	);

	test('takes any split into parts, sent in any order, with some sent twice', async () => {
		const someone = await signedIn();
		const splits = fc.record({
			bytes: fc.integer({ min: 1, max: 5 * PART }).map((size) => randomBytes(size)),
			size: fc.integer({ min: PART, max: 2 * PART }),
			order: fc.array(fc.integer(), { minLength: 5 }),
			style: fc.constantFrom(oss, ossOfBrowser, s3),
		});
		await fc.assert(
			fc.asyncProperty(splits, async ({ bytes, size, order, style }) => {
				const { ticket, fileId } = ticketOf(await announce(someone, bytes));
				const uploadId = await begin(style, ticket);
				const all = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) => ({
					number: index + 1,
					body: bytes.subarray(index * size, (index + 1) * size),
					place: order[index] ?? 0,
				}));
				const etags = new Map<number, string>();
				for (const { number, body } of [...all].sort((one, other) => one.place - other.place)) {
					if (number === 1) await put(style, ticket, uploadId, 1, randomBytes(body.length));
					etags.set(number, await put(style, ticket, uploadId, number, body));
				}
				const parts = all.map(({ number }) => [number, etags.get(number) ?? ''] as const);
				expect((await complete(style, ticket, uploadId, parts)).status).toBe(200);
				expect((await contentOf(someone, fileId)).equals(bytes)).toBe(true);
			}),
			{ numRuns: 25, interruptAfterTimeLimit: 20_000 },
		);
		expect(someone.simulator.journal.refusals()).toEqual([]);
	});

	test('does not end with a part that is missing, another one or too small, or in another order', async () => {
		const { bytes, ticket, fileId, someone } = await announced(randomBytes(2 * PART));
		const uploadId = await begin(oss, ticket);
		const one = await put(oss, ticket, uploadId, 1, bytes.subarray(0, PART));
		const two = await put(oss, ticket, uploadId, 2, bytes.subarray(PART));
		const end = async (...parts: Array<[number, string]>) => {
			const reply = await complete(oss, ticket, uploadId, parts);
			return [reply.status, codeOf(reply)];
		};
		expect(await end([1, one], [3, two])).toEqual([400, 'InvalidPart']);
		expect(await end([1, two], [2, two])).toEqual([400, 'InvalidPart']);
		expect(await end([2, two], [1, one])).toEqual([400, 'InvalidPartOrder']);
		const small = await put(oss, ticket, uploadId, 1, bytes.subarray(0, PART - 1));
		expect(await end([1, small], [2, two])).toEqual([400, 'EntityTooSmall']);
		await put(oss, ticket, uploadId, 1, bytes.subarray(0, PART));
		expect((await end([1, one]))[0]).toBe(400);
		expect(someone.simulator.journal.refusals()).toHaveLength(1);
		expect(await phaseOf(someone, fileId)).toBe('PHASE_TYPE_PENDING');
		expect(await end([1, one], [2, two])).toEqual([200, undefined]);
	});

	test.each([
		'',
		'<CompleteMultipartUpload/>',
		'{"parts":[]}',
		'<CompleteMultipartUpload',
		'<a></b>',
		'<!DOCTYPE x [',
		'<![CDATA[',
		'<?xml',
	])('does not end with "%s"', async (body) => {
		const { ticket } = await announced(randomBytes(5));
		const uploadId = await begin(oss, ticket);
		const reply = await oss(ticket, { method: 'POST', query: { uploadId }, body });
		expect([reply.status, codeOf(reply)]).toEqual([400, 'MalformedXML']);
	});

	test('has no more bytes in its parts than were announced', async () => {
		const { ticket, bytes, someone, fileId } = await announced(randomBytes(2 * PART));
		const uploadId = await begin(oss, ticket);
		const one = await put(oss, ticket, uploadId, 1, bytes.subarray(0, PART));
		const query = { partNumber: '2', uploadId };
		const body = randomBytes(PART + 1);
		const reply = await oss(ticket, { method: 'PUT', query, body });
		expect(reply.status).toBe(400);
		expect(reply.xml['Error']?.['Message']).toContain(
			'204801 bytes in parts, with 204800 announced',
		);
		expect(someone.simulator.journal.refusals()).toHaveLength(1);
		await put(oss, ticket, uploadId, 2, randomBytes(PART));
		const two = await put(oss, ticket, uploadId, 2, bytes.subarray(PART));
		const parts = [[1, one] as const, [2, two] as const];
		expect((await complete(oss, ticket, uploadId, parts)).status).toBe(200);
		expect(await phaseOf(someone, fileId)).toBe('PHASE_TYPE_COMPLETE');
	});

	test('counts against what the simulator keeps, as often as its parts are there', async () => {
		const someone = await signedIn();
		await announce(someone, randomBytes(5), { size: 250 * 2 ** 20 });
		const body = randomBytes(3 * 2 ** 20);
		const { ticket } = ticketOf(await announce(someone, body));
		for (const status of [200, 200, 400]) {
			const query = { partNumber: '1', uploadId: await begin(oss, ticket) };
			const reply = await oss(ticket, { method: 'PUT', query, body });
			expect(reply.status).toBe(status);
		}
		const [refusal] = someone.simulator.journal.refusals();
		expect(refusal?.refused).toContain('keeps no more than 268435456 uploaded bytes');
		expect((await announce(someone, randomBytes(6))).status).toBe(400);
		expect((await oss(ticket, { method: 'PUT', body })).status).toBe(200);
		expect((await announce(someone, randomBytes(6))).status).toBe(200);
	});

	test('leaves nothing of others that were begun for the same object', async () => {
		const { ticket, bytes, someone } = await announced(randomBytes(5));
		const [other, uploadId] = [await begin(oss, ticket), await begin(oss, ticket)];
		await put(oss, ticket, other, 1, bytes);
		const etag = await put(oss, ticket, uploadId, 1, bytes);
		expect((await complete(oss, ticket, uploadId, [[1, etag]])).status).toBe(200);
		const uploads = Object.values(someone.simulator.snapshot().uploads);
		expect(uploads.map(({ multiparts }) => multiparts)).toEqual([{}]);
	});

	test.each(STYLES)('is gone when it is aborted (%s)', async (_name, style) => {
		const { ticket, bytes, someone, fileId } = await announced(randomBytes(5));
		const uploadId = await begin(style, ticket);
		const etag = await put(style, ticket, uploadId, 1, bytes);
		expect((await style(ticket, { method: 'DELETE', query: { uploadId } })).status).toBe(204);
		for (const reply of [
			await complete(style, ticket, uploadId, [[1, etag]]),
			await style(ticket, { method: 'GET', query: { uploadId } }),
			await style(ticket, { method: 'DELETE', query: { uploadId } }),
			await style(ticket, {
				method: 'PUT',
				query: { partNumber: '1', uploadId },
				body: bytes,
			}),
		]) {
			expect([reply.status, codeOf(reply)]).toEqual([404, 'NoSuchUpload']);
		}
		expect(await phaseOf(someone, fileId)).toBe('PHASE_TYPE_PENDING');
	});

	test.each([
		{ method: 'PUT', query: { partNumber: '10001', uploadId: 'x' } },
		{ method: 'PUT', query: { partNumber: '0', uploadId: 'x' } },
		{ method: 'GET', query: { uploadId: 'x', 'encoding-type': 'url' } },
		{ method: 'GET', query: {} },
		{ method: 'DELETE', query: {} },
		{ method: 'PUT', query: { 'x-id': 'UploadPart' } },
	])('knows no request such as %j', async (request) => {
		const { ticket, someone } = await announced(randomBytes(5));
		const reply = await s3(ticket, request);
		expect([reply.status, codeOf(reply)]).toEqual([400, 'invalid_argument']);
		expect(reply.xml['Error']?.['Message']).toContain('Refused by the simulator');
		expect(someone.simulator.journal.refusals()).toHaveLength(1);
	});
});

describe('A signature', () => {
	test('of OSS is as computed elsewhere', () => {
		const request = {
			method: 'PUT',
			headers: {
				'content-type': 'application/octet-stream',
				date: 'Thu, 01 Jan 2026 00:00:00 GMT',
				'x-oss-security-token': 'TOKEN',
			},
			resource: '/bkt/obj/key',
			query: { uploadId: 'UPID', partNumber: '1' },
		};
		expect(ossSignature(request, 'SECRET')).toBe('llD6XmkZLnA9GOyp+V0ylKMGucM=');
	});

	test.each(STYLES)('by another secret or of another key is refused (%s)', async (_name, style) => {
		const { ticket, bytes, someone } = await announced(randomBytes(5));
		const other = ticketOf(await announce(someone, randomBytes(5))).ticket;
		const attempt = async (changed: Partial<Ticket>, headers: Record<string, string> = {}) => {
			const request = { method: 'PUT', body: bytes, headers };
			const reply = await style({ ...ticket, ...changed }, request);
			return [reply.status, codeOf(reply)];
		};
		expect(await attempt({ access_key_secret: 'x' })).toEqual([403, 'SignatureDoesNotMatch']);
		expect(await attempt({ access_key_id: 'STS.x' })).toEqual([403, 'InvalidAccessKeyId']);
		expect(await attempt({ key: other.key })).toEqual([403, 'AccessDenied']);
		expect(await attempt({}, { authorization: '' })).toEqual([403, 'AccessDenied']);
		expect((await attempt({ security_token: other.security_token }))[0]).toBe(403);
		expect(await attempt({})).toEqual([200, undefined]);
	});

	test('covers the query and the time', async () => {
		const { ticket, bytes } = await announced(randomBytes(5));
		const uploadId = await begin(oss, ticket);
		const date = new Date(0).toUTCString();
		const late = await oss(ticket, { method: 'PUT', body: bytes, headers: { date } });
		expect([late.status, codeOf(late)]).toEqual([403, 'SignatureDoesNotMatch']);
		const query = { uploadId, 'max-parts': '1' };
		for (const style of [oss, s3]) {
			const [url, init] = await sentBy(async () => await style(ticket, { method: 'GET', query }));
			expect((await fetch(url, init)).status).toBe(200);
			expect((await fetch(url.replace(uploadId, 'another'), init)).status).toBe(403);
		}
	});

	test('of S3 covers the body, and all headers of S3', async () => {
		const { ticket, bytes, someone } = await announced(randomBytes(5));
		const attempt = async (headers: Record<string, string>) => {
			const reply = await s3(ticket, { method: 'PUT', body: bytes, headers });
			return [reply.status, codeOf(reply)];
		};
		expect(await attempt({ 'x-amz-meta-a': 'b' })).toEqual([403, 'AccessDenied']);
		const unsigned = { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' };
		expect(await attempt(unsigned)).toEqual([403, 'SignatureDoesNotMatch']);
		const [status, code] = await attempt({ 'x-amz-content-sha256': '0'.repeat(64) });
		expect([status, code]).toEqual([400, 'XAmzContentSHA256Mismatch']);
		expect(someone.simulator.journal.refusals()).toEqual([]);
		const streaming = { 'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER' };
		expect((await attempt(streaming))[0]).toBe(400);
		expect(someone.simulator.journal.refusals()).toHaveLength(1);
	});

	test('is good until the ticket expires, and a new upload has a new ticket', async () => {
		const { ticket, bytes, someone } = await announced(randomBytes(5));
		someone.simulator.advance(3 * 3_600_000 - 1);
		const uploadId = await begin(oss, ticket);
		someone.simulator.advance(1);
		const late = await oss(ticket, { method: 'GET', query: { uploadId } });
		expect([late.status, codeOf(late)]).toEqual([403, 'SecurityTokenExpired']);
		await someone.signIn();
		const again = ticketOf(await announce(someone, bytes));
		expect((await oss(again.ticket, { method: 'PUT', body: bytes })).status).toBe(200);
	});

	test.each<[Record<string, string>, string]>([
		[{ 'x-device-id': DEVICE }, 'x-device-id'],
		[{ 'x-captcha-token': 'ck0.x' }, 'x-captcha-token'],
		[{ 'x-client-id': 'x' }, 'x-client-id'],
		[{ authorization: 'Bearer x' }, 'authorization'],
	])('with %j of the API is refused by name', async (headers, named) => {
		const { ticket, bytes, someone } = await announced(randomBytes(5));
		const reply = await oss(ticket, { method: 'PUT', body: bytes, headers });
		expect(reply.status).toBe(400);
		expect(reply.xml['Error']?.['Message']).toContain(named);
		expect(someone.simulator.journal.refusals()).toHaveLength(1);
	});

	test('is checked as it was sent to a proxy', async () => {
		const { ticket, bytes, someone, fileId } = await announced(randomBytes(5));
		const endpoint = 'https://vip-lixian-07.mypikpak.com';
		const put = { method: 'PUT', body: bytes };
		const [url, init] = await sentBy(async () => await s3({ ...ticket, endpoint }, put));
		const headers = new Headers(init.headers);
		headers.set('X-Forwarded-Host', 'vip-lixian-07.mypikpak.com');
		headers.set('X-Forwarded-Proto', 'https');
		const address = someone.served.storageUrl + new URL(url).pathname;
		expect((await fetch(address, { ...init, headers })).status).toBe(200);
		expect(await phaseOf(someone, fileId)).toBe('PHASE_TYPE_COMPLETE');
	});
});

describe('The storage', () => {
	test('is in the journal, meets faults of its own, and its secrets are known', async () => {
		const { ticket, bytes, someone } = await announced(randomBytes(5));
		const { simulator } = someone;
		const effect = { kind: 'answer', status: 503, body: '' } as const;
		simulator.addFault({ name: 'busy', match: { host: 'storage' }, times: 1, effect });
		simulator.addFault({ name: 'other', match: {}, effect: { kind: 'tokenExpired' } });
		expect((await oss(ticket, { method: 'PUT', body: bytes })).status).toBe(503);
		expect((await oss(ticket, { method: 'PUT', body: bytes })).status).toBe(200);
		const route = 'PUT:/:key{.+}';
		const [first, second] = simulator.journal.entries({ route });
		expect(first).toMatchObject({ host: 'storage', status: 503, fault: 'busy' });
		expect(second).toMatchObject({ path: `/${ticket.key}`, status: 200, bearer: undefined });
		expect(simulator.secrets()).toMatchObject({
			accessKeySecrets: [ticket.access_key_secret],
			securityTokens: [ticket.security_token],
		});
		const other = await start();
		other.simulator.restore(simulator.snapshot());
		expect(other.simulator.secrets().securityTokens).toEqual([ticket.security_token]);
	});

	test('has nothing but objects, and no HEAD', async () => {
		const { ticket, someone } = await announced(randomBytes(5));
		for (const [method, key] of [
			['HEAD', ticket.key],
			['PATCH', ticket.key],
			['GET', ''],
		] as const) {
			expect((await oss(ticket, { method, key })).status).toBe(404);
		}
		expect(someone.simulator.journal.refusals()).toHaveLength(3);
	});
});
