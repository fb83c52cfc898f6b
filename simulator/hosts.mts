import type { HttpBindings } from '@hono/node-server';
import type { Hono } from 'hono';

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

/** The service's two hosts, as prefixes of one listener's paths: a call to the wrong host meets no route. */
export const HOSTS = {
	user: '/user.mypikpak.com',
	drive: '/api-drive.mypikpak.com',
} as const;

export type Host = keyof typeof HOSTS;
