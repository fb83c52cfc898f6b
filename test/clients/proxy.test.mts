import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type RequestListener } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { connect as connectSecurely, type TLSSocket } from 'node:tls';
import { serve } from '../../simulator/serve.mjs';
import { createSimulator } from '../../simulator/simulator.mjs';
import { Authority } from './authority.mjs';
import { startProxy, type Proxy } from './proxy.mjs';

let authority: Authority;
const endings: Array<() => Promise<unknown>> = [];

beforeAll(async () => {
	authority = await Authority.create();
});

afterEach(async () => {
	for (const end of endings.splice(0)) await end();
});

/** A proxy in front of an upstream of our own. */
async function start(upstream: RequestListener): Promise<Proxy> {
	const server = createServer(upstream).listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	const proxy = await startProxy(authority, `http://127.0.0.1:${String(port)}`);
	endings.push(proxy.close, async () => {
		server.closeAllConnections();
		await new Promise((resolve) => server.close(resolve));
	});
	return proxy;
}

/** Says CONNECT as a client does. */
async function tunnelTo(
	proxy: Proxy,
	authorityForm: string,
): Promise<{ status: string; socket: TLSSocket }> {
	const { hostname, port } = new URL(proxy.url);
	const raw = connect(Number(port), hostname);
	raw.write(`CONNECT ${authorityForm} HTTP/1.1\r\nHost: ${authorityForm}\r\n\r\n`);
	const [head] = (await once(raw, 'data')) as [Buffer];
	const [host = ''] = authorityForm.split(':');
	const socket = connectSecurely({ socket: raw, servername: host, ca: authority.certificate });
	socket.on('error', () => undefined);
	endings.push(async () => socket.destroy());
	return { status: String(head).split(' ')[1] ?? '', socket };
}

/** Sends a request through a tunnel; its body is still to be written. */
function ask(socket: TLSSocket, host: string, path: string, headers: Record<string, string> = {}) {
	return request({
		createConnection: () => socket,
		path,
		method: 'POST',
		headers: { ...headers, host },
	});
}

async function answerTo(sent: ReturnType<typeof ask>): Promise<IncomingMessage> {
	const [answer] = (await once(sent, 'response')) as [IncomingMessage];
	return answer;
}

test('a host becomes a path, and what it was goes along', async () => {
	let seen: IncomingMessage | undefined;
	const proxy = await start((incoming, outgoing) => {
		seen = incoming;
		outgoing.writeHead(201, { 'X-Answered': 'yes' }).end('done');
	});
	const { socket } = await tunnelTo(proxy, 'bucket.mypikpak.com:443');
	const answer = await answerTo(
		ask(socket, 'bucket.mypikpak.com', '/key?partNumber=1&x=%2F', { Authorization: 'signed' }).end(
			'five',
		),
	);
	expect(answer.statusCode).toBe(201);
	expect(answer.headers['x-answered']).toBe('yes');
	expect(await text(answer)).toBe('done');
	expect(seen?.url).toBe('/bucket.mypikpak.com/key?partNumber=1&x=%2F');
	expect(seen?.headers).toMatchObject({
		authorization: 'signed',
		'content-length': '4',
		'x-forwarded-host': 'bucket.mypikpak.com',
		'x-forwarded-proto': 'https',
	});
	expect(proxy.refused).toEqual([]);
});

test('bodies are streamed both ways: neither side waits for the end of the other', async () => {
	const proxy = await start((incoming, outgoing) => {
		outgoing.writeHead(200);
		incoming.on('data', (part: Buffer) => outgoing.write(`got ${String(part)};`));
		incoming.on('end', () => outgoing.end('end'));
	});
	const { socket } = await tunnelTo(proxy, 'user.mypikpak.com:443');
	const sent = ask(socket, 'user.mypikpak.com', '/');
	sent.write('one');
	const answer = await answerTo(sent);
	const [first] = (await once(answer, 'data')) as [Buffer];
	expect(String(first)).toBe('got one;');
	sent.write('two');
	const [second] = (await once(answer, 'data')) as [Buffer];
	expect(String(second)).toBe('got two;');
	sent.end();
	expect(await text(answer)).toBe('end');
});

test('a connection that breaks behind the proxy breaks in front of it', async () => {
	const proxy = await start((incoming, outgoing) => {
		outgoing.writeHead(200, { 'Content-Length': '100' });
		outgoing.write('begun', () => incoming.socket.destroy());
	});
	const { socket } = await tunnelTo(proxy, 'user.mypikpak.com:443');
	const answer = await answerTo(ask(socket, 'user.mypikpak.com', '/').end());
	await expect(text(answer)).rejects.toThrow('aborted');
});

test('an answer that comes before the end of the request arrives, however much is still to be sent', async () => {
	const proxy = await start((_, outgoing) => {
		outgoing.writeHead(503).end('Overloaded');
	});
	for (let tries = 0; tries < 10; tries++) {
		const { socket } = await tunnelTo(proxy, 'bucket.mypikpak.com:443');
		const answer = await answerTo(
			ask(socket, 'bucket.mypikpak.com', '/key').end(Buffer.alloc(2 ** 20)),
		);
		expect(answer.statusCode).toBe(503);
		expect(await text(answer)).toBe('Overloaded');
	}
});

test.each(['answer', 'refusal'])(
	'a simulator answers a large request with what its client sees (%s)',
	async (what) => {
		const simulator = createSimulator();
		const served = await serve(simulator);
		endings.push(served.close);
		const proxy = await startProxy(authority, served.url);
		endings.push(proxy.close);
		if (what === 'answer') {
			const effect = { kind: 'answer', status: 503, body: 'Overloaded' } as const;
			simulator.addFault({ name: 'overloaded', match: { host: 'storage' }, effect });
		}
		for (let tries = 0; tries < 10; tries++) {
			const { socket } = await tunnelTo(proxy, 'vip-lixian-07.mypikpak.com:443');
			const sent = ask(socket, 'vip-lixian-07.mypikpak.com', '/key', { 'X-Device-Id': 'x' });
			const answer = await answerTo(sent.end(Buffer.alloc(2 ** 20)));
			expect(answer.statusCode).toBe(what === 'answer' ? 503 : 400);
			await text(answer);
		}
	},
);

test('a client that goes away is gone for the upstream too', async () => {
	let left: Promise<unknown> | undefined;
	const proxy = await start((incoming, outgoing) => {
		left = once(outgoing, 'close');
		outgoing.writeHead(200).write('waiting');
		incoming.resume();
	});
	const { socket } = await tunnelTo(proxy, 'user.mypikpak.com:443');
	const sent = ask(socket, 'user.mypikpak.com', '/');
	sent.end();
	await answerTo(sent);
	sent.on('error', () => undefined).destroy();
	await left;
});

test.each([
	'example.com:443',
	'mypikpak.com.example:443',
	'notmypikpak.com:443',
	'user.mypikpak.com:80',
])('%s is refused, and noted', async (where) => {
	const proxy = await start((_, outgoing) => outgoing.end());
	const { status } = await tunnelTo(proxy, where);
	expect(status).toBe('502');
	expect(proxy.refused).toEqual([where]);
});

test('another host within the tunnel is refused, and so is a request without a tunnel', async () => {
	const proxy = await start((_, outgoing) => outgoing.end());
	const { socket } = await tunnelTo(proxy, 'user.mypikpak.com:443');
	const within = await answerTo(ask(socket, 'example.com', '/').end());
	expect(within.statusCode).toBe(502);
	const { hostname, port } = new URL(proxy.url);
	const plain = request({ hostname, port, path: 'http://user.mypikpak.com/' }).end();
	const [answer] = (await once(plain, 'response')) as [IncomingMessage];
	expect(answer.statusCode).toBe(502);
	expect(proxy.refused).toEqual(['example.com', 'http://user.mypikpak.com/']);
});

test('whoever does not trust the authority of this run is not served', async () => {
	const proxy = await start((_, outgoing) => outgoing.end());
	const stranger = await Authority.create();
	const { hostname, port } = new URL(proxy.url);
	const raw = connect(Number(port), hostname);
	raw.write('CONNECT user.mypikpak.com:443 HTTP/1.1\r\n\r\n');
	await once(raw, 'data');
	const socket = connectSecurely({
		socket: raw,
		servername: 'user.mypikpak.com',
		ca: stranger.certificate,
	});
	const [error] = (await once(socket, 'error')) as [Error];
	expect(String(error)).toMatch(/certificate|signature/);
});
