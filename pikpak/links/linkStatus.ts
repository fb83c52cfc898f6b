import type { Call } from '../call';
import { unreadableAnswer } from '../errors';
import { text } from '../wire';

export interface LinkStatus {
	/** PikPak's own word, such as `OK`. */
	status: string;
	/** Whether PikPak would download the link; null if it does not know. */
	supported: boolean | null;
	/** What the word means: one sentence. */
	meaning: string;
}

/**
 * The words, of KeepShare, a service that was in production in 2025. What PikPak says each of them of is concluded from the
 * words themselves.
 */
const MEANINGS = new Map<string, Omit<LinkStatus, 'status'>>([
	['OK', { supported: true, meaning: 'PikPak takes this link.' }],
	['LIMITED', { supported: false, meaning: 'PikPak blocks what this link leads to.' }],
	['UNKNOWN', { supported: null, meaning: 'PikPak does not know what this link leads to.' }],
	['ERROR', { supported: false, meaning: 'PikPak cannot do anything with this link.' }],
	['INVALID', { supported: false, meaning: 'PikPak does not take this for a link.' }],
]);

/**
 * Asks whether PikPak takes a link, without a download.
 *
 * @throws PikPakError
 */
export async function linkStatus(call: Call, url: string): Promise<LinkStatus> {
	const body = await call({ method: 'GET', path: '/drive/v1/resource/status', query: { url } });
	const status = text(body, 'status');
	if (status === '') throw unreadableAnswer(200, body);
	const { supported, meaning } = MEANINGS.get(status) ?? {
		supported: null,
		meaning: 'PikPak answers with a word that this package does not know.',
	};
	return { status, supported, meaning };
}
