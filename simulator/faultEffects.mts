import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Context, MiddlewareHandler } from 'hono';
import { tooFrequent, unauthenticated } from './failure.mjs';
import type { Fault, Faults } from './faults.mjs';
import { HOSTS, type Host, type ServiceEnv } from './hosts.mjs';
import { queryOf } from './requests.mjs';

type AnswerEffect = Extract<Fault['effect'], { kind: 'answer' }>;

/** Stands in front of a host's routes and lets the faults in force do their harm. */
export function faulty(host: Host, faults: Faults): MiddlewareHandler<ServiceEnv> {
	return async (c, next) => {
		const path = c.req.path.slice(HOSTS[host].length);
		const fault = faults.hit({ host, method: c.req.method, path, query: queryOf(c) });
		if (fault === undefined) {
			await next();
			return;
		}
		c.set('fault', fault.name);
		const { effect } = fault;
		switch (effect.kind) {
			case 'answer':
				return answer(effect);
			case 'drop':
				c.set('sentStatus', 0);
				c.env.incoming.socket.destroy();
				return RESPONSE_ALREADY_SENT;
			case 'lose':
				await next();
				c.set('sentStatus', 0);
				c.env.incoming.socket.destroy();
				await c.res.body?.cancel();
				replaceSent(c);
				return;
			case 'stall':
				// Not referenced: a stalled request must not keep a process alive that wants to end.
				await setTimeout(effect.ms, undefined, { ref: false });
				await next();
				return;
			case 'hang':
				c.set('sentStatus', 0);
				// With a rest unread, the end of the connection would not be seen.
				c.env.incoming.resume();
				await once(c.env.outgoing, 'close');
				return RESPONSE_ALREADY_SENT;
			case 'truncate':
				await next();
				await truncate(c, effect.bytes);
				return;
			case 'captchaDemanded':
				c.set('captchaDemanded', true);
				await next();
				return;
			case 'tokenExpired':
				throw unauthenticated();
			case 'tooFrequent':
				throw tooFrequent(host);
		}
	};
}

function answer(effect: AnswerEffect): Response {
	const { status, contentType = 'application/json' } = effect;
	const content = contentOf(effect);
	const headers = new Headers({ 'Content-Type': contentType });
	for (const [name, value] of Object.entries(effect.headers ?? {})) headers.set(name, value);
	// Some statuses allow no body at all, not even an empty one.
	return new Response(content.length === 0 ? null : content, { status, headers });
}

function contentOf({ body, bytes }: AnswerEffect): string | Buffer<ArrayBuffer> {
	if (bytes !== undefined) return Buffer.from(bytes, 'base64');
	return typeof body === 'string' ? body : JSON.stringify(body);
}

/** Sends the real answer's head, with the length of all, and the beginning of its body, and ends the connection. */
async function truncate(c: Context<ServiceEnv>, bytes: number): Promise<void> {
	const { outgoing } = c.env;
	const { status, headers } = c.res;
	const told = headers.get('content-length');
	const body = await beginningOf(c.res, told === null ? Infinity : bytes);
	c.set('sentStatus', status);
	const length = told ?? String(body.length);
	outgoing.writeHead(status, { ...Object.fromEntries(headers), 'content-length': length });
	outgoing.write(body.subarray(0, bytes), () => outgoing.socket?.destroy());
	replaceSent(c);
}

/** No more than is needed: a download can be of any size. */
async function beginningOf({ body }: Response, bytes: number): Promise<Buffer> {
	const pieces: Uint8Array[] = [];
	let length = 0;
	const stream: ReadableStream<Uint8Array> | null = body;
	const reader = stream?.getReader();
	let piece = await reader?.read();
	while (piece?.done === false && length < bytes) {
		pieces.push(piece.value);
		length += piece.value.length;
		piece = await reader?.read();
	}
	await reader?.cancel();
	return Buffer.concat(pieces);
}

/** What the route has answered is not to be sent. */
function replaceSent(c: Context<ServiceEnv>): void {
	// Taken away first: Hono would merge the two into a third, which the server sends once more.
	c.res = undefined;
	c.res = RESPONSE_ALREADY_SENT;
}
