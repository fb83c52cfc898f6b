import { ANDROID, signedIn, start, stop, WEB, type Caller } from './support/caller.mjs';

afterEach(stop);

async function page(someone: Caller): Promise<string> {
	return await (await fetch(someone.served.url)).text();
}

/** Presses a button, as a browser without a script does, and does not follow the answer. */
async function press(someone: Caller, path: string, fields: Record<string, string> = {}) {
	return await fetch(someone.served.url + path, {
		method: 'POST',
		body: new URLSearchParams(fields),
		redirect: 'manual',
	});
}

async function pressed(someone: Caller, path: string, fields?: Record<string, string>) {
	const { status, headers } = await press(someone, path, fields);
	expect([status, headers.get('location')]).toEqual([303, '/']);
}

const FORM = { url: 'https://example.org/alice.txt', name: '' };

describe('The web page', () => {
	test('shows tasks with their phases in words, and what to type into n8n', async () => {
		const someone = await start({ seed: 'demo' });
		const html = await page(someone);
		for (const words of ['Waiting', 'Downloading', 'Done', 'Failed: Storage space is not enough']) {
			expect(html).toContain(words);
		}
		expect(html).toMatch(/<time datetime="[^"]+Z">\d+ \w+ \d{4}, \d\d:\d\d:\d\d [A-Z]+.*<\/time>/);
		expect(html).toContain('demo@pikpak.example');
		expect(html.replaceAll('<wbr />', '')).toContain(someone.served.driveUrl);
	});

	test('adds a task, whose name is shown as text whatever it is', async () => {
		const someone = await start();
		await pressed(someone, '/tasks', { ...FORM, name: '<b>"A" & B</b>' });
		expect(someone.simulator.tasks()).toMatchObject([{ name: '<b>"A" & B</b>', url: FORM.url }]);
		const html = await page(someone);
		expect(html).toContain('&lt;b&gt;&quot;A&quot; &amp; B&lt;/b&gt;');
		expect(html).not.toContain('<b>"A"');
	});

	test('has a link in its form, so that one press is enough', async () => {
		const someone = await start();
		const [, url = ''] = /name="url"\s+value="([^"]+)"/.exec(await page(someone)) ?? [];
		await pressed(someone, '/tasks', { url: url.replaceAll('&amp;', '&'), name: '' });
		expect(someone.simulator.tasks()).toMatchObject([{ name: 'Sintel' }]);
	});

	test('starts, brings on, finishes, fails, retries and removes tasks, and deletes their files', async () => {
		const someone = await start();
		const { simulator } = someone;
		const { id } = simulator.addTask({ name: 'alice.txt' });
		const phase = () => simulator.tasks()[0]?.phase;
		await pressed(someone, `/tasks/${id}/start`);
		expect(phase()).toBe('PHASE_TYPE_RUNNING');
		await pressed(someone, `/tasks/${id}/progress`, { percent: '50' });
		expect(simulator.tasks()[0]?.progress).toBe(50);
		await pressed(someone, `/tasks/${id}/fail`, { message: 'Storage space is not enough' });
		expect(simulator.tasks()[0]?.message).toBe('Storage space is not enough');
		await pressed(someone, `/tasks/${id}/retry`);
		expect(phase()).toBe('PHASE_TYPE_PENDING');
		await pressed(someone, `/tasks/${id}/finish`);
		expect(phase()).toBe('PHASE_TYPE_COMPLETE');
		await pressed(someone, `/tasks/${id}/deleteFile`);
		expect(await page(someone)).toContain('Done, file deleted');
		await pressed(someone, `/tasks/${id}/remove`);
		expect(simulator.tasks()).toEqual([]);
	});

	test('brings a waiting or running task on by the button that says how far', async () => {
		const someone = await start();
		const { simulator } = someone;
		const { id } = simulator.addTask({ name: 'alice.txt' });
		const buttons = [
			...(await page(someone)).matchAll(
				/formaction="([^"]+\/progress)"\s+name="(\w+)"\s+value="(\d+)"/g,
			),
		];
		expect(buttons.map(([, , , value]) => value)).toEqual(['25', '50', '75']);
		for (const [, path = '', name = '', value = ''] of buttons) {
			await pressed(someone, path, { [name]: value });
			expect(simulator.tasks()).toMatchObject([
				{ id, phase: 'PHASE_TYPE_RUNNING', progress: Number(value) },
			]);
		}
	});

	test('offers what can be done to a task, and nothing else', async () => {
		const someone = await start();
		const { id } = someone.simulator.addTask();
		const offered = async () =>
			[...(await page(someone)).matchAll(/formaction="\/tasks\/[^/]+\/(\w+)"/g)].map(
				([, action]) => action,
			);
		const progress = ['progress', 'progress', 'progress'];
		expect(await offered()).toEqual(['start', ...progress, 'finish', 'remove', 'fail']);
		someone.simulator.start(id);
		expect(await offered()).toEqual([...progress, 'finish', 'remove', 'fail']);
		someone.simulator.finish(id);
		expect(await offered()).toEqual(['deleteFile', 'remove']);
		someone.simulator.deleteFile(id);
		expect(await offered()).toEqual(['retry', 'remove']);
	});

	test.each([
		['/tasks', { ...FORM, url: 'ftp://example.org' }, 'This is not a link that PikPak takes.'],
		['/tasks/VNone/finish', {}, 'There is no task &quot;VNone&quot;.'],
		['/tasks/VNone/progress', { percent: '50' }, 'There is no task &quot;VNone&quot;.'],
		['/tasks/VNone/progress', { percent: '101' }, 'Too big'],
		['/tasks/VNone/explode', {}, 'Invalid option'],
	])('says what is wrong with %s, and stays as it was', async (path, fields, reason) => {
		const someone = await start();
		const response = await press(someone, path, fields);
		expect(response.status).toBe(409);
		expect(await response.text()).toContain(reason);
		expect(someone.simulator.tasks()).toEqual([]);
	});

	test('switches trouble on and off, and shows how it stands', async () => {
		const someone = await start();
		const { simulator } = someone;
		const on = async () => (await page(someone)).split('aria-checked="true"').length - 1;
		expect(await on()).toBe(0);
		for (const name of ['captcha', 'person', 'frequent']) {
			await pressed(someone, `/switches/${name}`, { on: 'true' });
		}
		expect(await on()).toBe(3);
		expect(simulator.switches()).toMatchObject({ risk: { on: true }, personNeeded: true });
		expect((await someone.attempt()).body['error_description']).toContain('too frequent');
		for (const name of ['captcha', 'person', 'frequent']) {
			await pressed(someone, `/switches/${name}`, { on: 'false' });
		}
		expect(await on()).toBe(0);
		expect((await someone.signIn()).status).toBe(200);
		await pressed(someone, '/expire');
		expect((await someone.drive('GET', '/drive/v1/about')).status).toBe(401);
	});

	test('lets PikPak fall silent, while the page and its switch go on', async () => {
		const someone = await signedIn();
		await pressed(someone, '/switches/silent', { on: 'true' });
		for (const url of [someone.served.userUrl, someone.served.driveUrl]) {
			const signal = AbortSignal.timeout(100);
			await expect(fetch(`${url}/drive/v1/about`, { signal })).rejects.toThrow('timeout');
		}
		expect(someone.simulator.faults()).toMatchObject([{ name: 'PikPak does not answer' }]);
		await pressed(someone, '/switches/silent', { on: 'false' });
		expect((await someone.drive('GET', '/drive/v1/about')).status).toBe(200);
	});

	test('lets the gateway of the drive be overloaded, and not that of the account', async () => {
		const someone = await signedIn();
		await pressed(someone, '/switches/overloaded', { on: 'true' });
		const answer = await fetch(`${someone.served.driveUrl}/drive/v1/about`);
		expect([answer.status, answer.headers.get('content-type')]).toEqual([503, 'text/html']);
		expect((await someone.refresh()).status).toBe(200);
		await pressed(someone, '/switches/overloaded', { on: 'false' });
		expect((await someone.drive('GET', '/drive/v1/about')).status).toBe(200);
	});

	test('turns trouble on and off without touching the other faults', async () => {
		const someone = await start();
		const { simulator } = someone;
		const mine = { name: 'mine', match: {}, effect: { kind: 'drop' } } as const;
		simulator.addFault(mine);
		await pressed(someone, '/switches/overloaded', { on: 'true' });
		await pressed(someone, '/switches/silent', { on: 'true' });
		await pressed(someone, '/switches/overloaded', { on: 'false' });
		expect(simulator.faults()).toMatchObject([mine, { name: 'PikPak does not answer' }]);
		await pressed(someone, '/switches/silent', { on: 'false' });
		expect(simulator.faults()).toEqual([mine]);
	});

	test.each([
		['android', 'Android refresh token'],
		['web', 'Web refresh token'],
		['personal', 'Personal access token'],
	])('gives out a token to copy: %s', async (way, label) => {
		const someone = await start();
		const response = await press(someone, `/ways/${way}`);
		expect(response.status).toBe(200);
		const html = await response.text();
		const [, words, token = ''] =
			/<label for="token">([^<]+)<\/label>\s*<textarea id="token"[^>]*>([^<]+)</.exec(html) ?? [];
		expect(words).toBe(label);
		expect(html).toContain(`formaction="/ways/${way}#ways-title"`);
		expect(await page(someone)).not.toContain(token);
		if (way === 'personal') {
			someone.accessToken = token;
			expect((await someone.drive('GET', '/drive/v1/about')).status).toBe(200);
		} else {
			const client_id = way === 'web' ? WEB : ANDROID;
			expect((await someone.refresh({ refresh_token: token, client_id })).status).toBe(200);
		}
	});

	test('knows no other way in', async () => {
		const someone = await start();
		expect((await press(someone, '/ways/window')).status).toBe(409);
	});

	test('counts what n8n has asked', async () => {
		const someone = await start();
		await someone.signIn();
		await someone.refresh();
		await someone.tasks();
		await someone.tasks();
		const html = await page(someone);
		expect(html).toContain('Sign-ins: <b>1</b>');
		expect(html).toContain('Refreshes: <b>1</b>');
		expect(html).toContain('Lists of tasks: <b>2</b>');
	});

	test('shows fifty of ten thousand tasks, and says so', async () => {
		const someone = await start({ seed: 'large' });
		const html = await page(someone);
		expect(html.split('<li id="task-')).toHaveLength(51);
		expect(html).toContain('and 9950 older ones');
	});

	test('loads nothing from elsewhere', async () => {
		const someone = await start({ seed: 'demo' });
		expect(await page(someone)).not.toMatch(/(src|href)="(?!data:)/);
	});
});
