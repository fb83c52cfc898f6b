import { start, stop, type Caller } from './support/caller.mjs';

afterEach(stop);

async function control(someone: Caller, name: string, input?: unknown) {
	const response = await fetch(`${someone.served.url}/_simulator/${name}`, {
		method: 'POST',
		...(input !== undefined && { body: JSON.stringify(input) }),
	});
	return { status: response.status, body: await response.json() };
}

async function done(someone: Caller, name: string, input?: unknown) {
	const { status, body } = await control(someone, name, input);
	expect({ status, body }).toMatchObject({ status: 200 });
	return body;
}

function faultThat(answers: object) {
	return { name: 'x', match: {}, effect: { kind: 'answer', status: 500, ...answers } };
}

describe('Over HTTP', () => {
	test('every control of the process can be reached', async () => {
		const someone = await start();
		const response = await fetch(`${someone.served.url}/_simulator`);
		const { controls } = (await response.json()) as { controls: string[] };
		const { simulator } = someone;
		const methodsOf = (object: object) =>
			Object.getOwnPropertyNames(Object.getPrototypeOf(object)).filter(
				(name) => name !== 'constructor',
			);
		const ofJournal = ['entries', 'count', 'refusals'].map((name) => `journal.${name}`);
		expect(controls.sort()).toEqual([...methodsOf(simulator), ...ofJournal].sort());
	});

	test('tasks are added and moved', async () => {
		const someone = await start();
		const { id } = (await done(someone, 'addTask', { name: 'a.txt', size: 5 })) as { id: string };
		const phases = [];
		for (const [name, input] of Object.entries({
			start: {},
			progress: { percent: 10 },
			fail: { message: 'file_maybe_ads' },
			retry: {},
			rename: { name: 'b.txt' },
			finish: {},
		})) {
			const { phase } = (await done(someone, name, { id, ...input })) as { phase: string };
			phases.push(phase.replace('PHASE_TYPE_', ''));
		}
		expect(phases).toEqual(['RUNNING', 'RUNNING', 'ERROR', 'PENDING', 'PENDING', 'COMPLETE']);
		expect(await done(someone, 'file', { id })).toMatchObject({ name: 'b.txt', size: 5 });
		expect(await done(someone, 'trashFile', { id })).toBeNull();
		expect(await done(someone, 'file', { id })).toMatchObject({ trashed: true });
		expect(await done(someone, 'deleteFile', { id })).toBeNull();
		expect(await done(someone, 'file', { id })).toBeNull();
		expect(await done(someone, 'remove', { id, withFile: true })).toBeNull();
		expect(await done(someone, 'addTasks', { tasks: [{}, {}] })).toHaveLength(2);
		expect(await done(someone, 'tasks')).toHaveLength(2);
	});

	test('the service is switched, and its state is taken and put back', async () => {
		const someone = await start();
		const { simulator } = someone;
		await done(someone, 'risk', { on: true, status: 403 });
		await done(someone, 'personNeeded', { on: true });
		expect(await done(someone, 'switches')).toEqual(simulator.switches());
		expect(simulator.switches()).toEqual({ risk: { on: true, status: 403 }, personNeeded: true });
		const snapshot = await done(someone, 'snapshot');
		await done(someone, 'reset', { seed: 'demo' });
		expect(simulator.tasks()).toHaveLength(8);
		await done(someone, 'restore', snapshot);
		expect(simulator.switches().personNeeded).toBe(true);
		const before = simulator.now();
		await done(someone, 'advance', { ms: 1000 });
		expect(await done(someone, 'now')).toBe(before + 1000);
		expect(await done(someone, 'account')).toEqual(simulator.account());
	});

	test('sessions end', async () => {
		const someone = await start();
		await someone.signIn();
		await done(someone, 'expireAccessTokens');
		expect((await someone.drive('GET', '/drive/v1/about')).status).toBe(401);
		await done(someone, 'revokeRefreshTokens');
		expect((await someone.refresh()).status).toBe(400);
	});

	test('tokens are given out that were obtained elsewhere', async () => {
		const someone = await start();
		someone.refreshToken = String(await done(someone, 'newRefreshToken', { client: 'android' }));
		expect((await someone.refresh()).status).toBe(200);
		someone.accessToken = String(await done(someone, 'newPersonalToken'));
		expect((await someone.drive('GET', '/drive/v1/about')).status).toBe(200);
		await done(someone, 'newPersonalToken', { days: 30 });
		expect(await done(someone, 'revokePersonalTokens')).toBeNull();
		expect((await someone.drive('GET', '/drive/v1/about')).status).toBe(401);
	});

	test('the secrets are listed', async () => {
		const someone = await start();
		await someone.signIn();
		expect(await done(someone, 'secrets')).toEqual(someone.simulator.secrets());
	});

	test('a person confirms', async () => {
		const someone = await start();
		await done(someone, 'personNeeded', { on: true });
		const { url } = (await someone.captcha()).body;
		const captcha_token = await done(someone, 'confirm', { link: url });
		expect((await someone.attempt({ captcha_token })).status).toBe(200);
	});

	test('faults come and go, and the journal answers', async () => {
		const someone = await start();
		const fault = { name: 'x', match: { host: 'user' }, effect: { kind: 'tooFrequent' } };
		await done(someone, 'addFault', fault);
		expect(await done(someone, 'faults')).toEqual([fault]);
		await someone.attempt();
		expect(await done(someone, 'removeFault', { name: 'x' })).toBe(true);
		expect(await done(someone, 'removeFault', { name: 'x' })).toBe(false);
		await someone.user('GET', '/nowhere');
		const route = 'POST:/v1/auth/signin';
		expect(await done(someone, 'journal.count', { route, status: 400 })).toBe(1);
		expect(await done(someone, 'journal.entries')).toHaveLength(2);
		expect(await done(someone, 'journal.refusals')).toHaveLength(1);
	});

	test.each([
		['addTask', { nmae: 'a' }, 400, 'nmae'],
		['addTask', { url: 'ftp://a' }, 400, 'not a link'],
		['progress', { id: 'x', percent: 101 }, 400, 'percent'],
		['addFault', { name: 'x', match: {}, effect: { kind: 'explode' } }, 400, 'kind'],
		['addFault', faultThat({ body: '', bytes: '' }), 400, 'either a "body" or "bytes"'],
		['addFault', faultThat({}), 400, 'either a "body" or "bytes"'],
		['addFault', faultThat({ bytes: '?' }), 400, 'bytes'],
		['addFault', faultThat({ body: '', headers: { 'a b': '' } }), 400, 'headers["a b"]'],
		['addFault', faultThat({ body: '', headers: { a: '\n' } }), 400, 'value of a header'],
		['restore', { tasks: {} }, 400, 'account'],
		['newRefreshToken', { client: 'ios' }, 400, 'client'],
		['newRefreshToken', {}, 400, 'client'],
		['newPersonalToken', { days: 29 }, 400, 'days'],
		['newPersonalToken', { days: 366 }, 400, 'days'],
		['confirm', { link: 'https://example.org' }, 409, 'waits for a person'],
		['remove', { id: 'VNone', withFile: 'yes' }, 400, 'withFile'],
		['rename', { id: 'VNone', name: '' }, 400, 'name'],
		['trashFile', { id: 'VNone' }, 409, 'There is no task "VNone"'],
		['finish', { id: 'VNone' }, 409, 'There is no task "VNone"'],
		['addContent', { url: 'https://a.example/b', files: [] }, 400, 'files'],
		['finnish', {}, 404, 'There is no control "finnish"'],
		['constructor', {}, 404, 'There is no control'],
	])('%s with %j is answered with %d and the reason', async (name, input, status, reason) => {
		const someone = await start();
		const reply = await control(someone, name, input);
		expect(reply).toMatchObject({ status });
		expect(JSON.stringify(reply.body).replaceAll('\\"', '"')).toContain(reason);
	});

	test('a body that is no JSON is refused', async () => {
		const { served } = await start();
		const url = `${served.url}/_simulator/addTask`;
		expect((await fetch(url, { method: 'POST', body: '{' })).status).toBe(400);
	});
});
