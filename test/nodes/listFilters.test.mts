import type { INodeParameters } from 'n8n-workflow';
import type { NewTask } from '../../simulator/drive/tasks.mjs';
import { LIST } from '../support/routes.mjs';
import { jsonOf, TaskNode } from '../support/taskNode.mjs';

const node = new TaskNode('list');

const MAGNET = 'magnet:?xt=urn:btih:08ada5a7a6183aae1e09d831df6748d566095a10';
const COMPLETE = { phase: 'PHASE_TYPE_COMPLETE' } as const;

const namesFor = async (filters: INodeParameters, parameters: INodeParameters = {}) =>
	jsonOf(await node.run({ filters, ...parameters })).map(({ name }) => name);

const add = (...tasks: NewTask[]) => {
	const now = node.simulator.now();
	// The first is the newest.
	node.simulator.addTasks(tasks.map((task, index) => ({ createdAt: now - index * 1000, ...task })));
};

const lists = () => node.simulator.journal.entries({ route: LIST });

test.each<[object, string[]]>([
	[{ nameContains: '1080P' }, ['b-1080p.mkv']],
	[{ nameMatches: '^[ab].*\\.MKV$' }, ['a.mkv', 'b-1080p.mkv']],
	[{ nameContains: '1080p', nameMatches: '^[bc]' }, ['b-1080p.mkv']],
	[{ nameContains: '', nameMatches: '' }, ['a.mkv', 'b-1080p.mkv', 'c.mp4']],
])('%j', async (filters, names) => {
	add({ name: 'a.mkv' }, { name: 'b-1080p.mkv' }, { name: 'c.mp4' });
	expect(await namesFor(filters as INodeParameters)).toEqual(names);
});

test('the size, in millions of bytes; what has none yet is left out', async () => {
	add(
		{ name: 'waiting', size: 5_000_000 },
		{ name: 'small', size: 1_999_999, ...COMPLETE },
		{ name: 'least', size: 2_000_000, ...COMPLETE },
	);
	expect(await namesFor({ minSize: '2' })).toEqual(['least']);
	expect(await namesFor({ minSize: 0 })).toEqual(['waiting', 'small', 'least']);
});

test('why it failed; what has not failed is left out', async () => {
	add(
		{ name: 'full', phase: 'PHASE_TYPE_ERROR', message: 'Storage space is not enough' },
		{ name: 'odd', phase: 'PHASE_TYPE_ERROR', message: 'Bad weather' },
		{ name: 'done', ...COMPLETE },
	);
	expect(await namesFor({ reasons: ['file_space_not_enough'] })).toEqual(['full']);
	expect(await namesFor({ reasons: 'unknown' })).toEqual(['odd']);
	expect(await namesFor({ reasons: 'unknown, file_space_not_enough' })).toEqual(['full', 'odd']);
	expect(await namesFor({ reasons: [] })).toEqual(['full', 'odd', 'done']);
});

test('when it was created, in the time zone of the workflow', async () => {
	// n8n's own, in this test.
	const at = (time: string) => new Date(`2026-11-24T${time}:00-05:00`).getTime();
	add(
		{ name: 'noon', createdAt: at('12:00') },
		{ name: 'eleven', createdAt: at('11:00') },
		{ name: 'ten', createdAt: at('10:00') },
	);
	expect(await namesFor({ createdAfter: '2026-11-24 11:00' })).toEqual(['noon', 'eleven']);
	expect(await namesFor({ createdBefore: '2026-11-24T11:00:00' })).toEqual(['ten']);
	expect(await namesFor({ createdAfter: '2026-11-24T16:30:00Z' })).toEqual(['noon']);
	const both = { createdAfter: '2026-11-24 11:00', createdBefore: '2026-11-24 12:00' };
	expect(await namesFor(both)).toEqual(['eleven']);
	expect(await namesFor({ createdAfter: '', createdBefore: '' })).toHaveLength(3);
});

test('the folder, which takes the file along; what has no file is in none', async () => {
	add({ name: 'in.txt', ...COMPLETE }, { name: 'failed', phase: 'PHASE_TYPE_ERROR' });
	const { parentId } = node.simulator.tasks()[0] ?? { parentId: '' };
	const folder = (mode: string, value: string) => ({ folder: { __rl: true, mode, value } });
	expect(await namesFor(folder('id', parentId))).toEqual(['in.txt']);
	expect(lists().at(-1)?.query).toMatchObject({ with: 'reference_resource' });
	expect(await namesFor(folder('path', '/My Pack'))).toEqual(['in.txt']);
	expect(await namesFor(folder('id', 'root'))).toEqual([]);
	expect(await namesFor(folder('list', ''))).toEqual(['in.txt', 'failed']);
	const failure = await node.failure({ filters: folder('path', '/Nowhere') });
	expect(failure.message).toMatch(/^The folder "\/Nowhere" does not exist/);
});

test('the limit counts what passes', async () => {
	add(...Array.from({ length: 60 }, (_, index) => ({ name: index < 55 ? 'no' : 'yes' })));
	expect(await namesFor({ nameContains: 'yes' }, { limit: 3 })).toEqual([
		'yes',
		'yes(1)',
		'yes(2)',
	]);
	expect(await namesFor({ nameContains: 'yes' }, { returnAll: true })).toHaveLength(5);
	// All in one page.
	expect(lists().map(({ query }) => query['limit'])).toEqual(['10000', '10000']);
});

test('without a filter no more is asked for than the limit', async () => {
	add({ name: 'one' });
	await namesFor({});
	expect(lists()[0]?.query).toMatchObject({ limit: '50' });
});

test('phases and filters go together', async () => {
	node.simulator.addContent({ url: MAGNET, name: 'Sintel', files: [{ path: 'a/b', size: 1 }] });
	add({ url: MAGNET, ...COMPLETE }, { name: 'Sintel 2' }, { name: 'other', ...COMPLETE });
	expect(await namesFor({ nameContains: 'sintel' }, { phases: ['complete'] })).toEqual(['Sintel']);
	for (const phases of ['["complete", "error"]', 'complete,error'])
		expect(await namesFor({ nameContains: 'sintel' }, { phases })).toEqual(['Sintel']);
});

test.each([
	[{ nameMatches: '(' }, /^Name Matches cannot be "\("\. The pattern is not a regular expression/],
	[{ nameMatches: '/a/i' }, /^Name Matches cannot be "\/a\/i"\. Leave out the slashes/],
	[{ minSize: -1 }, /^Size at Least cannot be -1\. Use /],
	[{ createdAfter: 'soon' }, /^Created After cannot be "soon"\. Use a date and time/],
	[{ createdBefore: 'late' }, /^Created Before cannot be "late"\. Use /],
	[{ reasons: ['weather'] }, /^Failure Reasons cannot be "weather"\. Use /],
	[{ folder: { __rl: true, mode: 'id', value: 'a/b' } }, /^Folder cannot be "a\/b"\. /],
	[{ folder: { __rl: true, mode: 'id', value: '={{ "" }}' } }, /^Folder cannot be empty\. /],
	[{ folder: '={{ $json.nothing }}' }, /^Folder cannot be null\. /],
	[{ folder: '={{ "" }}' }, /^Folder cannot be empty\. /],
	[{ reasons: ' , ' }, /^Failure Reasons cannot be " , "\. /],
	[{ reasons: 'unknown, weather' }, /^Failure Reasons cannot be "weather"\. Use /],
])('%j is refused with what is allowed', async (filters, message) => {
	const failure = await node.failure({ filters });
	expect(failure.message).toMatch(message);
	expect(node.simulator.journal.count()).toBe(0);
});
