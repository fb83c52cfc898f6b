import { DEVICE, signedIn, stop, type Caller } from './support/caller.mjs';

afterEach(stop);

type Ask = (someone: Caller) => Promise<{ status: number; body: Record<string, unknown> }>;

const list =
	(query: Record<string, string> | Array<[string, string]>): Ask =>
	async (someone) =>
		await someone.drive('GET', '/drive/v1/tasks', { query });

const filter = (filters: unknown): Ask =>
	list({ filters: typeof filters === 'string' ? filters : JSON.stringify(filters) });

const header =
	(headers: Record<string, string>): Ask =>
	async (someone) =>
		await someone.drive('GET', '/drive/v1/tasks', {
			headers: { Authorization: `Bearer ${someone.accessToken}`, ...headers },
		});

const REFUSED: Array<[string, Ask, string]> = [
	['a name in the query', list({ type: 'offline', order: '3' }), '"order"'],
	[
		'a name that stands there twice',
		list([
			['type', 'offline'],
			['type', 'upload'],
		]),
		'"type"',
	],
	['a value in the query', list({ type: 'torrent' }), '"type"'],
	['a limit that is no number', list({ limit: 'all' }), '"limit"'],
	['a page token that was never given out', list({ page_token: 'next' }), '"page_token"'],
	['a filter', filter({ phase: { eq: 'PHASE_TYPE_ERROR' }, url: { eq: 'x' } }), '"filters.url"'],
	['a filter by id', filter({ id: { in: 'a,b' } }), '"filters.id"'],
	['an operator', filter({ phase: { ne: 'PHASE_TYPE_ERROR' } }), '"filters.phase"'],
	['a phase', filter({ phase: { in: 'PHASE_TYPE_ERROR,PHASE_TYPE_PAUSED' } }), '"filters.phase"'],
	['a filter that is no JSON', filter('phase=error'), '"filters"'],
	['a device id in the headers', header({ 'X-Device-Id': DEVICE.toUpperCase() }), '"x-device-id"'],
	['a client id in the headers', header({ 'X-Client-Id': 'n8n' }), '"x-client-id"'],
	['another scheme', header({ Authorization: 'Basic abc' }), '"authorization"'],
	[
		'a query where there is none',
		async (someone) => await someone.drive('GET', '/drive/v1/about', { query: { a: '1' } }),
		'"a"',
	],
	[
		'a field of a body',
		async (someone) => await someone.attempt({ captcha_token: 'x', remember: true }),
		'"remember"',
	],
	[
		'the type of a field',
		async (someone) => await someone.attempt({ captcha_token: 5 }),
		'"captcha_token"',
	],
	[
		'a nested field',
		async (someone) =>
			await someone.download('', { url: { url: 'https://a.example/b', files: [] } }),
		'"url.files"',
	],
	[
		'another kind of upload',
		async (someone) => await someone.download('', { upload_type: 'UPLOAD_TYPE_FORM' }),
		'not UPLOAD_TYPE_FORM',
	],
	[
		'a body that is no JSON',
		async (someone) => await someone.user('POST', '/v1/auth/signin', { body: 'username=x' }),
		'not JSON',
	],
	[
		'another type of body',
		async (someone) =>
			await someone.user('POST', '/v1/auth/signin', { body: '{}', type: 'text/plain' }),
		'"text/plain"',
	],
];

describe('What no evidence supports is refused by name:', () => {
	test.each(REFUSED)('%s', async (_what, ask, named) => {
		const someone = await signedIn();
		const { status, body } = await ask(someone);
		expect({ status, error: body['error'], code: body['error_code'] }).toEqual({
			status: 400,
			error: 'invalid_argument',
			code: 3,
		});
		expect(body['error_description']).toContain('Refused by the simulator');
		expect(body['error_description']).toContain(named);
		expect(someone.simulator.journal.refusals()).toEqual([
			expect.objectContaining({ refused: body['error_description'] }),
		]);
	});

	test.each([
		['GET', '/drive/v1/task'],
		['PUT', '/drive/v1/tasks'],
		['DELETE', '/drive/v1/about'],
		['POST', '/drive/v1/tasks:clear'],
		['GET', '/v1/user/me'],
		['GET', '/'],
	])('the route %s %s on the drive', async (method, path) => {
		const someone = await signedIn();
		const reply = await someone.drive(method, path);
		expect(reply).toMatchObject({ status: 404, body: { error: 'not_found' } });
		expect(someone.simulator.journal.refusals()).toEqual([
			expect.objectContaining({ route: 'unknown', host: 'drive', path }),
		]);
	});

	test('a HEAD, even where there is a GET', async () => {
		const someone = await signedIn();
		const url = `${someone.served.driveUrl}/drive/v1/tasks`;
		expect((await fetch(url, { method: 'HEAD' })).status).toBe(404);
		expect(someone.simulator.journal.refusals()).toHaveLength(1);
	});

	test('a drive route on the account host', async () => {
		const someone = await signedIn();
		expect((await someone.user('GET', '/drive/v1/tasks')).status).toBe(404);
		expect(someone.simulator.journal.refusals()).toHaveLength(1);
	});

	test('but nothing of what is known', async () => {
		const someone = await signedIn();
		await someone.refresh({ client_secret: '' });
		await list({
			type: 'offline',
			filters: '{"phase":{"in":"PHASE_TYPE_RUNNING,PHASE_TYPE_ERROR"}}',
			limit: '10000',
			page_token: '',
			thumbnail_size: 'SIZE_LARGE',
			with: 'reference_resource',
		})(someone);
		await someone.download('https://a.example/b', {
			folder_type: 'DOWNLOAD',
			parent_id: '',
			name: '',
			params: { from: 'manual', with_thumbnail: 'true' },
		});
		expect(someone.simulator.journal.refusals()).toEqual([]);
		expect(someone.simulator.journal.count({ status: 200 })).toBe(
			someone.simulator.journal.count(),
		);
	});
});
