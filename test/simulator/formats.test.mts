import { signedIn, stop, type Json } from './support/caller.mjs';

afterEach(stop);

/** Every value in an answer, with its name. */
function valuesIn(json: unknown, name = ''): Array<[string, unknown]> {
	if (typeof json !== 'object' || json === null) return [[name, json]];
	return Object.entries(json).flatMap(([key, value]) =>
		valuesIn(value, Array.isArray(json) ? name : key),
	);
}

async function answers() {
	const someone = await signedIn({ seed: 'demo' });
	const query = { with: 'reference_resource' };
	const paths = ['/drive/v1/tasks', '/drive/v1/files', '/drive/v1/about'];
	const bodies = await Promise.all(
		paths.map(
			async (path) =>
				(await someone.drive('GET', path, path.endsWith('tasks') ? { query } : {})).body,
		),
	);
	return {
		someone,
		values: bodies.flatMap((body) => valuesIn(body)),
		tasks: bodies[0]?.['tasks'] as Json[],
	};
}

describe('Answers', () => {
	test('write times in RFC 3339 with milliseconds and +08:00', async () => {
		const { values } = await answers();
		const times = values.filter(([name, value]) => name.endsWith('_time') && value !== '');
		expect(times.length).toBeGreaterThan(15);
		for (const [, time] of times) {
			expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+08:00$/);
		}
	});

	test('write sizes as decimal texts, and progress and status_size as numbers', async () => {
		const { values } = await answers();
		const of = (...names: string[]) =>
			values.filter(([name]) => names.includes(name)).map(([, value]) => value);
		for (const size of of('file_size', 'size', 'limit', 'usage')) expect(size).toMatch(/^\d+$/);
		for (const number of of('progress', 'status_size')) expect(typeof number).toBe('number');
	});

	test('carry fields that no document lists', async () => {
		const { tasks } = await answers();
		expect(tasks[0]).toHaveProperty('simulated');
		expect(tasks[0]).toHaveProperty('reference_resource.simulated');
	});

	test('give out ids that are never equal, whatever chance does', async () => {
		const someone = await signedIn({ seed: 'large', random: () => 0.5 });
		const ids = someone.simulator.tasks().flatMap(({ id, fileId }) => [id, fileId]);
		expect(new Set(ids).size).toBe(20_000);
		for (const id of ids) expect(id).toMatch(/^V[A-Za-z0-9_-]{25}$/);
	});

	test('show eight downloads of all phases in the demonstration, two failed for different reasons', async () => {
		const { tasks } = await answers();
		expect(tasks).toHaveLength(8);
		expect(new Set(tasks.map(({ phase }) => phase)).size).toBe(4);
		const failed = tasks.filter(({ phase }) => phase === 'PHASE_TYPE_ERROR');
		expect(new Set(failed.map(({ message }) => message)).size).toBe(2);
	});
});
