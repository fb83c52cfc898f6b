import { html } from 'hono/html';
import { z } from 'zod/v4';
import { DeviceId } from '../requests.mjs';
import type { CaptchaRequest } from './requests.mjs';

type Page = ReturnType<typeof html>;

/** What the page looks at of its address: the rest of it is there for the likeness. */
export const VerificationQuery = z.object({ device_id: DeviceId });

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
export function verificationPage(accepted: boolean): Page {
	return html`<!doctype html>
		<html lang="en">
			<head>
				<meta charset="utf-8" />
				<meta name="viewport" content="width=device-width" />
				<title>Verification – PikPak simulator</title>
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
				</style>
			</head>
			<body>
				<h1>Are you a person?</h1>
				${
					accepted
						? html`<p role="status">
								This device is accepted. Sign in again: no verification will be asked for.
							</p>`
						: html`<p>
									PikPak shows a sliding puzzle here. This is its simulator, where a word is enough.
								</p>
								<form method="post"><button>I am a person</button></form>`
				}
			</body>
		</html>`;
}
