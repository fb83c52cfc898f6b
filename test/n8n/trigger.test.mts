import type { N8nLine } from '../../scripts/n8n/install.mjs';
import type { Fault } from '../../simulator/faults.mjs';
import { LIST, SIGN_IN } from '../support/routes.mjs';
import { startSimulated, stopSimulated, type Simulated } from '../support/simulated.mjs';
import { TWO_POLLS, until } from '../support/until.mjs';
import { chain } from '../support/workflows.mjs';
import { Trial } from './trial.mjs';

const DRIVE_FAILS: Fault = {
	name: 'the drive fails',
	match: { host: 'drive' },
	effect: { kind: 'answer', status: 500, body: { error: 'internal', error_code: 13 } },
};
const UNREACHABLE: Fault = { name: 'unreachable', match: {}, effect: { kind: 'drop' } };

/** A workflow that only a trigger is in, and the PikPak of its own that it watches. */
class Watch {
	private constructor(
		private readonly trial: Trial,
		readonly pikpak: Simulated,
		readonly credentialId: string,
		readonly workflowId: string,
		readonly name: string,
	) {}

	static async create(
		trial: Trial,
		name: string,
		parameters: Record<string, unknown> = {},
		credential: Record<string, unknown> = {},
	): Promise<Watch> {
		const pikpak = await startSimulated();
		const data = { ...pikpak.credential, ...credential };
		const credentialId = await trial.rest.createCredential('PikPak', data);
		const type = 'n8n-nodes-pikpak.pikPakTrigger';
		const events = ['task.created', 'task.completed', 'task.failed'];
		const workflow = chain({ name, type, credentialId, parameters: { events, ...parameters } });
		const workflowId = await trial.rest.createWorkflow(workflow);
		return new Watch(trial, pikpak, credentialId, workflowId, name);
	}

	get simulator() {
		return this.pikpak.simulator;
	}

	/** n8n 2 does it in the background: waits until it has been done. */
	async activate(line: N8nLine): Promise<void> {
		await this.trial.rest.activate(this.workflowId);
		await this.published(line);
	}

	/** Gives the trigger another name, and publishes again. */
	async rename(line: N8nLine, from: string, to: string): Promise<void> {
		await this.trial.rest.renameNode(this.workflowId, from, to);
		await this.published(line);
	}

	private async published(line: N8nLine): Promise<void> {
		if (line === '1') return;
		const status = async () => (await this.trial.rest.publication(this.workflowId)).status;
		await until(async () => (await status()) === 'published', `${this.name} to be published`);
	}

	async correct(): Promise<void> {
		await this.trial.rest.updateCredential(this.credentialId, 'PikPak', this.pikpak.credential);
	}

	async mistype(): Promise<void> {
		const data = { ...this.pikpak.credential, password: 'a wrong one' };
		await this.trial.rest.updateCredential(this.credentialId, 'PikPak', data);
	}

	/** Waits until PikPak has been asked for tasks so many times more. */
	async lists(count: number): Promise<void> {
		const asked = () => this.simulator.journal.count({ route: LIST });
		const enough = asked() + count;
		await until(() => asked() >= enough, `${this.name} to ask for tasks`, TWO_POLLS);
	}

	/** All that it has emitted, in the order of the executions. */
	async events(): Promise<string[]> {
		return (await this.trial.rest.executions(this.workflowId))
			.flatMap(({ items }) => Object.values(items).flat())
			.map(({ event, task, milestone = '' }) =>
				`${String(event)} ${(task as { name: string }).name} ${String(milestone)}`.trim(),
			);
	}

	async errors() {
		const executions = await this.trial.rest.executions(this.workflowId);
		return executions.flatMap(({ error }) => error ?? []);
	}

	/** Waits for so many events, and expects just these. */
	async expectEvents(...expected: string[]): Promise<void> {
		const areThere = async () => (await this.events()).length >= expected.length;
		// What is there instead says more than that it is not.
		await until(areThere, 'events', TWO_POLLS).catch(() => undefined);
		expect(await this.events()).toEqual(expected);
	}

	/** How many polls have failed without an execution that tells so: n8n's log does. */
	tolerated(): number {
		return this.trial.log().split(`${this.name} asks PikPak again later`).length - 1;
	}

	/** Waits until so many polls have failed and been tolerated. */
	async fails(count: number): Promise<void> {
		await until(() => this.tolerated() >= count, `${this.name} to fail`, TWO_POLLS);
	}
}

afterAll(async () => {
	expect(await stopSimulated()).toEqual([]);
});

// In a story that all of them share, since n8n polls once a minute.
describe.each(['2', '1'] as const)('the trigger on n8n %s.x', (line) => {
	let trial: Trial;
	let killed: Watch;
	let renamed: Watch;
	let failingBefore: Watch;
	let failingSince: Watch;
	let refused: Watch;
	let failingAfter: Watch;
	let patient: Watch;

	beforeAll(async () => {
		trial = await Trial.start(line);
		killed = await Watch.create(trial, 'Killed');
		renamed = await Watch.create(trial, 'Renamed');
		failingBefore = await Watch.create(trial, 'Failing before');
		failingSince = await Watch.create(trial, 'Failing since');
		refused = await Watch.create(trial, 'Refused');
		failingAfter = await Watch.create(trial, 'Failing after');
		patient = await Watch.create(trial, 'Patient', { options: { toleratedFailures: 1 } });

		failingBefore.simulator.addFault(DRIVE_FAILS);
		for (const watch of [killed, renamed, failingBefore, failingSince, refused])
			await watch.activate(line);
		failingBefore.simulator.addTask({ name: 'after the activation.iso' });
		await refused.mistype();

		await trial.kill();
		for (const watch of [killed, renamed, failingBefore, failingSince, refused])
			watch.simulator.addTask({ name: 'meanwhile.iso' });
		failingSince.simulator.addFault(UNREACHABLE);
		await trial.start();
		// At its activation and now, and now.
		await failingBefore.fails(2);
		await failingSince.fails(1);
		failingSince.simulator.removeFault('unreachable');
		failingBefore.simulator.removeFault('the drive fails');
	}, 1_800_000);

	afterAll(async () => {
		await trial.end();
	});

	test('cannot be activated with a password that is wrong', async () => {
		const wrong = await Watch.create(trial, 'Wrong', {}, { password: 'a wrong one' });
		const said = /PikPak does not know this e-mail and password/;
		const activation = trial.rest.activate(wrong.workflowId);
		if (line === '1') await expect(activation).rejects.toThrow(said);
		else {
			await activation;
			const publication = async () => await trial.rest.publication(wrong.workflowId);
			await until(async () => (await publication()).status === 'failed', 'it to be given up');
			expect((await publication()).messages).toEqual([expect.stringMatching(said)]);
		}
		// However often n8n tries.
		expect(wrong.simulator.journal.count({ route: SIGN_IN })).toBe(1);
	});

	test('is activated while PikPak cannot be reached', async () => {
		failingAfter.simulator.addFault(UNREACHABLE);
		await failingAfter.activate(line);
		await patient.activate(line);
		patient.simulator.addFault(DRIVE_FAILS);
		expect(failingAfter.tolerated()).toBe(1);
		failingAfter.simulator.addTask({ name: 'after the activation.iso' });
		failingAfter.simulator.removeFault('unreachable');
	});

	test('reports what has happened since its activation, killed before it had anything to report', async () => {
		await killed.expectEvents('task.created meanwhile.iso');
	});

	test('goes on under another name where it was, and back again', async () => {
		await renamed.expectEvents('task.created meanwhile.iso');
		const [task] = renamed.simulator.tasks();
		renamed.simulator.finish(String(task?.id));
		renamed.simulator.addTask({ name: 'while it is renamed.iso' });
		await renamed.rename(line, 'Renamed', 'Another name');
		const events = [
			'task.created meanwhile.iso',
			'task.completed meanwhile.iso',
			'task.created while it is renamed.iso',
		];
		await renamed.expectEvents(...events);
		renamed.simulator.addTask({ name: 'while it is named back.iso' });
		await renamed.rename(line, 'Another name', 'Renamed');
		await renamed.expectEvents(...events, 'task.created while it is named back.iso');
	});

	test('reports what has happened while PikPak could not be reached', async () => {
		const after = 'task.created after the activation.iso';
		const meanwhile = 'task.created meanwhile.iso';
		await failingAfter.expectEvents(after);
		await failingBefore.expectEvents(after, meanwhile);
		await failingSince.expectEvents(meanwhile);
		for (const watch of [failingAfter, failingBefore, failingSince])
			expect(await watch.errors()).toEqual([]);
	});

	test('tells after a restart that the password has become wrong, and goes on once it is right', async () => {
		await until(async () => (await refused.errors()).length > 0, 'an error', TWO_POLLS);
		expect((await refused.errors())[0]?.message).toBe(
			'PikPak does not know this e-mail and password.',
		);
		// At the start of n8n, where an error would have been the end.
		expect(refused.tolerated()).toBe(1);
		await refused.correct();
		await refused.expectEvents('task.created meanwhile.iso');
	});

	test('tells of a failure that lasts, after as many polls as were to be tolerated', async () => {
		await until(async () => (await patient.errors()).length > 0, 'an error', TWO_POLLS);
		expect(patient.tolerated()).toBe(1);
		expect((await patient.errors())[0]?.message).toBe('PikPak is not available at the moment.');
	});

	test('has repeated nothing', async () => {
		for (const watch of [killed, renamed, failingBefore, failingSince, refused, failingAfter]) {
			const events = await watch.events();
			expect(events).toEqual([...new Set(events)]);
		}
	});
});

describe("the trigger with n8n 2's durable scheduler", () => {
	let trial: Trial;

	afterAll(async () => {
		await trial.end();
	});

	test('reports each event once, over a kill and under another name', async () => {
		trial = await Trial.start('2', {
			N8N_SCHEDULER_ENABLED: 'true',
			N8N_SCHEDULER_POLL_TRIGGERS_ENABLED: 'true',
			N8N_POLLER_DURABLE_CURSORS_ENABLED: 'true',
			N8N_USE_WORKFLOW_PUBLICATION_SERVICE: 'true',
			// With all that n8n knows about what it says.
			N8N_LOG_FORMAT: 'json',
		});
		const ends = await Watch.create(trial, 'Ends');
		const course = await Watch.create(trial, 'Course', {
			events: ['task.progressed', 'task.removed', 'task.stalled'],
			milestones: '25, 50',
			stalledAfter: 1,
		});
		const failing = await Watch.create(trial, 'Failing', { options: { toleratedFailures: 0 } });
		for (const watch of [ends, course, failing]) await watch.activate('2');

		failing.simulator.addFault(DRIVE_FAILS);
		const one = ends.simulator.addTask({ name: 'one.iso' });
		const [slow, fast, gone] = ['slow.iso', 'fast.iso', 'gone.iso'].map((name) => {
			const { id } = course.simulator.addTask({ name });
			course.simulator.progress(id, 10);
			return id;
		});
		// A poll that has nothing to report.
		await course.lists(2);
		await ends.expectEvents('task.created one.iso');
		await until(async () => (await failing.errors()).length > 0, 'an error', TWO_POLLS);
		// What it has come to must be stored.
		await new Promise((resolve) => setTimeout(resolve, 1000));

		await trial.kill();
		ends.simulator.fail(one.id);
		ends.simulator.addTask({ name: 'two.iso' });
		course.simulator.progress(String(fast), 60);
		course.simulator.remove(String(gone));
		await trial.start();

		const events = ['task.created one.iso', 'task.failed one.iso', 'task.created two.iso'];
		await ends.expectEvents(...events);
		ends.simulator.addTask({ name: 'three.iso' });
		await ends.rename('2', 'Ends', 'Another name');
		await ends.expectEvents(...events, 'task.created three.iso');

		await until(async () => (await course.events()).length >= 4, 'events', TWO_POLLS);
		const said = await course.events();
		expect(said.filter((event) => !event.startsWith('task.stalled'))).toEqual([
			'task.progressed fast.iso 25',
			'task.progressed fast.iso 50',
			'task.removed gone.iso',
		]);
		expect(said).toContain('task.stalled slow.iso');
		expect(course.simulator.tasks().map(({ id }) => id)).toContain(slow);
		await ends.expectEvents(...events, 'task.created three.iso');
		expect([...(await ends.errors()), ...(await course.errors())]).toEqual([]);
		// n8n waits longer than usual for what says that it is about to pass.
		expect(trial.log()).toMatch(/Poll failed; backing off.*"cause":"temporarily-unavailable"/);
		expect(await failing.errors()).toHaveLength(1);
	}, 1_800_000);
});
