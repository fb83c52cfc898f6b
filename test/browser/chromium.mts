import { chromium, type BrowserContext } from 'playwright-core';
import { installed } from '../../scripts/n8n/installed.mjs';

const LOOPBACK = '127.0.0.1';

/** A browser window that reaches nothing but this machine. */
export interface Window {
	context: BrowserContext;
	/** The addresses elsewhere that its pages have asked for, in vain. */
	askedElsewhere: Set<string>;
	close: () => Promise<void>;
}

/**
 * Starts the Chromium of this machine, with a profile of its own.
 *
 * @throws Error that says what to install
 */
export async function openWindow(): Promise<Window> {
	const browser = await chromium.launch({
		executablePath: await installed(['chromium', 'chromium-browser', 'google-chrome'], 'chromium'),
		args: [
			...['--disable-gpu', '--disable-quic', '--disable-sync', '--no-first-run'],
			...['--disable-background-networking', '--disable-component-update'],
			// What asks for another machine without a page, too, finds none.
			...['--no-proxy-server', `--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE ${LOOPBACK}`],
		],
	});
	const context = await browser.newContext({
		viewport: { width: 1440, height: 900 },
		deviceScaleFactor: 1,
		locale: 'en-GB',
		serviceWorkers: 'block',
	});
	const askedElsewhere = new Set<string>();
	await context.route(
		({ hostname }) => hostname !== LOOPBACK,
		async (route) => {
			const { origin, pathname } = new URL(route.request().url());
			askedElsewhere.add(origin + pathname);
			await route.abort();
		},
	);
	return {
		context,
		askedElsewhere,
		close: async () => {
			await browser.close();
		},
	};
}
