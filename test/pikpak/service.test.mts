import fc from 'fast-check';
import { PikPakError } from '../../pikpak/errors.js';
import { belongsTo, hostsOf, SERVICES, type Hosts } from '../../pikpak/service.js';

const none = { user: '', drive: '' };
/** The hosts of a service that is known to be good. */
function goodHosts(...service: Parameters<typeof hostsOf>): Hosts {
	const hosts = hostsOf(...service);
	if (hosts instanceof PikPakError) throw hosts;
	return hosts;
}

const com = goodHosts('mypikpak.com', none);

test.each(SERVICES)('%s has two hosts', (service) => {
	expect(hostsOf(service, none)).toEqual({
		user: `https://user.${service}`,
		drive: `https://api-drive.${service}`,
	});
});

test('custom addresses are taken as they are meant', () => {
	const custom = { user: ' http://127.0.0.1:4700/user/ ', drive: 'https://proxy.example' };
	expect(hostsOf('custom', custom)).toEqual({
		user: 'http://127.0.0.1:4700/user',
		drive: 'https://proxy.example',
	});
});

test.each([
	'http://127.0.0.1:4700',
	'http://[::1]:4700',
	'http://localhost',
	'http://proxy:8080/pikpak',
	'http://nas.local',
	'http://nas.home.arpa',
	'https://user.mypikpak.com',
])('a password may go to %s', (address) => {
	expect(hostsOf('custom', { user: address, drive: address })).not.toBeInstanceOf(PikPakError);
});

test.each(['http://user.mypikpak.com', 'http://local.example.com', 'http://home.arpa.example'])(
	'but not readable on its way to %s',
	(address) => {
		const refused = hostsOf('custom', { user: address, drive: 'http://localhost' });
		expect(refused).toMatchObject({ meaning: expect.stringContaining('https:') as string });
	},
);

test.each([
	'https://user.mypikpak.com/v1/user/me',
	'https://api-drive.mypikpak.com/drive/v1/tasks?limit=1',
	'https://USER.mypikpak.com:443/v1/user/me',
])('%s belongs to the account', (url) => {
	expect(belongsTo(com, url)).toBe(true);
});

test.each([
	'http://user.mypikpak.com/',
	'https://user.mypikpak.com@example.com/',
	'https://user.mypikpak.com.example.com/',
	'https://example.com/https://user.mypikpak.com/',
	'https://example.com\\@user.mypikpak.com/',
	'https://user.mypikpak.com:8443/',
	'https://mypikpak.com/',
	'//user.mypikpak.com/',
	'user.mypikpak.com',
	'',
])('%s does not belong to the account', (url) => {
	expect(belongsTo(com, url)).toBe(false);
});

test('with a path in a custom address, only what lies below it belongs to the account', () => {
	const hosts = goodHosts('custom', { user: 'http://127.0.0.1/a', drive: 'http://127.0.0.1/b' });
	expect(belongsTo(hosts, 'http://127.0.0.1/a/v1/user/me')).toBe(true);
	expect(belongsTo(hosts, 'http://127.0.0.1/ab/v1/user/me')).toBe(false);
	expect(belongsTo(hosts, 'http://127.0.0.1/a/../c')).toBe(false);
});

test('whatever belongs to the account has one of its two origins', () => {
	fc.assert(
		fc.property(
			fc.oneof(
				fc.webUrl(),
				fc.string(),
				fc.webUrl().map((url) => `https://user.mypikpak.com@${url}`),
			),
			(url) => {
				if (belongsTo(com, url)) expect([com.user, com.drive]).toContain(new URL(url).origin);
			},
		),
	);
});
