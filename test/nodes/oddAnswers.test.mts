import fc from 'fast-check';
import type { Fault } from '../../simulator/faults.mjs';
import { CredentialDatabase } from '../support/credentialsHelper.mjs';
import { bootN8n, type N8nProcess, type StaticData } from '../support/n8n.mjs';
import { startSimulated, stopSimulated, type Simulated } from '../support/simulated.mjs';

const credentialId = 'credential-1';
const parameters = { resource: 'task', operation: 'list' };

let database: CredentialDatabase;
let n8n: N8nProcess;

beforeAll(async () => {
	database = new CredentialDatabase();
	n8n = await bootN8n(database);
});

/** What comes back from something that is broken, or is not PikPak; the token must never be shown. */
const TOKEN = 'os.Q1w2E3r4T5y6U7i8O9p0';
const bodies = fc.oneof(
	fc
		.uint8Array({ maxLength: 300 })
		.map((bytes) => ({ bytes: Buffer.from(bytes).toString('base64') })),
	fc
		.constantFrom(
			'',
			'<!doctype html><html><body>Log in</body></html>',
			'{"tasks":[{"id":"V',
			`{"access_token":"eyJhbGciOiJSUzI1NiJ9.e30.c2ln","refresh_token":"${TOKEN}","expires_`,
			'{"captcha_token":"ck0.',
		)
		.map((body) => ({ body })),
	fc.json().map((body) => ({ body })),
	fc
		.record(
			{
				access_token: fc.anything({ maxDepth: 0 }),
				refresh_token: fc.constantFrom(TOKEN, 5, null, [TOKEN]),
				captcha_token: fc.constantFrom(1, null, {}),
				expires_in: fc.constantFrom('soon', -1, null, {}),
				tasks: fc.constantFrom(null, {}, [null], [{}], [{ id: 5 }], 'none'),
				id: fc.constantFrom(null, 5, {}),
				next_page_token: fc.constantFrom(5, null, {}),
				url: fc.constantFrom(5, null, 'nowhere'),
				error: fc.constantFrom('', 5, null, 'a_word_nobody_knows'),
				error_code: fc.constantFrom(0, 77, '9', null, {}),
				error_description: fc.constantFrom(`RefreshToken ${TOKEN}`, 5, null),
				details: fc.constantFrom(5, null, [null], [{ reason: 5 }]),
			},
			{ requiredKeys: [] },
		)
		.map((body) => ({ body: JSON.stringify(body) })),
);
const odd = fc.record({
	status: fc.constantFrom(200, 204, 302, 400, 403, 404, 500),
	content: bodies,
	contentType: fc.constantFrom('application/json', 'text/html', 'application/octet-stream'),
});

/** At least these, on each. */
const EXAMPLES = (
	[
		[200, ''],
		[200, '<!doctype html><html><body>Log in</body></html>'],
		[200, `{"refresh_token":"${TOKEN}","tasks":[`],
		[200, '{"tasks":{},"access_token":5,"captcha_token":null,"id":[]}'],
	] as const
).map(([status, body]): [Fc<typeof odd>] => [
	{ status, content: { body }, contentType: 'application/json' },
]);

const faultOf = (path: string, { status, content, contentType }: Fc<typeof odd>): Fault => ({
	name: 'odd',
	match: { path },
	// No body goes with 204.
	effect: { kind: 'answer', status, contentType, ...(status === 204 ? { body: '' } : content) },
});
type Fc<Arbitrary> = Arbitrary extends fc.Arbitrary<infer Value> ? Value : never;

/** In words, by which n8n's own way of wording does not come in between, and without a secret. */
const expectWords = (said: string) => {
	expect(said).toMatch(/^[A-Z0-9n][^]+\./);
	expect(said).not.toMatch(/undefined|\[object|ECONN|Authorization|Request failed|status code/);
	expect(said).not.toMatch(/Q1w2|eyJhb/);
};

const told = (error: unknown) => {
	expect((error as Error).constructor.name).toMatch(/^Node(Api|Operation)Error$/);
	const { message, description } = error as Error & { description?: string };
	return `${message} ${description ?? ''}`;
};

interface Way {
	name: string;
	path: string;
	credential?: (pikpak: Simulated) => Record<string, string>;
	/** Before the fault. */
	prepare?: (pikpak: Simulated) => Promise<void>;
	/** What a user does; yields what n8n says. */
	act?: (staticData: StaticData) => Promise<string | undefined>;
}

const testCredential = async () => await n8n.test(credentialId);
const list = async () =>
	await n8n.execute({ credentialId, parameters }).then(() => undefined, told);
const poll = async (staticData: StaticData) => {
	const before = JSON.stringify(staticData);
	const outcome = await n8n
		.poll({ credentialId, staticData, parameters: { options: { toleratedFailures: 0 } } })
		.then(() => undefined, told);
	if (outcome !== undefined) expect(JSON.stringify(staticData)).toBe(before);
	return outcome;
};

const WAYS: Way[] = [
	{ name: 'the captcha of a sign-in', path: '/v1/shield/captcha/init' },
	{ name: 'a sign-in', path: '/v1/auth/signin' },
	{
		name: 'a refresh',
		path: '/v1/auth/token',
		credential: ({ simulator }) => ({
			authentication: 'refreshToken',
			issuedTo: 'web',
			refreshToken: simulator.newRefreshToken({ client: 'web' }),
		}),
	},
	{
		name: "a personal token's user",
		path: '/v1/user/me',
		credential: ({ simulator }) => ({
			authentication: 'accessToken',
			accessToken: simulator.newPersonalToken(),
		}),
	},
	{ name: 'the check of a token', path: '/drive/v1/about' },
	{ name: 'a list', path: '/drive/v1/tasks', act: list },
	{
		name: 'the captcha of a call',
		path: '/v1/shield/captcha/init',
		prepare: async ({ simulator }) => {
			await list();
			simulator.risk({ on: true, status: 403 });
		},
		act: list,
	},
	{ name: 'the list of a trigger', path: '/drive/v1/tasks', act: poll },
	{ name: 'one task of a trigger', path: '/drive/v1/tasks/*', act: poll },
];

test.each(WAYS)(
	'whatever comes back from $name is told in words, and works again afterwards',
	async ({ path, credential, prepare, act = testCredential }) => {
		await fc.assert(
			fc.asyncProperty(odd, async (answer) => {
				// One of its own for each run, since accounts have a pace.
				const pikpak = await startSimulated({ seed: 'empty' });
				const { simulator } = pikpak;
				database.create(credentialId, { ...pikpak.credential, ...credential?.(pikpak) });
				await prepare?.(pikpak);
				const staticData: StaticData = { node: {}, global: {} };
				const { id } = simulator.addTask({ phase: 'PHASE_TYPE_RUNNING' });
				if (act === poll) {
					await poll(staticData);
					// The trigger asks for it, since it is gone from the list.
					simulator.remove(id);
				}
				simulator.addFault(faultOf(path, answer));
				const said = await act(staticData);
				if (said !== undefined) expectWords(said);
				simulator.removeFault('odd');
				const again = await act(staticData);
				// A refusal is kept, until a moment that is told; and a refresh token may have been used up.
				if (again !== undefined)
					expect(again).toMatch(/after \d{4}-.* UTC|in ten seconds|Paste a new one/);
				await stopSimulated();
			}),
			{ numRuns: 12, examples: EXAMPLES },
		);
	},
	180_000,
);
