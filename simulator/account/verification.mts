import { html } from 'hono/html';
import { z } from 'zod/v4';
import { copyField } from '../copyField.mjs';
import type { CaptchaRequest } from './requests.mjs';

type Page = ReturnType<typeof html>;

/** What the page looks at of its address: the rest of it is there for the likeness. */
export const VerificationQuery = z.object({
	captcha_token: z.string().default(''),
	/** Where the person is to be led; clients append it to the link, and their state. */
	redirect_uri: z.url().optional(),
	state: z.string().optional(),
});
type Link = z.infer<typeof VerificationQuery>;

export const VERIFICATION_PATH = '/captcha/v2/spritePuzzle.html';

/**
 * Where a person confirms, with the query that users' reports show.
 *
 * @param userHost address of the account host, without a slash at the end
 * @param token the captcha token that waits for the person
 */
export function verificationUrl(
	userHost: string,
	asked: z.infer<typeof CaptchaRequest>,
	token: string,
): string {
	const query = new URLSearchParams({
		action: asked.action,
		appName: 'NONE',
		appid: 'XBASE',
		captcha_token: token,
		clientVersion: 'NONE',
		client_id: asked.client_id,
		creditkey: token,
		credittype: '1',
		device_id: asked.device_id,
		deviceid: asked.device_id,
		event: 'shield-captcha-init',
		mainHost: 'user.mypikpak.com',
		platformVersion: 'NONE',
		privateStyle: '',
		traceid: '',
	});
	return `${userHost}${VERIFICATION_PATH}?${String(query)}`;
}

/** The page that stands for PikPak's puzzle: one button, which sends the same address again. */
export function questionPage(): Page {
	return page(
		'Are you a person?',
		html`<p>PikPak shows a sliding puzzle here. This is its simulator, where a word is enough.</p>
			<form method="post"><button>I am a person</button></form>`,
	);
}

/** What PikPak hands over in the address that it leads to, it does not lead to from here. */
export function confirmedPage(link: Link, token: string, seconds: number): Page {
	const { redirect_uri, state } = link;
	return page(
		'You are a person',
		html`${
				redirect_uri === undefined
					? ''
					: html`<p>
								PikPak would open this address now; the captcha token is read from the address bar.
							</p>
							${copyField('address', 'Address', addressAfter(redirect_uri, state, token, seconds))}`
			}
			${copyField('token', 'Captcha token', token)}
			<p>
				The captcha token is good for one attempt to sign in, within ${seconds} seconds, with the
				device id that asked for it.
			</p>`,
	);
}

/** The order is that of an address which the instructions of PikPakAPI showed in May 2024. */
function addressAfter(
	redirectUri: string,
	state: string | undefined,
	token: string,
	seconds: number,
): string {
	const address = new URL(redirectUri);
	if (state !== undefined) address.searchParams.append('state', state);
	address.searchParams.append('captcha_token', token);
	address.searchParams.append('expires_in', String(seconds));
	return address.href;
}

/** For a link whose captcha token does not wait for a person, or does so no longer. */
export function deadLinkPage(seconds: number): Page {
	return page(
		'This link is no longer good',
		html`<p>
			Its captcha token is not known, or older than ${seconds} seconds. The next attempt to sign in
			yields a new link.
		</p>`,
	);
}

function page(title: string, content: Page): Page {
	return html`<!doctype html>
		<html lang="en">
			<head>
				<meta charset="utf-8" />
				<meta name="viewport" content="width=device-width" />
				<title>${title} – PikPak simulator</title>
				<link rel="icon" href="data:," />
				<style>
					:root {
						color-scheme: light dark;
						font:
							1.1rem/1.5 system-ui,
							sans-serif;
					}
					body {
						max-width: 30rem;
						margin: 3rem auto;
						padding: 0 1rem;
					}
					button {
						min-height: 2.75rem;
						padding: 0 1.5rem;
						font: inherit;
					}
					label {
						display: block;
						margin-top: 1rem;
						font-weight: 600;
					}
					textarea {
						box-sizing: border-box;
						width: 100%;
						padding: 0.5rem 0.75rem;
						font:
							0.9375rem/1.5 ui-monospace,
							monospace;
						word-break: break-all;
						field-sizing: content;
					}
				</style>
			</head>
			<body>
				<h1>${title}</h1>
				${content}
			</body>
		</html>`;
}
