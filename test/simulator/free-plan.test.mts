import { signedIn, stop } from './support/caller.mjs';

afterEach(stop);

const LINK = 'https://example.org/alice.txt';
const FULL = { name: 'all.zip', phase: 'PHASE_TYPE_COMPLETE', size: 6 * 2 ** 30 } as const;

describe('The free plan', () => {
	test('has three offline tasks a day, and the day begins at midnight in UTC+8', async () => {
		const someone = await signedIn({ seed: 'free', limits: { accessSeconds: 100_000 } });
		for (let count = 1; count <= 3; count += 1) {
			expect((await someone.download(LINK)).status).toBe(200);
		}
		const refused = { status: 403, body: { error: 'task_daily_create_limit' } };
		expect(await someone.download(LINK)).toMatchObject(refused);
		// The clock of the tests begins at noon.
		someone.simulator.advance(12 * 3_600_000 - 1);
		expect(await someone.download(LINK)).toMatchObject(refused);
		someone.simulator.advance(1);
		expect((await someone.download(LINK)).status).toBe(200);
	});

	test('gets no day back for a task that is deleted', async () => {
		const someone = await signedIn({ seed: 'free' });
		for (let count = 1; count <= 3; count += 1) await someone.download(LINK);
		for (const { id } of someone.simulator.tasks()) someone.simulator.remove(id);
		expect((await someone.download(LINK)).status).toBe(403);
	});

	test('has 6 GB, after which nothing more is taken', async () => {
		const someone = await signedIn({ seed: 'free' });
		const { id } = someone.simulator.addTask(FULL);
		expect(await someone.download(LINK)).toMatchObject({
			status: 400,
			body: { error: 'file_space_not_enough', error_code: 8 },
		});
		someone.simulator.deleteFile(id);
		expect((await someone.download(LINK)).status).toBe(200);
	});

	test('is told by the account, as decimal texts', async () => {
		const someone = await signedIn({ seed: 'free' });
		await someone.download(LINK);
		someone.simulator.addTask({ name: 'a.zip', phase: 'PHASE_TYPE_COMPLETE', size: 1000 });
		expect((await someone.drive('GET', '/drive/v1/about')).body).toMatchObject({
			kind: 'drive#about',
			quota: { limit: '6442450944', usage: '1000', is_unlimited: false },
			quotas: { cloud_download: { limit: '3', usage: '1' } },
		});
	});
});

describe('A limit of running tasks', () => {
	const limits = { runningTasks: 2 };
	const refused = { status: 400, body: { error: 'task_run_nums_limit' } };

	test('counts those that wait or download, and costs nothing of the day', async () => {
		const someone = await signedIn({ seed: 'free', limits });
		someone.simulator.addTask({ phase: 'PHASE_TYPE_ERROR' });
		const { id } = someone.simulator.addTask({ phase: 'PHASE_TYPE_RUNNING' });
		expect((await someone.download(LINK)).status).toBe(200);
		expect(await someone.download(LINK)).toMatchObject(refused);
		someone.simulator.finish(id);
		expect((await someone.download(LINK)).status).toBe(200);
		expect(await someone.download(LINK)).toMatchObject(refused);
		expect((await someone.drive('GET', '/drive/v1/about')).body['quotas']).toMatchObject({
			cloud_download: { usage: '2' },
		});
	});
});

describe('The premium plan', () => {
	test('has no such limits', async () => {
		const someone = await signedIn();
		someone.simulator.addTask(FULL);
		for (let count = 1; count <= 5; count += 1) {
			expect((await someone.download(LINK)).status).toBe(200);
		}
	});
});
