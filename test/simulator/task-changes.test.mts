import { ControlError } from '../../simulator/controls.mjs';
import { createSimulator } from '../../simulator/simulator.mjs';
import type { StoredTask } from '../../simulator/state.mjs';
import { signedIn, stop, type Caller, type Json } from './support/caller.mjs';

afterEach(stop);

const LINK = 'https://example.org/books/alice.txt';

async function create(someone: Caller): Promise<Json> {
	return (await someone.download(LINK)).body['task'] as Json;
}

async function files(someone: Caller): Promise<Json[]> {
	const query = { parent_id: '*', filters: JSON.stringify({ kind: { eq: 'drive#file' } }) };
	return (await someone.drive('GET', '/drive/v1/files', { query })).body['files'] as Json[];
}

async function remove(someone: Caller, query: Record<string, string> | Array<[string, string]>) {
	return await someone.drive('DELETE', '/drive/v1/tasks', { query });
}

async function retry(someone: Caller, id: unknown) {
	return await someone.drive('POST', '/drive/v1/task', {
		body: { type: 'offline', create_type: 'RETRY', id },
	});
}

describe('A new task', () => {
	test('is answered with the task, without its link, which later answers tell', async () => {
		const someone = await signedIn();
		const { status, body } = await someone.download(LINK);
		expect(status).toBe(200);
		expect(body).toMatchObject({
			upload_type: 'UPLOAD_TYPE_URL',
			url: { kind: 'upload#url' },
			file: null,
			task: { kind: 'drive#task', phase: 'PHASE_TYPE_PENDING', name: 'alice.txt', type: 'offline' },
		});
		expect(Object.keys((body['task'] as Json)['params'] as Json)).toEqual([
			'predict_speed',
			'predict_type',
		]);
		expect((await someone.tasks())[0]?.['params']).toMatchObject({ url: LINK });
	});

	test.each([
		['magnet:?xt=urn:btih:08ada5a7a6183aae1e09d831df6748d566095a10&dn=Sintel.mkv', 'Sintel.mkv'],
		[
			'magnet:?xt=urn:btih:08ada5a7a6183aae1e09d831df6748d566095a10',
			'08ada5a7a6183aae1e09d831df6748d566095a10',
		],
		['MAGNET:?dn=A+B%26C&xt=urn:btih:BCW2LJ5GDA5K4HQJ3AY56Z2I2VTAKWQQ', 'A B&C'],
		['https://example.org/a%20b/100%25%20c.pdf?x=1', '100% c.pdf'],
		['https://example.org/100%.pdf', '100%.pdf'],
		['https://example.org/files/', 'files'],
		['ed2k://|file|Moby%20Dick.epub|816203|0123456789ABCDEF0123456789ABCDEF|/', 'Moby Dick.epub'],
	])('from %s is named %s', async (url, name) => {
		const someone = await signedIn();
		expect((await someone.download(url)).body['task']).toMatchObject({ name });
	});

	test('takes another name for a link, and not for a magnet', async () => {
		const someone = await signedIn();
		const magnet = 'magnet:?xt=urn:btih:08ada5a7a6183aae1e09d831df6748d566095a10&dn=Sintel';
		const fields = { name: 'mine.txt' };
		expect((await someone.download(LINK, fields)).body['task']).toMatchObject(fields);
		expect((await someone.download(magnet, fields)).body['task']).toMatchObject({ name: 'Sintel' });
	});

	test('from another kind of link is not made', async () => {
		const someone = await signedIn();
		const reply = await someone.download('ftp://example.org/alice.txt');
		expect(reply).toMatchObject({ status: 400, body: { error: 'task_url_unsupported' } });
		expect(await someone.tasks()).toEqual([]);
	});

	test('has a placeholder from the beginning, and its own name if it is submitted twice', async () => {
		const someone = await signedIn();
		await create(someone);
		expect(await create(someone)).toMatchObject({ name: 'alice(1).txt' });
		expect(await files(someone)).toEqual([
			expect.objectContaining({ name: 'alice.txt', phase: 'PHASE_TYPE_PENDING' }),
			expect.objectContaining({ name: 'alice(1).txt', phase: 'PHASE_TYPE_PENDING' }),
		]);
	});
});

describe('One task', () => {
	test('is answered bare, with the query of one client or none', async () => {
		const someone = await signedIn();
		const { id } = await create(someone);
		const query = { type: 'offline', checkPhase: 'true' };
		for (const options of [{}, { query }]) {
			const reply = await someone.drive('GET', `/drive/v1/tasks/${String(id)}`, options);
			expect(reply).toMatchObject({ status: 200, body: { id, reference_resource: null } });
		}
	});

	test.each(['VNone', 'constructor'])('that is not there, "%s", is a 404', async (id) => {
		const someone = await signedIn();
		const reply = await someone.drive('GET', `/drive/v1/tasks/${id}`);
		expect(reply).toMatchObject({ status: 404, body: { error: 'not_found' } });
		expect(someone.simulator.journal.refusals()).toEqual([]);
	});
});

describe('A retry', () => {
	test('keeps the id, changes the file, counts, and can fail again', async () => {
		const someone = await signedIn();
		const { id, file_id } = await create(someone);
		const failTwice = async (times: string) => {
			someone.simulator.fail(String(id));
			const { task } = (await retry(someone, id)).body;
			expect(task).toMatchObject({
				id,
				phase: 'PHASE_TYPE_PENDING',
				progress: 0,
				params: { retry_times: times, url: LINK },
				file_id: expect.stringMatching(/^V/) as string,
			});
			expect((task as Json)['file_id']).not.toBe(file_id);
		};
		await failTwice('1');
		await failTwice('2');
		expect(await files(someone)).toHaveLength(1);
	});

	test('takes a running task too, and begins its life anew', async () => {
		const someone = await signedIn({ life: { pendingMs: 1000, runningMs: 10_000 } });
		const { id } = await create(someone);
		someone.simulator.advance(6000);
		expect((await retry(someone, id)).status).toBe(200);
		someone.simulator.advance(6000);
		expect((await someone.tasks())[0]).toMatchObject({ phase: 'PHASE_TYPE_RUNNING', progress: 50 });
		expect(await files(someone)).toHaveLength(1);
	});

	test('of a finished task is refused, unless its file was deleted', async () => {
		const someone = await signedIn();
		const { id } = someone.simulator.addTask({ phase: 'PHASE_TYPE_COMPLETE' });
		expect((await retry(someone, id)).status).toBe(400);
		someone.simulator.deleteFile(id);
		expect((await retry(someone, id)).status).toBe(200);
	});
});

describe('A new name of what a task makes', () => {
	const rename: Record<string, (someone: Caller, task: StoredTask, name: string) => unknown> = {
		'by the control': ({ simulator }, { id }, name) => simulator.rename(id, name),
		'over the API': async (someone, { fileId }, name) =>
			await someone.drive('PATCH', `/drive/v1/files/${fileId}`, { body: { name } }),
	};

	test.each(Object.entries(rename))("%s is the task's too until it is done", async (_, to) => {
		const someone = await signedIn();
		const { simulator } = someone;
		const task = simulator.addTask({ name: 'a.txt', phase: 'PHASE_TYPE_RUNNING' });
		await to(someone, task, 'b.txt');
		const names = async () => {
			const [{ name, file_name, reference_resource: file } = {}] = await someone.tasks({
				with: 'reference_resource',
			});
			return [name, file_name, (file as Json)['name']];
		};
		expect(await names()).toEqual(['b.txt', 'b.txt', 'b.txt']);
		simulator.finish(task.id);
		await to(someone, task, 'c.txt');
		expect(await names()).toEqual(['b.txt', 'b.txt', 'c.txt']);
		expect(simulator.file(task.id)?.name).toBe('c.txt');
	});

	test('makes no file of a folder', async () => {
		const someone = await signedIn();
		const { id } = someone.simulator.addTask({ name: 'Sintel' });
		someone.simulator.rename(id, 'Sintel.mkv');
		expect((await someone.tasks())[0]).toMatchObject({ name: 'Sintel.mkv', status_size: 2 });
	});

	test('is refused if it is taken, is the same, or if there is nothing to name', () => {
		const simulator = createSimulator();
		const [one, other] = simulator.addTasks([{ name: 'a.txt' }, { name: 'b.txt' }]);
		const to = (name: string, id = one?.id ?? '') => {
			return () => simulator.rename(id, name);
		};
		expect(to('b.txt')).toThrow('already in use');
		expect(to('a.txt')).toThrow('the same');
		simulator.fail(other?.id ?? '');
		expect(to('c.txt', other?.id)).toThrow(ControlError);
		expect(simulator.tasks().map(({ name }) => name)).toEqual(['b.txt', 'a.txt']);
	});
});

describe('Deleting tasks', () => {
	test('takes the ids in one text or one by one, and answers with nothing', async () => {
		const someone = await signedIn();
		const ids = someone.simulator.addTasks([{}, {}, {}, {}, {}]).map(({ id }) => id);
		const [a = '', b = '', c = '', d = ''] = ids;
		expect(await remove(someone, { task_ids: `${a},${b}`, delete_files: 'false' })).toEqual({
			status: 200,
			body: {},
		});
		await remove(someone, [
			['task_ids', c],
			['task_ids', d],
			['delete_files', 'false'],
		]);
		expect((await someone.tasks()).map(({ id }) => id)).toEqual(ids.slice(4));
	});

	test('takes a hundred ids at once', async () => {
		const someone = await signedIn();
		const ids = someone.simulator.addTasks(Array.from({ length: 200 }, () => ({})));
		const joined = ids.slice(0, 100).map(({ id }) => id);
		await remove(someone, { task_ids: joined.join(','), delete_files: 'false' });
		const named = ids.slice(100).map(({ id }): [string, string] => ['task_ids', id]);
		await remove(someone, [...named, ['delete_files', 'false']]);
		expect(someone.simulator.tasks()).toEqual([]);
	});

	test('removes the placeholder of an unfinished task in any case, and a finished file on demand', async () => {
		const someone = await signedIn();
		const task = (name: string, phase: 'PHASE_TYPE_RUNNING' | 'PHASE_TYPE_COMPLETE') =>
			someone.simulator.addTask({ name, phase }).id;
		const running = task('running.pdf', 'PHASE_TYPE_RUNNING');
		const kept = task('kept.pdf', 'PHASE_TYPE_COMPLETE');
		const thrown = task('thrown.pdf', 'PHASE_TYPE_COMPLETE');
		await remove(someone, { task_ids: `${running},${kept}`, delete_files: 'false' });
		await remove(someone, { task_ids: thrown, delete_files: 'true' });
		expect(await someone.tasks()).toEqual([]);
		expect((await files(someone)).map(({ name }) => name)).toEqual(['kept.pdf']);
	});

	test('by path is not implemented', async () => {
		const someone = await signedIn();
		const { id } = await create(someone);
		const reply = await someone.drive('DELETE', `/drive/v1/tasks/${String(id)}`);
		expect(reply).toMatchObject({ status: 501, body: { error: 'unimplemented' } });
		expect(await someone.tasks()).toHaveLength(1);
	});
});
