import type { IExecuteFunctions } from 'n8n-workflow';
import { serve, type ServedSimulator } from '../../simulator/serve.mjs';
import { createSimulator, type Simulator } from '../../simulator/simulator.mjs';
import { CAPTCHA, LIST, REFRESH, SIGN_IN } from '../../test/support/routes.mjs';
import { pass } from './clock.mjs';
import { downloads } from './downloads.mjs';
import { Listing, listUrl } from './listing.mjs';
import { beside, type Goal, type Measurement, type Row } from './measurement.mjs';

const EXECUTIONS = 1_000;

const TASKS = 20;

const MINUTE_MS = 60_000;

/** How often the workflow runs. */
const SCHEDULES = [
	{ at: 'every minute, 16.7 h', everyMs: MINUTE_MS },
	{ at: 'every hour, 42 days', everyMs: 60 * MINUTE_MS },
];

/** What workflows cost an account that PikPak watches for frequent sign-ins. */
export const signIns: Measurement = {
	method: [
		`Sign-ins: ${EXECUTIONS.toLocaleString('en')} executions of a workflow that lists tasks, on a clock that is set forward; counted by the journal of a simulator whose access tokens live two hours.`,
		"Do-it-yourself is the workflow that people build of HTTP Request nodes: a captcha token, a sign-in, the list; sent by n8n's HTTP helper to a simulator that does not limit sign-ins.",
		'Refused is when the limit that the simulator has by default, five in ten minutes, ends that; the limit of PikPak is not known.',
	].join(' '),
	measure: async () => {
		const listing = await Listing.load();
		const rows: Row[] = [];
		for (const schedule of SCHEDULES) rows.push(...(await rowsFor(listing, schedule)));
		return [...rows, await refusalRow(listing)];
	},
};

async function rowsFor(
	listing: Listing,
	{ at, everyMs }: (typeof SCHEDULES)[number],
): Promise<Row[]> {
	const ours = await countsOf(listing, everyMs, {}, async (context) => {
		return await listing.ours(context);
	});
	const own = await countsOf(listing, everyMs, { signIns: Infinity }, doItYourself);
	const row = (measured: string, part: keyof Counts, goal?: Goal): Row => ({
		measured: `${measured} per ${EXECUTIONS.toLocaleString('en')} executions`,
		at,
		...beside('do-it-yourself', [[ours[part], own[part]]]),
		...(goal !== undefined && { goal }),
	});
	return [
		row('Sign-ins', 'signIns', { says: '1', isMet: ours.signIns === 1 }),
		{ ...row('Refreshes', 'refreshes'), ratio: '' },
		row('Requests but the lists', 'others'),
	];
}

async function refusalRow(listing: Listing): Promise<Row> {
	const refused = await executionsUntilRefused(listing, MINUTE_MS);
	return {
		measured: 'First execution that the simulator refuses to sign in',
		at: 'every minute',
		// Its 1,000 executions have been measured under that limit.
		ours: 'none',
		baseline: `do-it-yourself: ${refused === undefined ? 'none' : String(refused)}`,
	};
}

type Work = (context: IExecuteFunctions, pikpak: Pikpak) => Promise<object[]>;

interface Pikpak {
	simulator: Simulator;
	served: ServedSimulator;
}

interface Counts {
	signIns: number;
	refreshes: number;
	/** All requests that are not lists. */
	others: number;
}

async function countsOf(
	listing: Listing,
	everyMs: number,
	limits: { signIns?: number },
	work: Work,
): Promise<Counts> {
	return await withPikpak(listing, limits, async (pikpak) => {
		for (let execution = 0; execution < EXECUTIONS; execution++) {
			const tasks = await work(listing.context('simplified'), pikpak);
			if (tasks.length !== TASKS) throw new Error(`Listed ${String(tasks.length)} tasks.`);
			pass(everyMs);
		}
		const { journal } = pikpak.simulator;
		return {
			signIns: journal.count({ route: SIGN_IN }),
			refreshes: journal.count({ route: REFRESH }),
			others: journal.count() - journal.count({ route: LIST }),
		};
	});
}

/** @returns the number of the first execution that PikPak does not let in, counted from 1; undefined if there is none */
async function executionsUntilRefused(
	listing: Listing,
	everyMs: number,
): Promise<number | undefined> {
	return await withPikpak(listing, {}, async (pikpak) => {
		for (let execution = 1; execution <= EXECUTIONS; execution++) {
			const context = listing.context('simplified');
			const tasks = await doItYourself(context, pikpak).catch(() => undefined);
			if (tasks === undefined) return execution;
			pass(everyMs);
		}
		return undefined;
	});
}

/** Lends a PikPak of this process, which goes by the same clock, and its credential. */
async function withPikpak<Result>(
	listing: Listing,
	limits: { signIns?: number },
	work: (pikpak: Pikpak) => Promise<Result>,
): Promise<Result> {
	const simulator = createSimulator({ now: () => Date.now(), limits });
	const served = await serve(simulator);
	try {
		simulator.addTasks(downloads(TASKS));
		const { email, password } = simulator.account();
		const { userUrl, driveUrl } = served;
		listing.use({
			...{ authentication: 'password', email, password },
			...{ service: 'custom', userUrl, driveUrl },
		});
		const result = await work({ simulator, served });
		const [refusal] = simulator.journal.refusals();
		if (refusal !== undefined) throw new Error(`Refused: ${JSON.stringify(refusal)}`);
		return result;
	} finally {
		await served.close();
	}
}

/** As guides and gists have it; the client is the Android app's, whose id all of them have. */
const CLIENT_ID = 'YNxT9w7GMdWvEOKa';
const DEVICE_ID = '0123456789abcdef0123456789abcdef';
const DEVICE = { 'X-Device-Id': DEVICE_ID };

/** Signs in and lists, as a chain of HTTP Request nodes does in each execution. */
async function doItYourself(
	{ helpers }: IExecuteFunctions,
	{ simulator, served: { userUrl, driveUrl } }: Pikpak,
): Promise<object[]> {
	const { email, password } = simulator.account();
	const post = async (path: string, body: object): Promise<unknown> =>
		await helpers.httpRequest({
			method: 'POST',
			url: userUrl + path,
			headers: DEVICE,
			body,
			json: true,
		});
	const { captcha_token } = (await post(CAPTCHA.replace('POST:', ''), {
		client_id: CLIENT_ID,
		action: SIGN_IN,
		device_id: DEVICE_ID,
		meta: { email },
	})) as { captcha_token: string };
	const { access_token } = (await post(SIGN_IN.replace('POST:', ''), {
		client_id: CLIENT_ID,
		username: email,
		password,
		captcha_token,
	})) as { access_token: string };
	const { tasks } = (await helpers.httpRequest({
		url: listUrl(driveUrl),
		headers: { ...DEVICE, Authorization: `Bearer ${access_token}` },
		json: true,
	})) as { tasks: object[] };
	return tasks;
}
