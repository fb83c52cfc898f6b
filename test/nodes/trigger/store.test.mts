import type { IDataObject, IPollFunctions } from 'n8n-workflow';
import { TriggerMemory } from '../../../nodes/PikPak/trigger/memory.js';
import { StateStore } from '../../../nodes/PikPak/trigger/store.js';

let own: Record<string, IDataObject>;
let shared: IDataObject;

beforeEach(() => {
	own = {};
	shared = {};
});

/** What a poll of the trigger under this name finds; `cursor` is the node's data where it goes by the node's id. */
const storeOf = (name: string, cursor?: IDataObject) =>
	new StateStore(
		{
			getWorkflowStaticData: (type: string) =>
				type === 'global' ? shared : (cursor ?? (own[name] ??= {})),
			getNode: () => ({ id: 'node-1', name }),
		} as unknown as IPollFunctions,
		new TriggerMemory(),
	);

const start = (startedAt: number) => ({
	kind: 'starting' as const,
	startedAt,
	isAfresh: false,
});
const startedAt = (store: StateStore) => {
	const read = store.read();
	return typeof read === 'object' && read.kind === 'starting' ? read.startedAt : read;
};

test('has nothing of a trigger that has not been polled', () => {
	expect(storeOf('A').read()).toBeUndefined();
});

test.each([true, false])('goes by the id of the node, whether events went along: %s', (emits) => {
	storeOf('A').write(start(1), { emits, isFirst: false });
	expect(startedAt(storeOf('B'))).toBe(1);
	storeOf('B').write(start(2), { emits, isFirst: false });
	expect(startedAt(storeOf('A'))).toBe(2);
	storeOf('A').write(start(3), { emits, isFirst: false });
	expect([startedAt(storeOf('A')), startedAt(storeOf('B'))]).toEqual([3, 3]);
});

test('goes on with the cursor where that is newer', () => {
	const cursor: IDataObject = {};
	storeOf('A', cursor).write(start(1), { emits: false, isFirst: false });
	const saved = structuredClone(shared);
	storeOf('A', cursor).write(start(2), { emits: false, isFirst: false });
	shared = saved;
	expect(startedAt(storeOf('A', cursor))).toBe(2);
});

test('goes on with the data of the workflow where no cursor has been saved at the activation', () => {
	const cursor: IDataObject = {};
	storeOf('A', cursor).write(start(1), { emits: true, isFirst: false });
	storeOf('A', structuredClone(cursor)).write(start(2), { emits: false, isFirst: false });
	expect(startedAt(storeOf('A', cursor))).toBe(2);
});

test('does not believe the data of the workflow when the cursor and the events that belong to it were not saved', () => {
	const cursor: IDataObject = {};
	storeOf('A', cursor).write(start(1), { emits: false, isFirst: false });
	storeOf('A', structuredClone(cursor)).write(start(2), { emits: true, isFirst: false });
	expect(startedAt(storeOf('A', cursor))).toBe(1);
});

test.each(['', '{"v":0}', 7])('tells what cannot be read from nothing: %j', (state) => {
	own['A'] = { state };
	expect(storeOf('A').read()).toBe('unreadable');
});
