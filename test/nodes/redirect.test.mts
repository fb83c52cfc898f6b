import { accountKey } from '../../pikpak/account.js';
import { writeSession } from '../../pikpak/session.js';
import { CredentialDatabase } from '../support/credentialsHelper.mjs';
import { bootN8n } from '../support/n8n.mjs';
import { closeServers, startServer } from '../support/server.mjs';

const credentialId = 'credential-1';
afterEach(closeServers);

test('a redirect to another host takes neither token nor device id along', async () => {
	const stranger = await startServer(() => ({ status: 200 }));
	let redirected = 0;
	let checks = 0;
	const { url: pikpak } = await startServer(({ url = '' }) => {
		// The first one is about the token; the second one is the request of n8n's Test.
		if (url.startsWith('/drive/v1/about') && checks++ === 0) return { status: 200 };
		redirected++;
		return { status: 302, location: `${stranger.url}${url}` };
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
	expect(stranger.requests).toEqual([]);
});
