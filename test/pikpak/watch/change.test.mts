import { changeOf, watchedFrom } from '../../../pikpak/watch/change.js';
import type { TaskEvent } from '../../../pikpak/watch/event.js';
import { ALL, COMPLETE, MINUTE, NOW, RETRIED, task, Watch } from './looks.mjs';

describe('how far an unfinished task has come', () => {
	const running = task('one', { progress: 40, name: 'One', ...RETRIED });
	const remembered = (event: TaskEvent) => {
		const options = { ...ALL, events: new Set([event]) };
		return [
			watchedFrom(running, options, NOW),
			changeOf(running, 'new', options, NOW).next,
			changeOf(running, 'retried', options, NOW).next,
		];
	};
	const watched = { attempt: 1, fileId: 'file-of-one', fits: true };
	const course = { progress: 40, since: NOW, stalled: false, name: 'One' };

	test.each(['task.progressed', 'task.removed', 'task.stalled'] as const)(
		'is remembered for %s',
		(event) => {
			for (const what of remembered(event)) expect(what).toEqual({ ...watched, course });
		},
	);

	test.each(['task.created', 'task.completed', 'task.failed'] as const)(
		'is not remembered for %s, which has no need of it',
		(event) => {
			for (const what of remembered(event)) expect(what).toEqual(watched);
		},
	);
});

test('only a new task was created now', () => {
	const { isNew, events } = changeOf(task('one', COMPLETE), 'new', ALL, NOW);
	expect(isNew).toBe(true);
	expect(events.map(({ event }) => event)).toEqual(['task.created', 'task.completed']);
	const retried = changeOf(task('one', COMPLETE), 'retried', ALL, NOW);
	expect(retried.isNew).toBe(false);
	expect(retried.events.map(({ event }) => event)).toEqual(['task.completed']);
});

test('a filter sees the link of a task, once it is told', () => {
	const filter = { key: 'web', sources: new Set(['web' as const]) };
	const found = (params: object) =>
		changeOf(task('one', { ...COMPLETE, params }), 'retried', { ...ALL, filter }, NOW).events
			.length;
	expect(found({ url: 'https://example.org/a.iso' })).toBe(1);
	expect(found({ url: 'magnet:?xt=1' })).toBe(0);
	expect(found({ url: '' })).toBe(1);
});

test('a task that had stalled before anybody wanted to know is told of once somebody does', () => {
	const watch = new Watch({ stalledAfterMs: 10 * MINUTE });
	const others = { events: new Set(['task.removed' as const]) };
	const later = (minutes: number) => ({ now: NOW + minutes * MINUTE });
	watch.look([task('one')], { ...later(0), options: others });
	expect(watch.found([task('one')], { ...later(20), options: others })).toEqual([]);
	expect(watch.found([task('one')], later(21))).toEqual(['one:task.stalled:0:0']);
	expect(watch.found([task('one')], later(22))).toEqual([]);
});

test('a task of which only the attempt was remembered is gone without a name', () => {
	const watch = new Watch();
	watch.look([task('one', { progress: 40 })], { options: { events: new Set(['task.failed']) } });
	const { events } = watch.look([], { gone: ['one'] });
	expect(events).toHaveLength(1);
	expect(events[0]?.task).toMatchObject({ name: '', progress: 0, fileId: 'file-of-one' });
});
