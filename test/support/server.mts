import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

interface PlainAnswer {
	status: number;
	location?: string;
	body?: object;
}

/** A server that is not PikPak's, and what it was asked. */
export interface PlainServer {
	url: string;
	port: string;
	requests: IncomingMessage[];
}

const running: Server[] = [];

/** Starts a server on loopback that gives these answers; `closeServers` ends all of them. */
export async function startServer(
	answer: (request: IncomingMessage) => PlainAnswer,
): Promise<PlainServer> {
	const requests: IncomingMessage[] = [];
	const port = await listen((request, response) => {
		requests.push(request);
		const { status, location, body = {} } = answer(request);
		response.writeHead(status, {
			'Content-Type': 'application/json',
			...(location !== undefined && { Location: location }),
		});
		response.end(JSON.stringify(body));
	});
	return { url: `http://127.0.0.1:${port}`, port, requests };
}

/** Has a listener answer on a free port of loopback; `closeServers` ends it. */
export async function listen(listener: RequestListener): Promise<string> {
	const server = createServer(listener);
	running.push(server);
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return String((server.address() as AddressInfo).port);
}

/** Ends every server of this file. */
export function closeServers(): void {
	for (const server of running.splice(0)) {
		server.close();
		server.closeAllConnections();
	}
}
