import { readFileSync } from 'node:fs';
import type { Execution, WorkflowJson } from '../../scripts/n8n/rest.mjs';
import { CredentialDatabase, type WriteRule } from '../support/credentialsHelper.mjs';
import { bootN8n } from '../support/n8n.mjs';
import { LIST, SIGN_IN } from '../support/routes.mjs';
import { startSimulated, stopSimulated, type Simulated } from '../support/simulated.mjs';
import { TWO_POLLS, until } from '../support/until.mjs';
import { Trial } from './trial.mjs';

const NAME = 'PikPak';
const ALL_EVENTS = ['task.created', 'task.completed', 'task.failed'];

const withCredential = (workflow: WorkflowJson, id: string): WorkflowJson => ({
	...workflow,
	nodes: workflow.nodes.map(({ credentials, ...node }) => ({
		...node,
		...(credentials !== undefined && { credentials: { pikPakApi: { id, name: NAME } } }),
	})),
});
const example = (file: string) =>
	JSON.parse(readFileSync(`examples/${file}`, 'utf8')) as WorkflowJson;

describe.each([
	{ line: '2', rule: 'merged' },
	{ line: '1', rule: 'whole' },
] as const)('on n8n $line.x', ({ line, rule }) => {
	let trial: Trial;
	let pikpak: Simulated;
	let credentialId: string;

	beforeAll(async () => {
		pikpak = await startSimulated({ seed: 'demo' });
		trial = await Trial.start(line);
		credentialId = await trial.rest.createCredential(NAME, pikpak.credential);
	}, 1_800_000);

	afterAll(async () => {
		await trial.end();
		expect(await stopSimulated()).toEqual([]);
	});

	const testStored = async () =>
		await trial.rest.testCredential(credentialId, NAME, pikpak.credential);

	/** Tests another credential: n8n 1 stores what a Test was given. */
	const testOther = async (changes: Record<string, unknown>) => {
		const data = { ...pikpak.credential, ...changes };
		const id = await trial.rest.createCredential('another', data);
		return await trial.rest.testCredential(id, 'another', data);
	};

	describe("Test says in the user's words", () => {
		test('that it works', async () => {
			expect(await testStored()).toMatchObject({ status: 'OK' });
			expect(await testStored()).toMatchObject({ status: 'OK' });
			expect(pikpak.simulator.journal.count({ route: SIGN_IN })).toBe(1);
		});

		test('that the password is wrong', async () => {
			const { status, message } = await testOther({ password: 'a wrong one' });
			expect([status, message]).toEqual([
				'Error',
				expect.stringMatching(/^PikPak does not know this e-mail and password\. Check both/),
			]);
		});

		test('that a person must confirm, with the link', async () => {
			pikpak.simulator.personNeeded(true);
			const { message } = await testOther({ email: 'another@pikpak.example' });
			pikpak.simulator.personNeeded(false);
			expect(message).toMatch(
				/wants a person to confirm .* open the link at the end .* http:\/\/127\.0\.0\.1/,
			);
		});

		test('that there were too many sign-ins', async () => {
			pikpak.simulator.addFault({
				name: 'too many',
				match: { path: '/v1/auth/signin' },
				effect: { kind: 'tooFrequent' },
			});
			const { message } = await testOther({ email: 'third@pikpak.example' });
			pikpak.simulator.removeFault('too many');
			expect(message).toMatch(/too many requests .* Wait .* UTC/);
		});

		test('that PikPak cannot be reached', async () => {
			const nowhere = 'http://127.0.0.1:9';
			const { message } = await testOther({ userUrl: nowhere, driveUrl: nowhere });
			expect(message).toMatch(
				/^n8n could not get an answer from 127\.0\.0\.1:9: it refused the connection/,
			);
		});

		test.each([
			[
				'an HTML page',
				{ kind: 'answer', status: 200, body: '<html></html>' },
				/not one that PikPak gives/,
			],
			['a cut answer', { kind: 'truncate', bytes: 5 }, /connection broke off/],
		] as const)('that the answer is %s', async (_, effect, said) => {
			pikpak.simulator.addFault({ name: 'odd', match: { path: '/drive/v1/about' }, effect });
			const { message } = await testStored();
			pikpak.simulator.removeFault('odd');
			expect(message).toMatch(said);
		});
	});

	describe('List Tasks', () => {
		let workflowId: string;
		const run = async () => await trial.rest.run(workflowId, 'When clicking ‘Execute workflow’');

		beforeAll(async () => {
			workflowId = await trial.rest.createWorkflow(
				withCredential(example('list-tasks.json'), credentialId),
			);
		});

		test('lists the tasks of the drive', async () => {
			const { status, items } = await run();
			expect(status).toBe('success');
			const names = pikpak.simulator.tasks().map(({ name }) => name);
			expect(items['List tasks']?.map(({ name }) => name)).toEqual(names);
		});

		test('goes on when its token has expired, with a refresh and no sign-in', async () => {
			const before = pikpak.simulator.journal.count({ route: SIGN_IN });
			pikpak.simulator.expireAccessTokens();
			expect((await run()).status).toBe('success');
			expect(pikpak.simulator.journal.count({ route: SIGN_IN })).toBe(before);
		});

		test.each([
			[
				'an HTML page',
				{ kind: 'answer', status: 200, body: '<html></html>' },
				'The answer is not one that PikPak gives',
			],
			[
				'a cut answer',
				{ kind: 'truncate', bytes: 20 },
				'n8n could not get an answer from 127.0.0.1',
			],
			['no answer', { kind: 'drop' }, 'n8n could not get an answer from 127.0.0.1'],
			[
				'a full drive',
				{ kind: 'answer', status: 400, body: { error: 'file_space_not_enough', error_code: 8 } },
				'The drive is full.',
			],
		] as const)('tells about %s what it means', async (_, effect, said) => {
			pikpak.simulator.addFault({ name: 'odd', match: { path: '/drive/v1/tasks' }, effect });
			const { status, error } = await run();
			pikpak.simulator.removeFault('odd');
			expect(status).toBe('error');
			expect(error?.message).toContain(said);
			expect(error?.description).toMatch(/\w/);
		});
	});

	describe('the trigger', () => {
		let workflowId: string;
		const TRIGGER = 'New, finished or failed task';

		/** All events, in the order of their executions. */
		const events = async () =>
			(await trial.rest.executions(workflowId))
				.filter(({ mode }) => mode === 'trigger')
				.flatMap(({ items }) => items[TRIGGER] ?? [])
				.map((item) => `${String(item['event'])} ${(item['task'] as { name: string }).name}`);

		const waitFor = async (expected: string[]) => {
			const isThere = async () => (await events()).length >= expected.length;
			// What is there instead says more than that it is not.
			await until(isThere, 'events', TWO_POLLS).catch(() => undefined);
			expect(await events()).toEqual(expected);
		};

		test('shows real tasks in the editor', async () => {
			workflowId = await trial.rest.createWorkflow(
				withCredential(example('notify-about-tasks.json'), credentialId),
			);
			const { status, items }: Execution = await trial.rest.run(workflowId, TRIGGER);
			expect(status).toBe('success');
			expect(items[TRIGGER]?.map(({ event }) => event).sort()).toEqual([...ALL_EVENTS].sort());
			expect(items['Message']?.[0]).toMatchObject({
				subject: expect.stringMatching(
					/^PikPak: .+ (has been added|is complete|has failed)$/,
				) as string,
			});
		});

		test('fires once for what happens, across a restart', async () => {
			// n8n 2 publishes in the background: what exists is only known when the trigger has asked for it.
			const polls = () => pikpak.simulator.journal.count({ route: LIST });
			const before = polls();
			await trial.rest.activate(workflowId);
			await until(() => polls() > before, 'the first poll', TWO_POLLS);
			const expected: string[] = [];

			const one = pikpak.simulator.addTask({ name: 'one.iso' });
			expected.push('task.created one.iso');
			await waitFor(expected);

			pikpak.simulator.fail(one.id);
			expected.push('task.failed one.iso');
			await waitFor(expected);

			await trial.stop();
			pikpak.simulator.addTask({ name: 'two.iso' });
			await trial.start();
			expected.push('task.created two.iso');
			await waitFor(expected);

			// One more minute in which nothing happens.
			await new Promise((resolve) => setTimeout(resolve, 65_000));
			expect(await events()).toEqual(expected);
			// No token in what n8n logs, but for the one in the link for a person.
			const log = trial.log().replaceAll(/http\S+captcha_token=\S+/g, '');
			expect(log.match(/os\.\w{20}|eyJ\w{20}|ck0\.\w+/g)).toBeNull();
		}, 900_000);
	});

	describe('the credentials helper of the other tests', () => {
		const parameters = { resource: 'task', operation: 'list' };
		const note = 'a field that the credential type does not declare';

		/** What is stored after a session was obtained, with the session replaced by its keys. */
		const shape = ({ session, sessionToken, ...rest }: Record<string, unknown>) => ({
			...rest,
			// n8n adds this field to every credential that signs requests.
			allowedHttpRequestDomains: undefined,
			sessionToken: typeof sessionToken,
			session: Object.keys(JSON.parse(String(session)) as object).sort(),
		});

		const byHelper = async (writes: WriteRule) => {
			const database = new CredentialDatabase(writes);
			database.create(credentialId, { ...pikpak.credential, note });
			const n8n = await bootN8n(database);
			await n8n.execute({ credentialId, parameters });
			return shape(database.read(credentialId));
		};

		test('stores what the real one stores', async () => {
			const id = await trial.rest.createCredential('with a note', { ...pikpak.credential, note });
			const workflow = withCredential(example('list-tasks.json'), id);
			const workflowId = await trial.rest.createWorkflow(workflow);
			expect((await trial.rest.run(workflowId, 'When clicking ‘Execute workflow’')).status).toBe(
				'success',
			);
			await trial.stop();
			const stored = (await trial.storedCredentials()).find((credential) => credential.id === id);
			await trial.start();
			expect(shape(stored?.data ?? {})).toEqual(await byHelper(rule));
		});
	});
});
