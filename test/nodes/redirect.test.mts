import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { accountKey } from '../../pikpak/account.js';
import { writeSession } from '../../pikpak/session.js';
import { CredentialDatabase } from '../support/credentialsHelper.mjs';
import { bootN8n } from '../support/n8n.mjs';

const credentialId = 'credential-1';
const servers: Server[] = [];

async function listen(
	answer: (request: IncomingMessage) => { status: number; location?: string; body?: object },
): Promise<string> {
	const server = createServer((request, response) => {
		const { status, location, body = {} } = answer(request);
		response.writeHead(status, {
			'Content-Type': 'application/json',
			...(location !== undefined && { Location: location }),
		});
		response.end(JSON.stringify(body));
	});
	servers.push(server);
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
}

afterEach(() => {
	for (const server of servers.splice(0)) {
		server.close();
		server.closeAllConnections();
	}
});

test('a redirect to another host takes neither token nor device id along', async () => {
	const strangers: IncomingMessage[] = [];
	const stranger = await listen((request) => {
		strangers.push(request);
		return { status: 200 };
	});
	let redirected = 0;
	let checks = 0;
	const pikpak = await listen(({ url = '' }) => {
		// The first one is about the token; the second one is the request of n8n's Test.
		if (url.startsWith('/drive/v1/about') && checks++ === 0) return { status: 200 };
		redirected++;
		return { status: 302, location: `${stranger}${url}` };
	});
	const account = {
		hosts: { user: pikpak, drive: pikpak },
		wayIn: {
			kind: 'password' as const,
			username: 'name@email.com',
			password: 'word',
			captchaToken: '',
		},
		deviceId: '',
	};
	const session = writeSession({
		account: accountKey(account),
		deviceId: '0123456789abcdef0123456789abcdef',
		userId: 'XUser',
		refreshToken: 'os.refresh',
		expiresAt: 0,
		issuedAt: 1,
		refusal: undefined,
		captchaTried: '',
	});
	const database = new CredentialDatabase();
	database.create(credentialId, {
		email: account.wayIn.username,
		password: account.wayIn.password,
		service: 'custom',
		userUrl: pikpak,
		driveUrl: pikpak,
		sessionToken: 'an access token',
		session,
	});
	const n8n = await bootN8n(database);
	const parameters = { resource: 'task', operation: 'list' };
	await expect(n8n.execute({ credentialId, parameters })).rejects.toThrow(
		/not one that PikPak gives/,
	);
	await n8n.test(credentialId);
	expect(redirected).toBe(2);
	expect(strangers).toEqual([]);
});
