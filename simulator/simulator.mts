import { Hono } from 'hono';
import { TrieRouter } from 'hono/router/trie-router';
import { addControlRoutes } from './controlRoutes.mjs';
import { Controls } from './controls.mjs';
import { Faults } from './faults.mjs';
import { HOSTS, type Service } from './hosts.mjs';
import { Journal } from './journal.mjs';
import { addPageRoutes } from './page/routes.mjs';
import { Secrets } from './secrets.mjs';
import { sow, type Seed } from './seeds.mjs';
import { addService, answerToMistake } from './service.mjs';
import { emptyState } from './state.mjs';
import type { Limits, Settings, World } from './world.mjs';

export interface SimulatorOptions {
	/** Milliseconds since 1970; the machine's clock if left out. */
	now?: () => number;
	/** At least 0 and below 1; `Math.random` if left out. */
	random?: () => number;
	/** What the drive starts with, `empty` if left out. */
	seed?: Seed;
	/** The most entries on one page; 10,000 if left out. */
	maxPageSize?: number;
	/** How a task that is created or retried over the API lives; `manual` if left out: it moves when it is told to. */
	life?: Settings['life'];
	/** Milliseconds until something that is done to files together takes effect; 0 if left out. */
	operationMs?: number;
	limits?: Partial<Limits>;
}

/** A simulated PikPak: its controls, and the web interface that {@link serve} puts on a socket. */
export interface Simulator extends Controls {
	readonly fetch: Service['fetch'];
}

/** The life of a task where nobody tells it what to do: a minute's half, unless the web page is quicker. */
export const UNATTENDED: Settings['life'] = { pendingMs: 5_000, runningMs: 25_000 };

const LIMITS: Limits = {
	captchaSeconds: 300,
	accessSeconds: 7200,
	signIns: 5,
	signInWindowSeconds: 600,
	runningTasks: Infinity,
};

/** Makes a PikPak that nobody else knows of; nothing of it is shared with another one. */
export function createSimulator(options: SimulatorOptions = {}): Simulator {
	const { now: clock = Date.now, seed = 'empty' } = options;
	const world: World = {
		state: emptyState('premium', clock()),
		now: () => clock() + world.state.clockOffset,
		random: options.random ?? Math.random,
		settings: {
			life: options.life ?? 'manual',
			operationMs: options.operationMs ?? 0,
			maxPageSize: options.maxPageSize ?? 10_000,
			limits: { ...LIMITS, ...options.limits },
		},
		secrets: new Secrets(),
	};
	sow(world, seed, clock());
	const faults = new Faults(world.random);
	const journal = new Journal();
	const controls = new Controls(world, faults, journal, { seed, clock });

	// What Hono would settle on by itself, after it has tried another one in vain: half a millisecond of each simulator.
	const app: Service = new Hono({ router: new TrieRouter() });
	addService(app, world, faults, journal);
	addControlRoutes(app, controls);
	addPageRoutes(app, controls);
	app.notFound((c) =>
		c.json(
			{
				error: `PikPak is under ${Object.values(HOSTS).join(', ')}; the controls are under /_simulator`,
			},
			404,
		),
	);
	app.onError(answerToMistake);
	return Object.assign(controls, { fetch: app.fetch });
}
