import { signedIn, start, stop } from './support/caller.mjs';

afterEach(stop);

const LINK = 'https://example.org/books/alice.txt';

describe('A task that lives by itself', () => {
	test('waits, downloads and is done at the planned moments, whenever somebody looks', async () => {
		const someone = await signedIn({ life: { pendingMs: 10_000, runningMs: 100_000 } });
		await someone.download(LINK);
		expect(await someone.tasks()).toEqual([
			expect.objectContaining({
				phase: 'PHASE_TYPE_PENDING',
				progress: 0,
				message: 'Saving',
				file_size: '0',
				updated_time: '2026-11-24T12:00:00.000+08:00',
			}),
		]);
		someone.simulator.advance(52_345);
		expect(await someone.tasks()).toEqual([
			expect.objectContaining({
				phase: 'PHASE_TYPE_RUNNING',
				progress: 42,
				message: 'Saving',
				file_size: expect.stringMatching(/^[1-9]\d+$/) as string,
				updated_time: '2026-11-24T12:00:52.000+08:00',
			}),
		]);
		someone.simulator.advance(57_654);
		expect((await someone.tasks())[0]).toMatchObject({ phase: 'PHASE_TYPE_RUNNING', progress: 99 });
		someone.simulator.advance(3_600_000);
		expect(await someone.tasks()).toEqual([
			expect.objectContaining({
				phase: 'PHASE_TYPE_COMPLETE',
				progress: 100,
				message: 'Saved',
				updated_time: '2026-11-24T12:01:50.000+08:00',
			}),
		]);
	});

	test('is done at first sight if its life takes no time', async () => {
		const someone = await signedIn({ life: { pendingMs: 0, runningMs: 0 } });
		expect((await someone.download(LINK)).body['task']).toMatchObject({
			phase: 'PHASE_TYPE_PENDING',
		});
		expect((await someone.tasks())[0]).toMatchObject({ phase: 'PHASE_TYPE_COMPLETE' });
	});

	test('fails with the words of 2022 if it does not fit', async () => {
		const someone = await start({ seed: 'free' });
		await someone.signIn();
		const life = { pendingMs: 0, runningMs: 0 };
		someone.simulator.addTasks([
			{ name: 'fits', size: 6_000_000_000, life },
			{ name: 'does not', size: 6_000_000_000, life },
		]);
		expect(await someone.tasks()).toEqual([
			expect.objectContaining({
				name: 'does not',
				phase: 'PHASE_TYPE_ERROR',
				message: 'Storage space is not enough',
				file_id: '',
				file_size: '6000000000',
			}),
			expect.objectContaining({ name: 'fits', phase: 'PHASE_TYPE_COMPLETE' }),
		]);
	});

	test('stops living by itself when a control moves it', async () => {
		const someone = await signedIn({ life: { pendingMs: 1000, runningMs: 1000 } });
		await someone.download(LINK);
		const [task] = someone.simulator.tasks();
		someone.simulator.progress(String(task?.id), 90);
		someone.simulator.advance(3_600_000);
		expect((await someone.tasks())[0]).toMatchObject({ phase: 'PHASE_TYPE_RUNNING', progress: 90 });
	});
});

describe('A task that is moved by hand', () => {
	test('never moves by itself', async () => {
		const someone = await signedIn();
		await someone.download(LINK);
		someone.simulator.advance(3_600_000);
		expect((await someone.tasks())[0]).toMatchObject({ phase: 'PHASE_TYPE_PENDING' });
	});

	test('starts, gets on, and is done or fails, each at the moment it is told to', async () => {
		const someone = await signedIn();
		const { simulator } = someone;
		const [{ id: one }, { id: other }] = [simulator.addTask(), simulator.addTask()];
		simulator.advance(1000);
		expect(simulator.start(one)).toMatchObject({ phase: 'PHASE_TYPE_RUNNING', progress: 0 });
		simulator.advance(1000);
		expect(simulator.progress(one, 42)).toMatchObject({ progress: 42 });
		simulator.finish(one);
		simulator.fail(other, 'task_url_resolve_error');
		expect(await someone.tasks()).toEqual([
			expect.objectContaining({
				id: other,
				phase: 'PHASE_TYPE_ERROR',
				message: 'task_url_resolve_error',
				updated_time: '2026-11-24T12:00:02.000+08:00',
			}),
			expect.objectContaining({ id: one, phase: 'PHASE_TYPE_COMPLETE', progress: 100 }),
		]);
	});

	test('is not moved out of its end, and what is not there is not moved', async () => {
		const { simulator } = await start();
		const { id } = simulator.addTask({ phase: 'PHASE_TYPE_COMPLETE', name: 'alice.txt' });
		expect(() => simulator.finish(id)).toThrow('"alice.txt" is in PHASE_TYPE_COMPLETE');
		expect(() => simulator.start('VNone')).toThrow('There is no task "VNone"');
		simulator.deleteFile(id);
		expect(() => {
			simulator.deleteFile(id);
		}).toThrow('has made no file');
	});
});
