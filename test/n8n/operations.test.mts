import { resources } from '../../nodes/PikPak/resources.js';
import { startSimulated, stopSimulated, type Simulated } from '../support/simulated.mjs';
import type { WorkflowNode } from '../support/workflows.mjs';
import { START, withCredential, workflowsIn } from './imported.mjs';
import { Trial } from './trial.mjs';

const workflows = workflowsIn('test/workflows');

const text = expect.any(String) as string;
const number = expect.any(Number) as number;

/** What comes out of the last node of each workflow, which is called as its operation. */
const OUTPUT: Record<string, Array<Record<string, unknown>>> = {
	'task-list': [{ name: 'debian-13.1.0-amd64-netinst.iso', phase: 'complete', size: 821_035_008 }],
	'task-get': [{ id: text, phase: 'complete', progress: 100 }],
	'task-create': [
		{ status: 'created', id: text, name: 'notes.txt' },
		{ status: 'existing', id: text, name: 'Sintel' },
	],
	'task-wait': [{ name: 'wait.txt', phase: 'complete', file: { name: 'wait.txt', kind: 'file' } }],
	'task-list-files': [
		...Array.from({ length: 10 }, () => ({ id: text, path: text, size: number })),
		{ path: 'poster.jpg', size: 46_115 },
	],
	'task-list-statuses': Array.from({ length: 11 }, () => ({ phase: 'complete', size: number })),
	'task-retry': [{ id: text, phase: 'pending', reason: null }],
	'task-retry-failed': Array.from({ length: 2 }, () => ({ phase: 'error', retried: false })),
	'task-delete': [{ id: text, deleted: true }],
	'task-clear': Array.from({ length: 3 }, () => ({ id: text, deleted: false })),
	'link-preview': [{ name: 'Sintel', fileCount: 11 }],
	'link-check': [
		{ status: 'OK', supported: true },
		{ status: 'UNKNOWN', supported: null },
	],
};

test('there is a workflow for each operation', () => {
	const kebab = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
	const operations = resources.flatMap(({ value: resource, operations }) =>
		operations.map(({ value }) => `${resource}-${kebab(value)}`),
	);
	expect([...workflows.keys()].sort()).toEqual(operations.sort());
	expect(Object.keys(OUTPUT).sort()).toEqual(operations.sort());
});

describe.each(['2', '1'] as const)('on n8n %s.x', (line) => {
	let trial: Trial;
	let pikpak: Simulated;
	let credentialId: string;

	beforeAll(async () => {
		trial = await Trial.start(line);
	}, 1_800_000);

	afterAll(async () => {
		await trial.end();
	});

	beforeEach(async () => {
		pikpak = await startSimulated({ seed: 'demo', life: { pendingMs: 500, runningMs: 1500 } });
		credentialId = await trial.rest.createCredential('PikPak', pikpak.credential);
	});

	afterEach(async () => {
		expect(await stopSimulated()).toEqual([]);
	});

	test.each([...workflows])('%s', async (name, workflow) => {
		const id = await trial.rest.createWorkflow(withCredential(workflow, credentialId));
		const { status, error, items } = await trial.rest.run(id, START);
		expect([status, error]).toEqual(['success', undefined]);
		const output = items[workflow.nodes.at(-1)?.name ?? ''] ?? [];
		expect(output).toMatchObject(OUTPUT[name] ?? []);
	});
	test.each([
		['continueRegularOutput', 0],
		['continueErrorOutput', 1],
	] as const)('what failed tells what it is about (%s)', async (onError, output) => {
		const { id: there } = pikpak.simulator.addTask({ name: 'there.iso' });
		const get: WorkflowNode = {
			name: 'Get',
			type: 'n8n-nodes-pikpak.pikPak',
			parameters: {
				resource: 'task',
				operation: 'get',
				task: { __rl: true, mode: 'id', value: `nobody, ${there}` },
			},
			credentialId,
			onError,
		};
		const { status, outputs } = await trial.run(get);
		expect(status).toBe('success');
		expect(outputs['Get']?.[output]).toContainEqual({
			message: 'PikPak does not have what was asked for.',
			error: {
				id: 'nobody',
				code: 'not_found',
				retryable: false,
				details: expect.stringContaining('Check the ID') as string,
			},
		});
		expect(outputs['Get']?.[0]).toContainEqual(expect.objectContaining({ id: there }));
	});
});
