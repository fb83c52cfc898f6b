import fc from 'fast-check';
import { PikPakError } from '../../../pikpak/errors.js';
import { poll, startingPoint, type PollOptions } from '../../../pikpak/watch/poll.js';
import { readStored, writeStored } from '../../../pikpak/watch/state.js';
import { clockFrom, drawnSeed, histories } from './history.mjs';
import { callInProcess, live, type Poller, type Scene } from './watched.mjs';

/** Without n8n: the shipped polling alone, with what it stores. */
function pollerFor({ simulator, settings, history, now }: Scene): Poller<string | undefined> {
	const call = callInProcess(simulator, now);
	const options: PollOptions = {
		events: new Set(settings.events),
		filter: { key: settings.name, name: (name) => name.includes(settings.name) },
		milestones: settings.milestones,
		stalledAfterMs: settings.stalledAfterMs,
		maxEvents: settings.maxEvents,
		onActivation:
			history.since === 'now' ? { kind: 'fromNow' } : { kind: 'since', time: 1, typed: '1' },
	};
	const drive = { call, accountId: async () => 'somebody', now, deadline: Infinity };
	let stored: string | undefined;
	return {
		poll: async () => {
			const remembered = readStored(stored) ?? (stored === undefined ? undefined : 'unreadable');
			const start = startingPoint(remembered, now());
			if (start !== undefined) stored = writeStored({ kind: 'starting', turn: 0, ...start });
			const polled = await poll(drive, remembered, options).catch((error: unknown) => {
				if (error instanceof PikPakError) return undefined;
				throw error;
			});
			if (polled === undefined) return undefined;
			expect(polled.warnings.filter((warning) => !warning.includes('cannot be told yet'))).toEqual(
				[],
			);
			stored = writeStored({ kind: 'watching', turn: 0, state: polled.state });
			return polled.events.map(({ eventId }) => eventId);
		},
		state: () => stored,
		start: (state) => {
			stored = state;
		},
	};
}

test('over any history of a drive and of n8n, each event comes once, in order', async () => {
	const numRuns = Number(process.env['HISTORIES'] ?? 10_000);
	await fc.assert(
		fc.asyncProperty(histories, async (history) => {
			await live(history, clockFrom('2026-11-24T10:00:00Z'), pollerFor);
		}),
		{ numRuns, seed: drawnSeed(numRuns) },
	);
}, 1_800_000);
