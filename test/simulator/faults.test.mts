import { once } from 'node:events';
import { connect } from 'node:net';
import { signedIn, start, stop, type Caller } from './support/caller.mjs';
import { Faults, type Fault } from '../../simulator/faults.mjs';

afterEach(stop);

const TASKS = { host: 'drive', method: 'GET', path: '/drive/v1/tasks' } as const;

function add(someone: Caller, effect: Fault['effect'], more: Partial<Fault> = {}): void {
	someone.simulator.addFault({ name: 'trouble', match: TASKS, effect, ...more });
}

/** All that comes back over a bare socket, until it ends. */
async function bytesOf(someone: Caller, path: string): Promise<string> {
	const { hostname, port, pathname } = new URL(someone.served.driveUrl);
	const socket = connect(Number(port), hostname);
	socket.write(
		`GET ${pathname}${path} HTTP/1.1\r\nHost: ${hostname}\r\nAuthorization: Bearer ${someone.accessToken}\r\n\r\n`,
	);
	let bytes = '';
	socket.on('data', (data) => (bytes += String(data)));
	socket.on('error', () => undefined);
	await once(socket, 'close');
	return bytes;
}

describe('A fault', () => {
	test('answers with any status and body, in the place of the route', async () => {
		const someone = await signedIn();
		add(someone, { kind: 'answer', status: 503, body: { error: 'internal' } });
		expect(await someone.drive('GET', '/drive/v1/tasks')).toEqual({
			status: 503,
			body: { error: 'internal' },
		});
		add(someone, { kind: 'answer', status: 502, body: '<h1>Bad', contentType: 'text/html' });
		const page = await fetch(`${someone.served.driveUrl}/drive/v1/tasks`);
		expect([page.status, page.headers.get('content-type'), await page.text()]).toEqual([
			502,
			'text/html',
			'<h1>Bad',
		]);
		add(someone, { kind: 'answer', status: 204, body: '' });
		expect((await someone.drive('GET', '/drive/v1/tasks')).status).toBe(204);
	});

	test('answers with bytes that are no text', async () => {
		const someone = await signedIn();
		const bytes = Buffer.from([0x7b, 0xff, 0xfe, 0x7d]);
		add(someone, { kind: 'answer', status: 200, bytes: bytes.toString('base64') });
		const answer = await fetch(`${someone.served.driveUrl}/drive/v1/tasks`);
		expect(answer.headers.get('content-type')).toBe('application/json');
		expect(Buffer.from(await answer.arrayBuffer())).toEqual(bytes);
		add(someone, { kind: 'answer', status: 204, bytes: '' });
		expect((await someone.drive('GET', '/drive/v1/tasks')).status).toBe(204);
	});

	test('answers with headers, of which a content type goes before any other', async () => {
		const someone = await signedIn();
		const headers = { 'Retry-After': '60', Location: '/elsewhere', 'content-type': 'text/plain' };
		add(someone, { kind: 'answer', status: 302, body: '', headers });
		const url = `${someone.served.driveUrl}/drive/v1/tasks`;
		const answer = await fetch(url, { redirect: 'manual' });
		expect(answer.status).toBe(302);
		expect(Object.fromEntries(answer.headers)).toMatchObject({
			'retry-after': '60',
			location: '/elsewhere',
			'content-type': 'text/plain',
		});
	});

	test('drops the connection without a byte, and before the route has done anything', async () => {
		const someone = await signedIn();
		add(someone, { kind: 'drop' }, { match: {} });
		expect(await bytesOf(someone, '/drive/v1/tasks')).toBe('');
		await expect(someone.download('https://example.org/a.txt')).rejects.toThrow('fetch failed');
		expect(someone.simulator.tasks()).toEqual([]);
		expect(someone.simulator.journal.count({ status: 0 })).toBe(2);
	});

	test('loses the answer without a byte, after the route has done its work', async () => {
		const someone = await signedIn();
		add(someone, { kind: 'lose' }, { match: {} });
		expect(await bytesOf(someone, '/drive/v1/tasks')).toBe('');
		await expect(someone.download('https://example.org/a.txt')).rejects.toThrow('fetch failed');
		expect(someone.simulator.tasks()).toMatchObject([{ name: 'a.txt' }]);
		expect(someone.simulator.journal.count({ status: 0 })).toBe(2);
	});

	test('stalls, and goes on', async () => {
		const someone = await signedIn();
		add(someone, { kind: 'stall', ms: 200 });
		const before = performance.now();
		expect((await someone.drive('GET', '/drive/v1/tasks')).status).toBe(200);
		expect(performance.now() - before).toBeGreaterThan(190);
	});

	test('that stalls does not keep the simulator from ending', async () => {
		const someone = await signedIn();
		add(someone, { kind: 'stall', ms: 3_600_000 });
		const answer = someone.drive('GET', '/drive/v1/tasks');
		const broken = expect(answer).rejects.toThrow();
		await new Promise((resolve) => setTimeout(resolve, 100));
		await someone.served.close();
		await broken;
	});

	test('holds a request until its sender gives up, and before the route has done anything', async () => {
		const someone = await signedIn();
		add(someone, { kind: 'hang' }, { match: {} });
		const signal = AbortSignal.timeout(100);
		const { id } = someone.simulator.addTask();
		const url = `${someone.served.driveUrl}/drive/v1/tasks?task_ids=${id}&delete_files=true`;
		const headers = { Authorization: `Bearer ${someone.accessToken}` };
		await expect(fetch(url, { method: 'DELETE', signal, headers })).rejects.toThrow('timeout');
		const noted = () => someone.simulator.journal.entries({ status: 0 });
		while (noted().length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
		expect(noted()).toMatchObject([{ method: 'DELETE', fault: 'trouble' }]);
		expect(someone.simulator.tasks()).toMatchObject([{ id }]);
	});

	test('holds a large request no longer than its sender waits', async () => {
		const someone = await signedIn();
		add(someone, { kind: 'hang' }, { match: {} });
		const url = `${someone.served.storageUrl}/key`;
		const request = { method: 'PUT', body: new Uint8Array(20_000_000) };
		const sent = fetch(url, { ...request, signal: AbortSignal.timeout(300) });
		await expect(sent).rejects.toThrow('timeout');
		const noted = () => someone.simulator.journal.entries({ status: 0 });
		for (let tries = 0; noted().length === 0 && tries < 400; tries++) {
			await new Promise((resolve) => setTimeout(resolve, 5));
		}
		expect(noted()).toMatchObject([{ method: 'PUT', fault: 'trouble' }]);
	});

	test('that holds a request does not keep the simulator from ending', async () => {
		const someone = await signedIn();
		add(someone, { kind: 'hang' });
		const broken = expect(someone.drive('GET', '/drive/v1/tasks')).rejects.toThrow();
		await new Promise((resolve) => setTimeout(resolve, 100));
		await someone.served.close();
		await broken;
	});

	test('cuts the real answer, whose head tells the full length', async () => {
		const someone = await signedIn();
		const whole = JSON.stringify((await someone.drive('GET', '/drive/v1/tasks')).body);
		add(someone, { kind: 'truncate', bytes: 10 });
		const [head = '', body] = (await bytesOf(someone, '/drive/v1/tasks')).split('\r\n\r\n');
		expect(head).toContain('HTTP/1.1 200');
		expect(head.toLowerCase()).toContain(`content-length: ${String(whole.length)}`);
		expect(body).toBe(whole.slice(0, 10));
		await expect(someone.drive('GET', '/drive/v1/tasks')).rejects.toThrow('terminated');
	});

	test('that cuts the answer lets the route do its work', async () => {
		const someone = await signedIn();
		add(someone, { kind: 'truncate', bytes: 1 }, { match: { path: '/drive/v1/files' } });
		await expect(someone.download('https://example.org/a.txt')).rejects.toThrow('terminated');
		expect(someone.simulator.tasks()).toHaveLength(1);
	});

	test('demands a captcha token of a drive call, which a good one satisfies', async () => {
		const someone = await signedIn();
		add(someone, { kind: 'captchaDemanded' }, { match: {} });
		expect(await someone.drive('GET', '/drive/v1/tasks')).toMatchObject({
			status: 400,
			body: { error: 'captcha_invalid', error_code: 9 },
		});
		const { status, body } = await someone.driveCaptcha();
		expect(status).toBe(200);
		const headers = {
			Authorization: `Bearer ${someone.accessToken}`,
			'X-Captcha-Token': String(body['captcha_token']),
			'X-Device-Id': '0123456789abcdef0123456789abcdef',
		};
		expect((await someone.drive('GET', '/drive/v1/tasks', { headers })).status).toBe(200);
	});

	test('says that the access token is expired, or the calls too frequent', async () => {
		const someone = await signedIn();
		add(someone, { kind: 'tokenExpired' });
		expect(await someone.drive('GET', '/drive/v1/tasks')).toMatchObject({
			status: 401,
			body: { error: 'unauthenticated', error_code: 16 },
		});
		add(someone, { kind: 'tooFrequent' }, { match: {} });
		expect(await someone.drive('GET', '/drive/v1/tasks')).toMatchObject({
			status: 400,
			body: { error_code: 10 },
		});
		const signIn = await someone.attempt({ captcha_token: 'any' });
		expect(signIn).toMatchObject({ status: 400, body: { error_code: 4002 } });
		expect(signIn.body['error_description']).toContain('too frequent');
	});
});

describe('Faults', () => {
	const BROKEN = { kind: 'answer', status: 500, body: '' } as const;

	test.each<[Fault['match'], number[]]>([
		[{ path: '/v1/auth/*' }, [500, 200]],
		[{ path: '/v1/auth' }, [400, 200]],
		[{ host: 'drive' }, [400, 500]],
		[{ method: 'POST' }, [500, 200]],
		[{}, [500, 500]],
	])('hit what matches %j', async (match, expected) => {
		const someone = await signedIn();
		add(someone, BROKEN, { match });
		const statusOf = async (url: string, method: string) =>
			(
				await fetch(url, {
					method,
					headers: { Authorization: `Bearer ${someone.accessToken}` },
				})
			).status;
		expect([
			await statusOf(`${someone.served.userUrl}/v1/auth/signin`, 'POST'),
			await statusOf(`${someone.served.driveUrl}/drive/v1/about`, 'GET'),
		]).toEqual(expected);
	});

	test('hit what names one id, in a list of ids or by itself, and leave the work undone', async () => {
		const someone = await signedIn();
		const [a = '', bad = '', c = ''] = someone.simulator.addTasks([{}, {}, {}]).map(({ id }) => id);
		const query = { task_ids: bad };
		const match = { method: 'DELETE', path: '/drive/v1/tasks', query };
		const body = { error: 'invalid_argument', error_code: 3 };
		add(someone, { kind: 'answer', status: 400, body }, { match });
		const remove = async (...ids: string[]) => {
			const named = ids.map((id): [string, string] => ['task_ids', id]);
			const options = { query: [...named, ['delete_files', 'false'] as [string, string]] };
			return (await someone.drive('DELETE', '/drive/v1/tasks', options)).status;
		};
		expect([await remove(`${a},${bad},${c}`), await remove(a, bad)]).toEqual([400, 400]);
		expect(someone.simulator.tasks()).toHaveLength(3);
		expect([await remove(a), await remove(bad), await remove(c)]).toEqual([200, 400, 200]);
		expect(someone.simulator.tasks()).toMatchObject([{ id: bad }]);
		expect((await someone.drive('DELETE', '/drive/v1/tasks')).body['error_description']).toContain(
			'Refused',
		);
	});

	test('are gone after their times, and can be removed and replaced before', async () => {
		const someone = await signedIn();
		const status = async () => (await someone.drive('GET', '/drive/v1/tasks')).status;
		const { simulator } = someone;
		add(someone, { kind: 'tokenExpired' }, { times: 2 });
		expect([await status(), await status(), await status()]).toEqual([401, 401, 200]);
		add(someone, { kind: 'tokenExpired' });
		add(someone, { kind: 'tooFrequent' });
		expect(simulator.faults()).toHaveLength(1);
		expect(await status()).toBe(400);
		expect(simulator.removeFault('trouble')).toBe(true);
		expect(simulator.removeFault('trouble')).toBe(false);
		expect(await status()).toBe(200);
	});

	test('hit a share of what matches, and leave the rest to the next one', async () => {
		const draws = [0.1, 0.3, 0.25, 0.2499];
		const faults = new Faults(() => draws.shift() ?? NaN);
		faults.add({ name: 'often', match: {}, share: 0.25, effect: { kind: 'drop' } });
		faults.add({ name: 'always', match: {}, effect: { kind: 'drop' }, times: 2 });
		const hit = () => faults.hit({ host: 'drive', method: 'GET', path: '/drive/v1/tasks' })?.name;
		expect([hit(), hit(), hit(), hit()]).toEqual(['often', 'always', 'always', 'often']);
		expect(draws).toEqual([]);
	});

	test('that break connections leave no complaint in the log', async () => {
		const complaints = [jest.spyOn(console, 'error'), jest.spyOn(console, 'info')];
		const someone = await signedIn();
		const { url, driveUrl } = someone.served;
		for (const effect of [{ kind: 'drop' }, { kind: 'truncate', bytes: 5 }] as const) {
			add(someone, effect, { match: {} });
			for (const method of ['GET', 'POST', 'HEAD']) {
				const body = method === 'POST' ? { body: '{}' } : {};
				const answer = fetch(`${driveUrl}/drive/v1/tasks`, { method, ...body });
				await answer.then(async (response) => await response.text()).catch(() => undefined);
			}
		}
		// The server is at leisure again.
		await fetch(url);
		for (const complaint of complaints) expect(complaint).not.toHaveBeenCalled();
		jest.restoreAllMocks();
	});

	test('are in the journal with their names', async () => {
		const someone = await start();
		add(someone, { kind: 'drop' }, { name: 'the cable' });
		await someone.drive('GET', '/drive/v1/tasks').catch(() => undefined);
		expect(someone.simulator.journal.entries()).toEqual([
			expect.objectContaining({ fault: 'the cable', status: 0, route: 'GET:/drive/v1/tasks' }),
		]);
	});
});
