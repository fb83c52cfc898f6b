import {
	createServer as createHttpServer,
	request,
	type IncomingHttpHeaders,
	type IncomingMessage,
	type ServerResponse,
} from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { pipeline } from 'node:stream';
import type { Authority } from './authority.mjs';

/** PikPak's four roots, and the hosts below them: accounts, drive, object storage, downloads. */
const PIKPAK = /(^|\.)(mypikpak\.com|mypikpak\.net|pikpak\.me|pikpakdrive\.com)$/;

/** Of one connection, so that they are not passed on (RFC 9110, 7.6.1); `expect` is answered here. */
const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'expect']);

export interface Proxy {
	/** For `HTTPS_PROXY`. */
	readonly url: string;
	/** Hosts and ports that are not PikPak's and that somebody wanted to reach, each time. */
	readonly refused: readonly string[];
	/** Ends all connections, whatever they are waiting for. */
	readonly close: () => Promise<void>;
}

/**
 * Starts a proxy on loopback that takes whoever connects through it to a simulated PikPak, whatever host of PikPak's they ask for, and
 * to nowhere else. `https://HOST/PATH` becomes `UPSTREAM/HOST/PATH`; the real host, which signatures depend on, goes along as
 * `X-Forwarded-Host`. Bodies are streamed both ways.
 *
 * @param authority signs the certificates of PikPak's hosts
 * @param upstream such as `http://127.0.0.1:4700`
 */
export async function startProxy(authority: Authority, upstream: string): Promise<Proxy> {
	const refused: string[] = [];
	const sockets = new Set<Socket>();

	// Never listens: it is handed the sockets of whoever has said CONNECT.
	const terminal = createHttpsServer(
		{
			SNICallback: (host, callback) => {
				authority.contextOf(host).then((context) => {
					callback(null, context);
				}, callback);
			},
		},
		(incoming, outgoing) => {
			const host = incoming.headers.host ?? '';
			if (isPikPak(host)) passOn(incoming, outgoing, host, upstream);
			else refuse(outgoing, host);
		},
	);
	// Clients wait between two requests for longer than the five seconds that Node.js keeps a connection, which may then end just when it is used again.
	terminal.keepAliveTimeout = 0;
	const refuse = (outgoing: ServerResponse, where: string) => {
		refused.push(where);
		outgoing.writeHead(502).end(`"${where}" is no host of PikPak's`);
	};

	const server = createHttpServer((incoming, outgoing) => {
		refuse(outgoing, incoming.url ?? '');
	});
	server.on('connection', (socket) => {
		sockets.add(socket);
		socket.once('close', () => sockets.delete(socket));
	});
	server.on('connect', (incoming, socket: Socket, head: Buffer) => {
		socket.on('error', () => socket.destroy());
		const where = incoming.url ?? '';
		if (!isPikPak(where.replace(/:443$/, ''))) {
			refused.push(where);
			socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
			return;
		}
		socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
		socket.unshift(head);
		terminal.emit('connection', socket);
	});
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(0, '127.0.0.1', resolve);
	});
	const { port } = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${String(port)}`,
		refused,
		close: async () => {
			await new Promise((resolve) => {
				server.close(resolve);
				for (const socket of sockets) socket.destroy();
			});
		},
	};
}

function isPikPak(host: string): boolean {
	return PIKPAK.test(host);
}

function passOn(
	incoming: IncomingMessage,
	outgoing: ServerResponse,
	host: string,
	upstream: string,
): void {
	const { hostname, port, host: upstreamHost } = new URL(upstream);
	const sent = request({
		hostname,
		port,
		// A connection that is kept may end at the very moment when it is used again.
		agent: false,
		method: incoming.method,
		path: `/${host}${incoming.url ?? '/'}`,
		headers: {
			...endToEnd(incoming.headers),
			host: upstreamHost,
			// Else an upstream that answers early would end the connection with a rest of the request unread, and reset it.
			connection: 'keep-alive',
			'x-forwarded-proto': 'https',
			'x-forwarded-host': host,
		},
	});
	// Whoever ends early, with or without an answer, the other side is to see it. An answer that has begun tells of its end by itself.
	let isAnswered = false;
	sent.on('error', () => {
		if (!isAnswered) outgoing.destroy();
	});
	outgoing.once('close', () => {
		sent.destroy();
		// A client that is still sending would wait for somebody who reads.
		incoming.resume();
	});
	sent.once('response', (answer) => {
		isAnswered = true;
		outgoing.writeHead(answer.statusCode ?? 502, endToEnd(answer.headers));
		pipeline(answer, outgoing, () => undefined);
	});
	incoming.pipe(sent);
}

function endToEnd(headers: IncomingHttpHeaders): IncomingHttpHeaders {
	return Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP_BY_HOP.has(name)));
}
