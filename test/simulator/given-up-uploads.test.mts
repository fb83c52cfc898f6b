import { signedIn, stop, type Caller, type Json } from './support/caller.mjs';
import { announce, begin, codeOf, oss, ticketOf, type Ticket } from './support/uploader.mjs';

afterEach(stop);

const HELLO = Buffer.from('hello');

describe('An upload that is given up', () => {
	async function expectRefusal(someone: Caller, ticket: Ticket, words: string): Promise<void> {
		const before = someone.simulator.journal.refusals().length;
		const late = await oss(ticket, { method: 'PUT', body: HELLO });
		expect([late.status, codeOf(late)]).toEqual([400, 'invalid_argument']);
		expect(late.xml['Error']?.['Message']).toContain(words);
		expect(someone.simulator.journal.refusals()).toHaveLength(before + 1);
	}

	test('ends with its task, and takes the placeholder along', async () => {
		const someone = await signedIn();
		const { ticket, fileId, taskId } = ticketOf(await announce(someone, HELLO));
		const query = { task_ids: taskId, delete_files: 'false' };
		await someone.drive('DELETE', '/drive/v1/tasks', { query });
		expect((await someone.drive('GET', `/drive/v1/files/${fileId}`)).status).toBe(404);
		await expectRefusal(someone, ticket, 'is gone');
		const again = await announce(someone, HELLO);
		expect(again.body['file']).toMatchObject({ name: 'a.bin', phase: 'PHASE_TYPE_PENDING' });
		await expectRefusal(someone, ticket, 'is gone');
		expect(Object.keys(someone.simulator.snapshot().uploads)).toHaveLength(2);
	});

	test('ends with its placeholder, deleted for good, and lets go of its parts', async () => {
		const someone = await signedIn();
		const { ticket, fileId } = ticketOf(await announce(someone, HELLO));
		const query = { partNumber: '1', uploadId: await begin(oss, ticket) };
		expect((await oss(ticket, { method: 'PUT', query, body: HELLO })).status).toBe(200);
		await someone.drive('POST', '/drive/v1/files:batchDelete', { body: { ids: [fileId] } });
		await expectRefusal(someone, ticket, 'is gone');
		await announce(someone, Buffer.from('hallo'));
		expect(JSON.stringify(someone.simulator.snapshot())).not.toContain(HELLO.toString('base64'));
	});

	test('ends with its placeholder, in the trash or in a folder there, and goes on when it is out of it', async () => {
		const someone = await signedIn();
		const made = { kind: 'drive#folder', name: 'outer', parent_id: '' };
		const { body } = await someone.drive('POST', '/drive/v1/files', { body: made });
		const { id: outer } = body['file'] as { id: string };
		const within = { ...made, name: 'inner', parent_id: outer };
		const inner = (await someone.drive('POST', '/drive/v1/files', { body: within })).body['file'];
		const parent_id = (inner as Json)['id'];
		const { ticket, fileId } = ticketOf(await announce(someone, HELLO, { parent_id }));
		for (const id of [fileId, outer]) {
			await someone.drive('POST', '/drive/v1/files:batchTrash', { body: { ids: [id] } });
			await expectRefusal(someone, ticket, 'is in the trash');
			await someone.drive('POST', '/drive/v1/files:batchUntrash', { body: { ids: [id] } });
		}
		expect((await oss(ticket, { method: 'PUT', body: HELLO })).status).toBe(200);
	});

	test('is forgotten when its ticket has expired', async () => {
		const someone = await signedIn();
		const { ticket, fileId } = ticketOf(await announce(someone, HELLO));
		await someone.drive('POST', '/drive/v1/files:batchDelete', { body: { ids: [fileId] } });
		someone.simulator.advance(3 * 3_600_000);
		await someone.signIn();
		await announce(someone, HELLO);
		expect(Object.keys(someone.simulator.snapshot().uploads)).toHaveLength(1);
		const late = await oss(ticket, { method: 'PUT', body: HELLO });
		expect([late.status, codeOf(late)]).toEqual([403, 'InvalidAccessKeyId']);
	});

	test('is not retried by the API', async () => {
		const someone = await signedIn();
		const { taskId } = ticketOf(await announce(someone, HELLO));
		const body = { type: 'offline', create_type: 'RETRY', id: taskId };
		expect((await someone.drive('POST', '/drive/v1/task', { body })).status).toBe(400);
		expect(someone.simulator.journal.refusals()).toHaveLength(1);
	});
});
