import type { HttpBindings } from '@hono/node-server';
import type { Context, Hono } from 'hono';

/** What the steps of one request know of each other. */
export interface ServiceEnv {
	Bindings: HttpBindings;
	Variables: {
		/** Name of the fault that hit the request. */
		fault?: string;
		/** The fault behaves as if the risk switch were on. */
		captchaDemanded?: boolean;
		/** The status that the fault sent by itself; 0 if it sent nothing. */
		sentStatus?: number;
	};
}

export type Service = Hono<ServiceEnv>;

/** The service's hosts, as prefixes of one listener's paths: a call to the wrong host meets no route. */
export const HOSTS = {
	user: '/user.mypikpak.com',
	drive: '/api-drive.mypikpak.com',
	/** The bucket of the object storage that uploads go to; real ones have such names, and there are several. */
	storage: '/vip-lixian-07.mypikpak.com',
	/** Where the links to the content of files lead. */
	download: '/dl-a10b-0000.mypikpak.com',
} as const;

export type Host = keyof typeof HOSTS;

export const HOST_NAMES = Object.keys(HOSTS) as Host[];

/** The first part of a host's name, such as `api-drive`. */
export function labelOf(host: Host): string {
	return HOSTS[host].slice(1).split('.')[0] ?? '';
}

/** The root under which a request came in by a proxy, such as `mypikpak.net`; undefined if it came without one. */
export function rootOf({ req }: Context): string | undefined {
	return forwardedHostOf(req)?.split('.').slice(-2).join('.');
}

/**
 * The address of another host for whoever has sent a request, without a slash at the end: under the root that was asked
 * if a proxy stands in front, which says so in `X-Forwarded-Host` and `X-Forwarded-Proto`; else a path of the same
 * listener.
 */
export function addressOf(c: Context, host: Host): string {
	const root = rootOf(c);
	if (root === undefined) return new URL(c.req.url).origin + HOSTS[host];
	return `${c.req.header('x-forwarded-proto') ?? 'https'}://${labelOf(host)}.${root}`;
}

/** Host and path of a request as its sender has written them, and may have signed them; the path is still encoded. */
export function sentTo({ req }: Context, host: Host): { host: string; path: string } {
	const { pathname } = new URL(req.url);
	const forwarded = forwardedHostOf(req);
	return forwarded === undefined
		? { host: req.header('host') ?? '', path: pathname }
		: { host: forwarded, path: pathname.slice(HOSTS[host].length) };
}

function forwardedHostOf(req: Context['req']): string | undefined {
	return req.header('x-forwarded-host');
}
