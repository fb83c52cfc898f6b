import fc from 'fast-check';
import { serve } from '../../simulator/serve.mjs';
import { drawnSeed, histories, type Clock, type History } from '../pikpak/watch/history.mjs';
import { live, type Poller, type Scene } from '../pikpak/watch/watched.mjs';
import { CredentialDatabase } from '../support/credentialsHelper.mjs';
import { bootN8n, stored, type N8nProcess, type StaticData } from '../support/n8n.mjs';

const HISTORIES = 200;
/** An account makes five requests a second, so many live at the same time. */
const AT_ONCE = 40;

const database = new CredentialDatabase();
let n8n: N8nProcess;
let started = 0;
const open: Array<() => Promise<void>> = [];

beforeAll(async () => {
	n8n = await bootN8n(database);
});

afterAll(async () => {
	await Promise.all(
		open.map(async (close) => {
			await close();
		}),
	);
});

/** n8n goes by the machine's clock, so the drive does, too. Two moments that must differ do. */
const machine: Clock = {
	now: () => Date.now(),
	pass: () => {
		const before = Date.now();
		while (Date.now() === before);
	},
};

/** The node as it is shipped, in n8n's own context, with n8n's two stores. */
async function pollerFor({ simulator, settings, history }: Scene): Promise<Poller<StaticData>> {
	const { userUrl, driveUrl, close } = await serve(simulator);
	open.push(close);
	const id = `trigger ${String(++started)}`;
	const node = { id, name: id };
	const credentialId = id;
	database.create(credentialId, {
		authentication: 'accessToken',
		accessToken: simulator.newPersonalToken(),
		service: 'custom',
		userUrl,
		driveUrl,
	});
	const parameters = {
		events: [...settings.events],
		milestones: settings.milestones.join(', '),
		stalledAfter: 1_000_000,
		maxEvents: settings.maxEvents === Infinity ? 0 : settings.maxEvents,
		onActivation: history.since === 'now' ? 'fromNow' : 'since',
		since: '2000-01-01T00:00:00Z',
		filters: { nameContains: settings.name },
		options: { toleratedFailures: 0 },
	};
	let live: StaticData = { node: {}, global: {} };
	// n8n's process, whose memory ends with it.
	let life = 0;
	return {
		poll: async () => {
			const failures = n8n.warnings.length;
			const items = await n8n
				.poll({
					credentialId,
					staticData: live,
					parameters,
					node,
					workflowId: `${id} life ${String(life)}`,
				})
				.catch((error: unknown) => {
					if (error instanceof Error && error.name === 'NodeApiError') return undefined;
					throw error;
				});
			const wasTolerated = n8n.warnings
				.slice(failures)
				.some((warning) => warning.startsWith(`${node.name} asks PikPak again later`));
			if (items === undefined || (items === null && wasTolerated)) return undefined;
			return (items ?? []).map(({ json }) => json['eventId'] as string);
		},
		state: () => stored(live),
		start: (state) => {
			life += 1;
			live = stored(state);
		},
	};
}

test('over any history, the node in n8n emits each event once, in order, over sockets', async () => {
	const lives = fc.sample(histories, { numRuns: HISTORIES, seed: drawnSeed(HISTORIES) });
	const failures: string[] = [];
	const attempt = async (history: History) => {
		await live(history, machine, pollerFor).catch((error: unknown) => {
			failures.push(`${String(error)}\n${JSON.stringify(history)}`);
		});
	};
	const queue = [...lives];
	const worker = async () => {
		for (let next = queue.pop(); next !== undefined; next = queue.pop()) await attempt(next);
	};
	await Promise.all(Array.from({ length: AT_ONCE }, worker));
	expect(failures.slice(0, 3)).toEqual([]);
}, 900_000);
