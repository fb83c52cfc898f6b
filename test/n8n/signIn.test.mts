import { REFRESH, SIGN_IN, TASK } from '../support/routes.mjs';
import { closeServers, startServer, type PlainServer } from '../support/server.mjs';
import { startSimulated, stopSimulated, type Simulated } from '../support/simulated.mjs';
import { httpRequest, type WorkflowNode } from '../support/workflows.mjs';
import { Trial } from './trial.mjs';

const FOREIGN = /^This credential is sent to PikPak only/;

const startStranger = async () =>
	await startServer(() => ({ status: 200, body: { kind: 'a stranger' } }));

describe.each(['2', '1'] as const)('on n8n %s.x', (line) => {
	let trial: Trial;
	let pikpak: Simulated;

	beforeAll(async () => {
		trial = await Trial.start(line);
	}, 1_800_000);

	afterAll(async () => {
		await trial.end();
	});

	beforeEach(async () => {
		// Of its own for each test: n8n's process remembers accounts by their addresses.
		pikpak = await startSimulated({ seed: 'demo' });
	});

	afterEach(async () => {
		closeServers();
		expect(await stopSimulated()).toEqual([]);
	});

	const count = (route: string, status?: number) =>
		pikpak.simulator.journal.count({ route, status });

	const create = async (changes: Record<string, unknown> = {}) => {
		const data = { ...pikpak.credential, ...changes };
		const id = await trial.rest.createCredential('PikPak', data);
		const test = async () => await trial.rest.testCredential(id, 'PikPak', data);
		return { id, data, test };
	};

	const list = (credentialId: string): WorkflowNode => ({
		name: 'List tasks',
		type: 'n8n-nodes-pikpak.pikPak',
		parameters: { resource: 'task', operation: 'list' },
		credentialId,
	});

	const refuseWith = (path: string, body: object) => {
		const effect = { kind: 'answer', status: 400, body } as const;
		pikpak.simulator.addFault({ name: path, match: { path }, effect });
	};

	describe('the dialog of the credential', () => {
		test('signs in once, however often it tests and saves', async () => {
			const { id, data, test } = await create();
			for (let time = 0; time < 10; time++) expect((await test()).status).toBe('OK');
			const { session } = await trial.rest.credentialData(id);
			expect(session).not.toBe('');

			// The dialog does not know the hidden fields, which are gone when it saves.
			await trial.rest.updateCredential(id, 'PikPak', data);
			expect((await trial.rest.credentialData(id))['session']).not.toEqual(session);
			expect((await test()).status).toBe('OK');

			// Opened anew, it has signs in the place of what is secret.
			const reopened = await trial.rest.credentialData(id);
			expect((await trial.rest.testCredential(id, 'PikPak', reopened)).status).toBe('OK');
			await trial.rest.updateCredential(id, 'PikPak', reopened);
			expect((await trial.run(list(id))).status).toBe('success');
			expect([count(SIGN_IN), count(REFRESH)]).toEqual([1, 0]);
		});

		test('lets the account in with the captcha token that a person got', async () => {
			pikpak.simulator.personNeeded(true);
			const { id, data, test } = await create();
			const { status, message } = await test();
			const [link = ''] = /http:\/\/127\.0\.0\.1\S+captcha_token=\S+/.exec(message) ?? [];
			expect([status, link]).toEqual(['Error', expect.stringContaining('captcha')]);

			const edited = { ...data, captchaToken: pikpak.simulator.confirm(link) };
			await trial.rest.updateCredential(id, 'PikPak', edited);
			const again = await trial.rest.testCredential(id, 'PikPak', edited);
			expect(again.status).toBe('OK');
			expect([count(SIGN_IN), count(SIGN_IN, 200)]).toEqual([1, 1]);
			expect((await trial.run(list(id))).status).toBe('success');
		});

		test.each([
			[
				'that the network is not welcome',
				{ error: 'invalid_grant', error_code: 4126, error_description: 'AccessProhibited' },
				/^PikPak does not accept sign-ins from the network of this n8n\. .* Refresh Token or Access Token/,
			],
			[
				'that the captcha token waits for a person',
				{
					error: 'captcha_invalid',
					error_code: 4002,
					error_description: 'Code(4002) - captcha_token result:review',
				},
				/^PikPak wants a person to confirm this sign-in\. Sign in once in a browser/,
			],
		])('says %s', async (_, body, said) => {
			refuseWith('/v1/auth/signin', body);
			expect((await (await create()).test()).message).toMatch(said);
		});

		test('says that the access token has ended', async () => {
			const { test } = await create({ authentication: 'accessToken', accessToken: 'of-yesterday' });
			expect((await test()).message).toMatch(/does not accept the access token .* Make a new one/);
		});

		test.each([
			['a login', (host: string, port: string) => `${host}@127.0.0.1:${port}`],
			['a query', (_: string, port: string) => `http://127.0.0.1:${port}/?${port}`],
			['a fragment', (_: string, port: string) => `http://127.0.0.1:${port}/#${port}`],
		])('takes no address with %s', async (_, trick) => {
			const stranger = await startStranger();
			const { origin } = new URL(pikpak.served.url);
			for (const field of ['userUrl', 'driveUrl']) {
				const { test } = await create({ [field]: trick(origin, stranger.port) });
				expect((await test()).message).toMatch(/ URL must be a plain address/);
			}
			expect([stranger.requests, count(SIGN_IN)]).toEqual([[], 0]);
		});
	});

	test('a pause after too many sign-ins outlives a restart', async () => {
		pikpak.simulator.addFault({
			name: 'too many',
			match: { path: '/v1/auth/signin' },
			effect: { kind: 'tooFrequent' },
		});
		const { id, test } = await create();
		const { message } = await test();
		expect(message).toMatch(/too many requests .* after \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/);
		const before = pikpak.simulator.journal.count();

		await trial.stop();
		await trial.start();
		const { status, error } = await trial.run(list(id));
		expect(status).toBe('error');
		const [advice] = (error?.description ?? '').split('\n');
		expect(`${error?.message ?? ''} ${advice ?? ''}`).toBe(message);
		expect(pikpak.simulator.journal.count()).toBe(before);
	});

	describe("n8n's HTTP Request node", () => {
		const about = () => `${pikpak.served.driveUrl}/drive/v1/about`;
		const refreshToken = () => pikpak.simulator.newRefreshToken({ client: 'web' });

		const WAYS = [
			['password', () => ({}), 'YNxT9w7GMdWvEOKa'],
			['refreshToken', () => ({ refreshToken: refreshToken() }), 'YUMx5nI8ZU8Ap8pm'],
			['accessToken', () => ({ accessToken: pikpak.simulator.newPersonalToken() }), undefined],
		] as const;
		const by = (authentication: string, fields: Record<string, string>) => ({
			authentication,
			issuedTo: 'web',
			...fields,
		});

		test.each(WAYS)('gets an answer by %s', async (authentication, fields, clientId) => {
			const { id } = await create(by(authentication, fields()));
			const { status, items } = await trial.run(httpRequest(id, about()));
			expect(status).toBe('success');
			expect(items['HTTP Request']).toEqual([expect.objectContaining({ kind: 'drive#about' })]);

			// The same with a drive that shows what it is sent.
			const drive = await startStranger();
			const shown = await create({ ...by(authentication, fields()), driveUrl: drive.url });
			await trial.run(httpRequest(shown.id, `${drive.url}/drive/v1/about`));
			const { accessTokens, personalTokens } = pikpak.simulator.secrets();
			const headers = drive.requests.at(-1)?.headers;
			expect([...accessTokens, ...personalTokens]).toContain(headers?.authorization?.slice(7));
			expect(headers?.['x-device-id']).toMatch(/^[0-9a-f]{32}$/);
			expect(headers?.['x-client-id']).toBe(clientId);
		});

		test.each(WAYS.slice(0, 2))('goes on when its token by %s has ended', async (way, fields) => {
			const { id, test } = await create(by(way, fields()));
			await test();
			const before = [count(SIGN_IN), count(REFRESH)];
			pikpak.simulator.expireAccessTokens();
			const { status, items } = await trial.run(httpRequest(id, about()));
			expect([status, items['HTTP Request']?.length]).toEqual(['success', 1]);
			expect([count(SIGN_IN), count(REFRESH) - 1]).toEqual(before);
		});

		test('causes no renewal by asking for what is not there', async () => {
			const { id, test } = await create();
			await test();
			const url = `${pikpak.served.driveUrl}/drive/v1/tasks/none`;
			const tenItems: WorkflowNode = {
				name: 'Ten items',
				type: 'n8n-nodes-base.set',
				typeVersion: 3.4,
				parameters: { mode: 'raw', jsonOutput: '{}', duplicateItem: true, duplicateCount: 9 },
			};
			const node = { ...httpRequest(id, url), onError: 'continueRegularOutput' as const };
			const { items } = await trial.run(tenItems, node);
			expect(items['HTTP Request']?.length).toBe(10);
			expect([count(TASK, 404), count(TASK), count(SIGN_IN), count(REFRESH)]).toEqual([
				10, 10, 1, 0,
			]);
		});

		test.each([
			['another server', ({ url }: PlainServer) => `${url}/drive/v1/about`],
			['a server behind a login', ({ port }) => `${pikpak.served.url}@127.0.0.1:${port}/`],
			['a server before a backslash', ({ url }) => `${url}\\@${about().slice(7)}`],
			['a folder of a similar name', () => `${pikpak.served.driveUrl}.example/`],
			['a folder above', () => `${pikpak.served.driveUrl}/../drive/v1/about`],
			['a folder above, encoded', () => `${pikpak.served.driveUrl}/%2e%2e/drive/v1/about`],
		] as Array<[string, (stranger: PlainServer) => string]>)(
			'takes the account to no other place: %s',
			async (_, trick) => {
				const stranger = await startStranger();
				const { id, test } = await create();
				await test();
				const { status, error } = await trial.run(httpRequest(id, trick(stranger)));
				expect([status, error?.message]).toEqual(['error', expect.stringMatching(FOREIGN)]);
				expect(stranger.requests).toEqual([]);
			},
		);

		test('takes it to no other place from page to page', async () => {
			const stranger = await startStranger();
			const { id } = await create();
			const pagination = {
				paginationMode: 'responseContainsNextURL',
				nextURL: `={{ $pageCount === 0 ? "${about()}" : "${stranger.url}" }}`,
				paginationCompleteWhen: 'other',
				completeExpression: '={{ $pageCount === 3 }}',
				limitPagesFetched: true,
				maxRequests: 3,
			};
			const { status, error } = await trial.run(
				httpRequest(id, about(), { pagination: { pagination } }),
			);
			expect([status, error?.message]).toEqual(['error', expect.stringMatching(FOREIGN)]);
			expect(stranger.requests).toEqual([]);
		});

		test('follows no redirect', async () => {
			const stranger = await startStranger();
			const { id, test } = await create();
			await test();
			for (const status of [301, 302, 307]) {
				const headers = { Location: `${stranger.url}/drive/v1/tasks/none` };
				const effect = { kind: 'answer', status, body: '', headers } as const;
				const match = { path: '/drive/v1/tasks/none' };
				pikpak.simulator.addFault({ name: 'redirect', match, effect });
				const url = `${pikpak.served.driveUrl}/drive/v1/tasks/none`;
				expect((await trial.run(httpRequest(id, url))).status).toBe('error');
				expect(pikpak.simulator.journal.count({ status })).toBe(1);
			}
			expect(stranger.requests).toEqual([]);
		});
	});

	test.each(['/v1/shield/captcha/init', '/v1/auth/signin', '/v1/auth/token', '/drive/v1/about'])(
		'a redirect of %s is not followed',
		async (path) => {
			const stranger = await startStranger();
			const headers = { Location: `${stranger.url}${path}` };
			const effect = { kind: 'answer', status: 307, body: '', headers } as const;
			pikpak.simulator.addFault({ name: 'redirect', match: { path }, effect });
			const token = pikpak.simulator.newRefreshToken({ client: 'android' });
			const { test } = await create(
				path.endsWith('/token') ? { authentication: 'refreshToken', refreshToken: token } : {},
			);
			expect((await test()).message).toMatch(/not one that PikPak gives/);
			expect(pikpak.simulator.journal.count({ status: 307 })).toBeGreaterThan(0);
			expect(stranger.requests).toEqual([]);
		},
	);
});
