import { startSimulated, stopSimulated, type Simulated } from '../support/simulated.mjs';
import { Service } from './service.mjs';
import { fileOf, newBytes, withAnnounced, withUploaded } from './upload.mjs';
import { Workspace } from './workspace.mjs';

// On a real account nobody looks after what is left.

let simulated: Simulated;
let service: Service;

beforeEach(async () => {
	simulated = await startSimulated();
	const { email, password } = simulated.simulator.account();
	const { userUrl, driveUrl } = simulated.served;
	service = new Service({ userUrl, driveUrl, email, password });
});

afterEach(async () => {
	expect(await stopSimulated()).toEqual([]);
});

/** The ids on the drive, of tasks and files. */
function ids(): string[] {
	const { tasks, files } = simulated.simulator.snapshot();
	return [...Object.keys(tasks), ...Object.keys(files)].sort();
}

/** Refuses what is asked with this method at this path. */
function refuse(method: string, path: string): void {
	const effect = { kind: 'answer', status: 403, body: { error: 'forbidden' } } as const;
	simulated.simulator.addFault({ name: path, match: { host: 'drive', method, path }, effect });
}

test('an upload leaves neither file nor task, whether its bytes were sent or not, or something went wrong', async () => {
	const before = ids();
	const seen = [
		await withUploaded(service, newBytes(), async (file) => String(file['phase'])),
		await withAnnounced(service, newBytes(), async (announced) =>
			String(fileOf(announced)['phase']),
		),
		await withAnnounced(service, newBytes(), async () => {
			throw new Error('no such luck');
		}),
	];
	expect(seen).toEqual(['PHASE_TYPE_COMPLETE', 'PHASE_TYPE_PENDING', 'Error: no such luck']);
	expect(ids()).toEqual(before);
});

test('where no upload has begun, nothing is deleted', async () => {
	refuse('POST', '/drive/v1/files');
	expect(await withUploaded(service, newBytes(), async () => 'something')).toBe(
		'no ticket: {"error":"forbidden"}',
	);
	const { journal } = simulated.simulator;
	expect(journal.count({ route: 'POST:/drive/v1/files:batchDelete' })).toBe(0);
	expect(journal.count({ route: 'DELETE:/drive/v1/tasks' })).toBe(0);
});

test('what could not be deleted is told with what was seen', async () => {
	refuse('POST', '/drive/v1/files:batchDelete');
	refuse('DELETE', '/drive/v1/tasks');
	let [file, task]: unknown[] = [];
	const seen = await withAnnounced(service, newBytes(), async (announced) => {
		file = fileOf(announced)['id'];
		task = (announced['task'] as { id: unknown }).id;
		return 'seen';
	});
	expect(seen).toBe(
		`seen; ${String(file)} is left: HTTP 403, {"error":"forbidden"}; ${String(task)} is left: HTTP 403, {"error":"forbidden"}`,
	);
	let folder = '';
	expect(
		await Workspace.with(service, async ({ id }) => {
			folder = id;
			return 'seen';
		}),
	).toBe(`seen; ${folder} is left: HTTP 403, {"error":"forbidden"}`);
});
