import { PikPakError } from './errors';

/** The roots that serve the same accounts with the same tokens (measured by a client's author on 2026-09-28). */
export const SERVICES = ['mypikpak.com', 'mypikpak.net', 'pikpak.me', 'pikpakdrive.com'] as const;

/** Base addresses without a slash at the end. */
export interface Hosts {
	/** Accounts, tokens and captcha. */
	user: string;
	/** Tasks and files. */
	drive: string;
}

/**
 * The two hosts of a service.
 *
 * @param service one of {@link SERVICES}, or `custom` with two addresses of a proxy or a simulator
 * @returns `invalid_service` if an address cannot be used
 */
export function hostsOf(service: string, custom: Hosts): Hosts | PikPakError {
	if (service === 'custom') {
		const user = base('User URL', custom.user);
		if (user instanceof PikPakError) return user;
		const drive = base('Drive URL', custom.drive);
		return drive instanceof PikPakError ? drive : { user, drive };
	}
	if (!SERVICES.some((root) => root === service)) {
		return invalid(`"${service}" is not a service of PikPak.`);
	}
	return hostsAt(service);
}

function hostsAt(root: string): Hosts {
	return { user: `https://user.${root}`, drive: `https://api-drive.${root}` };
}

/** @returns whether both hosts are PikPak's own, of whichever service */
export function isPikPaks({ user, drive }: Hosts): boolean {
	return SERVICES.map(hostsAt).some((hosts) => hosts.user === user && hosts.drive === drive);
}

/**
 * Whether a request may carry the account's tokens. Compares what a URL parser makes of the
 * address, so that `https://user.mypikpak.com@example.com` and its like fall through.
 */
export function belongsTo(hosts: Hosts, url: string): boolean {
	if (!URL.canParse(url)) return false;
	const target = new URL(url);
	return [hosts.user, hosts.drive].some((host) => {
		const allowed = new URL(host);
		const path = allowed.pathname.endsWith('/') ? allowed.pathname : `${allowed.pathname}/`;
		return target.origin === allowed.origin && target.pathname.startsWith(path);
	});
}

/** @returns the error for a request that must not carry the account's tokens */
export function foreignHost({ user, drive }: Hosts): PikPakError {
	return new PikPakError('foreign_host', {
		meaning: 'This credential is sent to PikPak only, and the address is not one of its service.',
		advice: `Use an address that begins with ${drive} or ${user}.`,
	});
}

function base(field: string, address: string): string | PikPakError {
	const trimmed = address.trim();
	const url = URL.canParse(trimmed) ? new URL(trimmed) : undefined;
	if (url === undefined || !/^https?:$/.test(url.protocol)) {
		return invalid(`${field} is not a web address.`);
	}
	if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
		return invalid(`${field} must be a plain address, without a login, a query or a fragment.`);
	}
	if (url.protocol === 'http:' && !NEARBY.test(url.hostname)) {
		return invalid(
			`${field} must begin with https:, since the password would be readable on its way.`,
		);
	}
	return (url.origin + url.pathname).replace(/\/+$/, '');
}

/** Numbers, single words and the endings of home networks: a public service has a name with a dot in it. */
const NEARBY = /^(\[.*\]|[\d.]+|[^.]+|.*\.(local|lan|home|internal|home\.arpa))$/;

function invalid(meaning: string): PikPakError {
	return new PikPakError('invalid_service', {
		meaning,
		advice: 'Correct the service in the PikPak credential.',
	});
}
