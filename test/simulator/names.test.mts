import { signedIn, stop, type Caller, type Json, type Reply } from './support/caller.mjs';
import { announce } from './support/uploader.mjs';

afterEach(stop);

async function newFolder(someone: Caller, name: string): Promise<Reply> {
	const body = { kind: 'drive#folder', name, parent_id: '' };
	return await someone.drive('POST', '/drive/v1/files', { body });
}

test.each([
	'',
	'.',
	'..',
	' ',
	' a',
	'a ',
	'a.',
	...Array.from('\u0000\u0001\n\u001f"*/:<>?\\|', (sign) => `a${sign}b`),
	'a\ud800b',
])('A client cannot give the name %j to anything', async (name) => {
	const someone = await signedIn();
	const { id } = (await newFolder(someone, 'folder')).body['file'] as { id: string };
	const replies = [
		await newFolder(someone, name),
		await someone.drive('PATCH', `/drive/v1/files/${id}`, { body: { name } }),
		await announce(someone, Buffer.from('hello'), { name }),
	];
	for (const { status, body } of replies) {
		expect({ status, error: body['error'] }).toEqual({ status: 400, error: 'invalid_argument' });
		expect(body['error_description']).toContain('the field "name"');
	}
	expect(someone.simulator.journal.refusals()).toHaveLength(3);
});

test.each(['.a', 'a b', "l'été & 東京 🎬", 'a\u007fb', 'ａ＂／', 'x'.repeat(5000)])(
	'A client may give the name %j',
	async (name) => {
		const someone = await signedIn();
		expect((await newFolder(someone, name)).body['file']).toMatchObject({ name });
		expect(someone.simulator.journal.refusals()).toEqual([]);
	},
);

test('A body that is not UTF-8 is refused', async () => {
	const someone = await signedIn();
	const json = JSON.stringify({ kind: 'drive#folder', name: 'a\u00ffb', parent_id: '' });
	const headers = {
		Authorization: `Bearer ${someone.accessToken}`,
		'Content-Type': 'application/json',
	};
	const request = { method: 'POST', headers, body: new Uint8Array(Buffer.from(json, 'latin1')) };
	const response = await fetch(`${someone.served.driveUrl}/drive/v1/files`, request);
	expect(response.status).toBe(400);
	expect(((await response.json()) as Json)['error_description']).toContain('not UTF-8');
});

test('Names that links bring are not held to what clients may give', async () => {
	const someone = await signedIn();
	const { body } = await someone.download(
		'magnet:?xt=urn:btih:08ada5a7a6183aae1e09d831df6748d566095a10&dn=a%3Ab.',
	);
	expect(body['task']).toMatchObject({ name: 'a:b.' });
	expect(someone.simulator.journal.refusals()).toEqual([]);
});
