import type { Controls } from '../controls.mjs';

/** A token that a user can come by without signing in here. */
interface Way {
	/** In the address. */
	readonly name: string;
	/** For the reader. */
	readonly words: string;
	readonly note: string;
	readonly newToken: (controls: Controls) => string;
}

/** A token that was just made, for its only appearance. */
export interface GivenToken extends Pick<Way, 'words' | 'note'> {
	readonly token: string;
}

const ONCE = 'It works once: n8n trades it for the next one.';

export const WAYS: readonly Way[] = [
	{
		name: 'android',
		words: 'Android refresh token',
		note: ONCE,
		newToken: (controls) => controls.newRefreshToken({ client: 'android' }),
	},
	{
		name: 'web',
		words: 'Web refresh token',
		note: ONCE,
		newToken: (controls) => controls.newRefreshToken({ client: 'web' }),
	},
	{
		name: 'personal',
		words: 'Personal access token',
		note: 'It is good for 90 days.',
		newToken: (controls) => controls.newPersonalToken(),
	},
];
