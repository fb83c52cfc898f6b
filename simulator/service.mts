import type { IncomingMessage } from 'node:http';
import { finished } from 'node:stream/promises';
import type { HttpBindings } from '@hono/node-server';
import { Hono, type Context, type MiddlewareHandler, type Next } from 'hono';
import { matchedRoutes } from 'hono/route';
import { addAccountRoutes } from './account/routes.mjs';
import { fingerprintOf } from './account/tokens.mjs';
import { addFileRoutes } from './drive/fileRoutes.mjs';
import { addOperationRoutes } from './drive/operationRoutes.mjs';
import { addPlanRoutes } from './drive/planRoutes.mjs';
import { addResourceRoutes } from './drive/resourceRoutes.mjs';
import { addTaskRoutes } from './drive/taskRoutes.mjs';
import { settle } from './drive/settle.mjs';
import { refuse, ServiceFailure } from './failure.mjs';
import { addDownloadRoutes, bareAnswer } from './download/routes.mjs';
import { faulty } from './faultEffects.mjs';
import type { Faults } from './faults.mjs';
import { HOSTS, type Host, type Service, type ServiceEnv } from './hosts.mjs';
import type { Journal } from './journal.mjs';
import { checkHeaders, queryOf, refuseApiHeaders } from './requests.mjs';
import { addStorageRoutes } from './storage/routes.mjs';
import { failureAnswer } from './storage/xml.mjs';
import type { World } from './world.mjs';

interface Hosting {
	/** Throws a refusal. */
	checkHeaders: (c: Context) => void;
	/** How the host says no. */
	answerTo: (failure: ServiceFailure) => Response;
	addRoutes: (hosted: Service) => void;
}

/** Adds PikPak itself: its hosts and routes, with the faults in front of them and the journal around all. */
export function addService(app: Service, world: World, faults: Faults, journal: Journal): void {
	const addHost = (host: Host, { checkHeaders: checked, answerTo, addRoutes }: Hosting) => {
		const hosted: Service = new Hono();
		hosted.use(journaled(host, world, journal), readOut, refuseHead, faulty(host, faults));
		hosted.use(async (c, next) => {
			checked(c);
			settle(world);
			await next();
		});
		addRoutes(hosted);
		hosted.all('*', (c) => {
			throw noRoute(c);
		});
		hosted.onError((error) =>
			error instanceof ServiceFailure ? answerTo(error) : answerToMistake(error),
		);
		app.route(HOSTS[host], hosted);
	};
	addHost('user', {
		checkHeaders,
		answerTo: jsonAnswer,
		addRoutes: (user) => {
			addAccountRoutes(user, world);
		},
	});
	addHost('drive', {
		checkHeaders,
		answerTo: jsonAnswer,
		addRoutes: (drive) => {
			addTaskRoutes(drive, world);
			// First, since `trash:empty` could be the id of a file.
			addOperationRoutes(drive, world);
			addFileRoutes(drive, world);
			addPlanRoutes(drive, world);
			addResourceRoutes(drive, world);
		},
	});
	addHost('storage', {
		checkHeaders: refuseApiHeaders,
		answerTo: failureAnswer,
		addRoutes: (storage) => {
			addStorageRoutes(storage, world);
		},
	});
	addHost('download', {
		checkHeaders: refuseApiHeaders,
		answerTo: bareAnswer,
		addRoutes: (download) => {
			addDownloadRoutes(download, world);
		},
	});
}

/**
 * Reads what is left of a request before anything is answered. A connection that ends with bytes unread is reset, and the
 * answer is lost on the way; and who goes away in the middle of a body is sent nothing.
 */
async function readOut(c: Context<ServiceEnv>, next: Next): Promise<void> {
	await next();
	const incoming = incomingOf(c);
	if (incoming === undefined || incoming.complete || c.get('sentStatus') !== undefined) return;
	const isWhole = await finished(incoming.resume()).then(
		() => true,
		() => false,
	);
	if (!isWhole) c.set('sentStatus', 0);
}

/** @returns undefined in process, without a socket */
function incomingOf({ env }: { env: HttpBindings | undefined }): IncomingMessage | undefined {
	return env?.incoming;
}

/** Hono would answer HEAD from the route of GET, but nobody is known to send one. */
async function refuseHead(c: Context, next: Next): Promise<void> {
	if (c.req.method === 'HEAD') throw noRoute(c);
	await next();
}

function noRoute({ req }: Context): ServiceFailure {
	const how = { status: 404, error: 'not_found', code: 5 } as const;
	return refuse(`there is no route ${req.method} ${req.path}`, how);
}

function journaled(host: Host, world: World, journal: Journal): MiddlewareHandler<ServiceEnv> {
	const withoutPrefix = (path: string) => path.slice(HOSTS[host].length);
	return async (c, next) => {
		const deviceId = c.req.header('x-device-id');
		world.secrets.note('deviceIds', deviceId ?? '');
		await next();
		const { method, path } = c.req;
		const [route] = matchedRoutes(c).filter((matched) => !matched.path.endsWith('*'));
		const failure = c.error instanceof ServiceFailure ? c.error : undefined;
		journal.record({
			at: world.now(),
			host,
			method,
			path: withoutPrefix(path),
			route: route === undefined ? 'unknown' : `${method}:${withoutPrefix(route.path)}`,
			query: queryOf(c),
			status: c.get('sentStatus') ?? c.res.status,
			error: failure?.error,
			fault: c.get('fault'),
			deviceId,
			bearer: fingerprintOf(c.req.header('authorization')),
			refused: failure?.refused === true ? failure.message : undefined,
		});
	};
}

function jsonAnswer(failure: ServiceFailure): Response {
	return Response.json(failure.body(), { status: failure.status });
}

/** What a route throws that is not a {@link ServiceFailure} is a mistake of the simulator. */
export function answerToMistake(error: Error): Response {
	const body = { error: 'internal', error_code: 13, error_description: error.stack };
	return Response.json(body, { status: 500 });
}
