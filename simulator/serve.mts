import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { HOSTS } from './hosts.mjs';
import type { Simulator } from './simulator.mjs';

/** A simulator on a socket; addresses without a slash at the end. */
export interface ServedSimulator {
	/** The web page, and the controls under `/_simulator`. */
	readonly url: string;
	/** What stands for `https://user.mypikpak.com`. */
	readonly userUrl: string;
	/** What stands for `https://api-drive.mypikpak.com`. */
	readonly driveUrl: string;
	/** What stands for the bucket of the object storage. */
	readonly storageUrl: string;
	/** Ends all connections, whatever they are waiting for, and frees the port. */
	readonly close: () => Promise<void>;
}

/**
 * Puts a simulator on a port of this machine, which nobody reaches from another one.
 *
 * @param port 0 for any that is free
 * @throws the error of Node.js, such as `EADDRINUSE`
 */
export async function serve(
	simulator: Simulator,
	{ port = 0 }: { port?: number } = {},
): Promise<ServedSimulator> {
	const listener = getRequestListener(simulator.fetch);
	const server = createServer((request, response) => {
		void listener(request, response);
	});
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(port, '127.0.0.1', resolve);
	});
	const address = server.address();
	const actualPort = typeof address === 'object' ? address?.port : undefined;
	const url = `http://127.0.0.1:${String(actualPort ?? port)}`;
	return {
		url,
		userUrl: url + HOSTS.user,
		driveUrl: url + HOSTS.drive,
		storageUrl: url + HOSTS.storage,
		close: async () => {
			await new Promise((resolve) => {
				server.close(resolve);
				server.closeAllConnections();
			});
		},
	};
}
