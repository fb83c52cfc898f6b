import type { WorkflowJson } from '../../scripts/n8n/rest.mjs';
import { closeServers, listen } from '../support/server.mjs';
import { startSimulated, stopSimulated, type Simulated } from '../support/simulated.mjs';
import { START, withCredential, workflowsIn } from './imported.mjs';
import { Trial } from './trial.mjs';

const examples = workflowsIn('examples');

const MAGNET = 'magnet:?xt=urn:btih:d160b8d8ea35a5b4e52837468fc8f03d55cef1f7&amp;dn=ubuntu.iso';

/** One entry has its link in the enclosure, as feeds of torrents do, one is itself the link. */
const FEED = `<?xml version="1.0"?><rss version="2.0"><channel><title>Feed</title><link>https://feed.example.org</link>
<item><title>ubuntu</title><link>https://feed.example.org/1</link><pubDate>Tue, 24 Nov 2026 10:00:00 GMT</pubDate>
<enclosure url="${MAGNET}" length="1" type="application/x-bittorrent"/></item></channel></rss>`;

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
		pikpak = await startSimulated({ seed: 'demo', life: { pendingMs: 500, runningMs: 1500 } });
	});

	afterEach(async () => {
		closeServers();
		expect(await stopSimulated()).toEqual([]);
	});

	const imported = async (name: string, change = (workflow: WorkflowJson) => workflow) => {
		const workflow = examples.get(name);
		if (workflow === undefined) throw new Error(`There is no example ${name}.`);
		const credentialId = await trial.rest.createCredential('PikPak', pikpak.credential);
		return await trial.rest.createWorkflow(change(withCredential(workflow, credentialId)));
	};
	const names = () => pikpak.simulator.tasks().map(({ name }) => name);

	const stories: Record<string, () => Promise<void>> = {
		'list-tasks': async () => {
			const { status, items } = await trial.rest.run(await imported('list-tasks'), START);
			expect(status).toBe('success');
			expect(items['List tasks']?.map(({ name }) => name)).toEqual(names());
		},

		// Each example with a trigger shows what is on the drive when a person tries it out.
		'notify-about-tasks': async () => {
			const id = await imported('notify-about-tasks');
			const { status, items } = await trial.rest.run(id, 'New, finished or failed task');
			expect(status).toBe('success');
			expect(items['Message']).toContainEqual(
				expect.objectContaining({
					subject: expect.stringMatching(/^PikPak: .+ is complete$/) as string,
				}),
			);
		},

		'rss-to-download': async () => {
			const port = await listen((_, response) => {
				response.setHeader('Content-Type', 'application/rss+xml').end(FEED);
			});
			// Nothing but the address of the feed.
			const id = await imported('rss-to-download', (workflow) => ({
				...workflow,
				nodes: workflow.nodes.map((node) =>
					node.type.endsWith('rssFeedReadTrigger')
						? {
								...node,
								parameters: {
									...(node['parameters'] as object),
									feedUrl: `http://127.0.0.1:${port}`,
								},
							}
						: node,
				),
			}));
			const first = await trial.rest.run(id, 'New in the feed');
			expect([first.status, first.error]).toEqual(['success', undefined]);
			expect(first.items['Message']).toEqual([
				expect.objectContaining({ subject: 'PikPak: ubuntu.iso is there' }),
			]);
			// The same entry once more is nothing new.
			const second = await trial.rest.run(id, 'New in the feed');
			expect(second.items['Message']).toBeUndefined();
			expect(names().filter((name) => name === 'ubuntu.iso')).toHaveLength(1);
		},

		'chat-to-download': async () => {
			const id = await imported('chat-to-download');
			const answerTo = async (chatInput: string) => {
				const message = { action: 'sendMessage', sessionId: 'session-1', chatInput };
				const { items } = await trial.rest.run(id, 'When chat message received', message);
				return items['Answer'];
			};
			expect(
				await answerTo(
					'Please get https://files.example.org/one.txt and (https://files.example.org/two.txt), thanks!',
				),
			).toEqual([{ output: '✓ one.txt is on your drive\n✓ two.txt is on your drive' }]);
			expect(await answerTo('Hello')).toEqual([
				{ output: expect.stringMatching(/^✗ Hello: Links cannot be "Hello"/) as string },
			]);
		},

		'retry-after-midnight': async () => {
			const failed = { phase: 'PHASE_TYPE_ERROR', message: 'task_daily_create_limit' } as const;
			pikpak.simulator.addTask({ name: 'one too many.iso', ...failed });
			const id = await imported('retry-after-midnight');
			const { status, items } = await trial.rest.run(id, 'Ten past midnight at PikPak');
			expect(status).toBe('success');
			expect(items['Message']).toEqual([
				expect.objectContaining({
					subject: 'PikPak: started again: 1',
					text: 'one too many.iso',
				}),
			]);
		},

		'tell-why-it-failed': async () => {
			const id = await imported('tell-why-it-failed');
			const { status, items } = await trial.rest.run(id, 'A download has failed');
			expect(status).toBe('success');
			expect(items['Message']).toEqual([
				expect.objectContaining({
					subject: expect.stringMatching(/^PikPak: .+ has failed$/) as string,
					text: expect.stringMatching(/\w+\n\w+/) as string,
				}),
			]);
		},

		'wait-in-sub-workflow': async () => {
			const id = await imported('wait-in-sub-workflow');
			const { status, error, items } = await trial.rest.run(id, START);
			expect([status, error]).toEqual(['success', undefined]);
			expect(items['Go on with the file']).toEqual([
				expect.objectContaining({
					text: expect.stringMatching(/^SHA512SUMS is there, as file V/) as string,
				}),
			]);
		},
	};

	test.each([...examples.keys()])('%s', async (name) => {
		const story = stories[name];
		if (story === undefined) throw new Error('Nobody has written what this example is to do.');
		await story();
	});
});
