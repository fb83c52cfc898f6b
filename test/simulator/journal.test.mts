import { once } from 'node:events';
import { connect } from 'node:net';
import { Journal } from '../../simulator/journal.mjs';
import { DEVICE, signedIn, stop } from './support/caller.mjs';
import { announce, ticketOf } from './support/uploader.mjs';

afterEach(stop);

describe('The journal', () => {
	test('tells what was asked, from where, and what was answered', async () => {
		const someone = await signedIn();
		const { simulator } = someone;
		const { id } = simulator.addTask();
		const headers = { Authorization: `Bearer ${someone.accessToken}`, 'X-Device-Id': DEVICE };
		await someone.drive('GET', `/drive/v1/tasks/${id}`, { headers, query: { type: 'offline' } });
		expect(simulator.journal.entries().at(-1)).toEqual({
			at: simulator.now(),
			host: 'drive',
			method: 'GET',
			path: `/drive/v1/tasks/${id}`,
			route: 'GET:/drive/v1/tasks/:id',
			query: { type: 'offline' },
			status: 200,
			deviceId: DEVICE,
			bearer: expect.stringMatching(/^[0-9a-f]{8}$/) as string,
		});
	});

	test('tells access tokens apart without naming them', async () => {
		const someone = await signedIn();
		const { simulator } = someone;
		await someone.tasks();
		await someone.tasks();
		await someone.signIn();
		await someone.tasks();
		const route = 'GET:/drive/v1/tasks';
		const [one, same, other] = simulator.journal.entries({ route }).map(({ bearer }) => bearer);
		expect(one).toBe(same);
		expect(one).not.toBe(other);
		expect(JSON.stringify(simulator.journal.entries())).not.toContain(someone.accessToken);
	});

	test('counts by route and by status', async () => {
		const someone = await signedIn();
		const { journal } = someone.simulator;
		await someone.attempt();
		const signIns = { route: 'POST:/v1/auth/signin' };
		expect(journal.count(signIns)).toBe(2);
		expect(journal.count({ ...signIns, status: 200 })).toBe(1);
		expect(journal.entries({ ...signIns, status: 400 })).toEqual([
			expect.objectContaining({ error: 'captcha_required' }),
		]);
		expect(journal.count()).toBe(3);
		expect(journal.count({ route: 'GET:/drive/v1/about' })).toBe(0);
	});

	test.each(['storageUrl', 'driveUrl', 'userUrl'] as const)(
		'tells of a client that goes away in the middle of a body that it was sent nothing (%s)',
		async (host) => {
			const someone = await signedIn();
			const { simulator, served } = someone;
			const { ticket } = ticketOf(await announce(someone, Buffer.from('hello')));
			const path = { storageUrl: ticket.key, driveUrl: 'drive/v1/files', userUrl: 'v1/auth/token' };
			const { hostname, port, pathname } = new URL(served[host]);
			const socket = connect(Number(port), hostname);
			const head = [
				`${host === 'storageUrl' ? 'PUT' : 'POST'} ${pathname}/${path[host]} HTTP/1.1`,
				`Host: ${hostname}`,
				`Authorization: Bearer ${someone.accessToken}`,
				'Content-Type: application/json',
				'Content-Length: 1000000',
			];
			const before = simulator.journal.count();
			socket.write(`${head.join('\r\n')}\r\n\r\n{"kind":`);
			await once(socket, 'ready');
			await new Promise((resolve) => setTimeout(resolve, 50));
			socket.destroy();
			for (let tries = 0; simulator.journal.count() === before && tries < 200; tries++) {
				await new Promise((resolve) => setTimeout(resolve, 5));
			}
			expect(simulator.journal.entries().slice(before)).toMatchObject([{ status: 0 }]);
		},
	);

	test('does not count what a person does on the page or with the controls', async () => {
		const someone = await signedIn();
		const before = someone.simulator.journal.count();
		await fetch(someone.served.url);
		await fetch(`${someone.served.url}/_simulator/tasks`, { method: 'POST' });
		expect(someone.simulator.journal.count()).toBe(before);
	});

	test('forgets the oldest of more than 10,000, and still counts them', () => {
		const journal = new Journal();
		const entry = {
			host: 'drive',
			method: 'GET',
			path: '/',
			route: 'r',
			query: {},
			status: 200,
		} as const;
		journal.record({ ...entry, at: 0, refused: 'an early one' });
		for (let at = 1; at <= 10_000; at += 1) journal.record({ ...entry, at });
		expect(journal.entries()).toHaveLength(10_000);
		expect(journal.entries()[0]).toMatchObject({ at: 1 });
		expect(journal.count({ route: 'r' })).toBe(10_001);
		expect(journal.refusals()).toHaveLength(1);
		journal.clear();
		expect([journal.entries(), journal.count(), journal.refusals()]).toEqual([[], 0, []]);
	});
});
