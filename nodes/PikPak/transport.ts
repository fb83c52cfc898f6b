import {
	NodeApiError,
	sleep,
	type ICredentialDataDecryptedObject,
	type IExecuteFunctions,
	type IHttpRequestHelper,
	type IHttpRequestOptions,
	type IN8nHttpFullResponse,
	type IPollFunctions,
} from 'n8n-workflow';
import { accountKey, deviceOf, profileOf, type Account } from '../../pikpak/account';
import { callOn, type Call } from '../../pikpak/call';
import type { Identity } from '../../pikpak/captcha';
import { CaptchaTokens } from '../../pikpak/captchaTokens';
import { PikPakError } from '../../pikpak/errors';
import type { Answer, Request, Send } from '../../pikpak/http';
import { Pace } from '../../pikpak/pace';
import {
	isDue,
	readSession,
	sessionMissing,
	type Session,
	type StoredSession,
} from '../../pikpak/session';
import { isObject } from '../../pikpak/wire';
import { accountOf, storedIn } from './credential';
import { CredentialError } from './errors';

type Context = IExecuteFunctions | IPollFunctions;

/** The type of the credential, as workflows store it. */
const CREDENTIAL = 'pikPakApi';

/** Long enough for a list of 10,000 tasks over a slow line. */
const TIMEOUT_MS = 60_000;

/** When to look whether another process has stored its session: ten seconds in all. */
const LOOK_AGAIN_AFTER_MS = [0, 500, 1500, 3000, 5000];

/** What this process remembers of an account, for all nodes and executions. */
interface Memory {
	pace: Pace;
	captchaTokens: CaptchaTokens;
}

const memories = new Map<string, Memory>();

/** @returns the same for the same account as long as the process lives */
export function memoryOf(account: Account): Memory {
	const key = accountKey(account);
	const memory = memories.get(key) ?? {
		pace: new Pace(() => Date.now(), sleep),
		captchaTokens: new CaptchaTokens(() => Date.now()),
	};
	memories.set(key, memory);
	return memory;
}

/** A way to PikPak with the account of the node's credential. */
export interface Drive {
	call: Call;
	/**
	 * PikPak's id of the account, once a call has been done; it stays when password or service change. Where PikPak does
	 * not tell it, as it may of a personal access token, what tells the credential from another.
	 *
	 * @throws PikPakError `session_missing` if it is not known
	 */
	accountId: () => Promise<string>;
}

/**
 * Connects a node to PikPak.
 *
 * @throws PikPakError if the credential cannot be used
 */
export async function connect(context: Context): Promise<Drive> {
	const account = accountOf(await context.getCredentials(CREDENTIAL));
	if (account instanceof PikPakError) throw account;
	const key = accountKey(account);
	const { pace, captchaTokens } = memoryOf(account);
	/** n8n reads its database each time. */
	const read = async () => await context.getCredentials(CREDENTIAL);
	const session = async () => readSession(storedIn(await read()).session, key);
	/** What the last request was signed with. */
	let used: StoredSession = { accessToken: '', session: '' };

	/**
	 * Sends a request as the credential signs it. A blank token makes n8n renew the session first, on every line of n8n, and
	 * store the new one.
	 */
	const sendAs = async (request: Request, data: ICredentialDataDecryptedObject, renew: boolean) => {
		const signer = renew ? { ...data, sessionToken: '' } : data;
		const answer = await sendSigned(context, request, signer);
		const obtained = storedIn(signer);
		used = obtained.accessToken === '' ? storedIn(data) : obtained;
		return answer;
	};

	return {
		accountId: async () => {
			const known = await session();
			if (known === undefined) throw sessionMissing();
			return known.userId || key;
		},
		call: callOn({
			hosts: account.hosts,
			sendSigned: async (request, renew) => {
				const data = await read();
				const stored = storedIn(data);
				// Where another execution has renewed the session by now, its token is taken.
				if (renew && stored.accessToken === used.accessToken)
					return await sendAs(request, data, true);
				const known = readSession(stored.session, key);
				if (known !== undefined && stored.accessToken !== '' && isDue(known, Date.now())) {
					const ahead = await sendAs(request, data, true);
					// It failed, or another process is about to store its own: the token at hand works for some minutes yet.
					if (!(ahead instanceof PikPakError)) return ahead;
				}
				return await sendAs(request, data, false);
			},
			send: sendWith(context.helpers, pace),
			identity: async () => identityOf(account, await session()),
			sessionChanged: async () => {
				for (const delay of LOOK_AGAIN_AFTER_MS) {
					await sleep(delay);
					if (storedIn(await read()).session !== used.session) return true;
				}
				return false;
			},
			captchaTokens,
			now: Date.now,
			sleep,
			random: Math.random,
		}),
	};
}

/** PikPak gives captcha tokens to its own programs. */
function identityOf(account: Account, session: Session | undefined): Identity | undefined {
	const profile = profileOf(account);
	if (profile === undefined) return undefined;
	return { profile, deviceId: deviceOf(account, session), userId: session?.userId ?? '' };
}

/** Carries requests through n8n's HTTP helper, without a signature. */
export function sendWith(helpers: IHttpRequestHelper['helpers'], pace: Pace): Send {
	return async (request) => {
		await pace.turn();
		return await answerTo(request, helpers.httpRequest(optionsFor(request)) as Promise<unknown>);
	};
}

/** @param data the credential; n8n puts the session into it that it obtains */
async function sendSigned(
	context: Context,
	request: Request,
	data: ICredentialDataDecryptedObject,
): Promise<Answer | PikPakError> {
	const response = context.helpers.httpRequestWithAuthentication.call(
		context,
		CREDENTIAL,
		optionsFor(request),
		{ credentialsDecrypted: { id: '', name: '', type: CREDENTIAL, data } },
	) as Promise<unknown>;
	return await answerTo(request, response).catch(whatTheCredentialThrew);
}

function optionsFor({ method, url, headers, body }: Request): IHttpRequestOptions {
	return {
		method,
		url,
		// n8n adds to these; the request may be sent again.
		headers: { ...headers },
		...(body !== undefined && { body }),
		json: true,
		returnFullResponse: true,
		// Every status is an answer. The object form with exceptions means the same on n8n 1, so it is not used.
		ignoreHttpStatusErrors: true,
		// PikPak's API does not redirect, and n8n would take the signature along.
		disableFollowRedirect: true,
		timeout: TIMEOUT_MS,
	};
}

async function answerTo(request: Request, response: Promise<unknown>): Promise<Answer> {
	return await response.then(
		(full) => {
			const { statusCode, body } = full as IN8nHttpFullResponse;
			return { kind: 'answered', status: statusCode, body };
		},
		(error: unknown) => {
			const code = networkCode(error);
			if (code === undefined) throw error;
			return { kind: 'unreachable', host: new URL(request.url).host, code };
		},
	);
}

/** A stopped execution, and mistakes of a programmer. */
const NOT_THE_NETWORK = /^ERR_(CANCELED|INVALID_|BAD_OPTION)/;

/** @returns Node's or axios's code if the request got no answer, or only a part of one; n8n 1 keeps nothing else of it */
function networkCode(error: unknown): string | undefined {
	if (error instanceof CredentialError) return undefined;
	const code = error instanceof NodeApiError ? error.httpCode : isObject(error) && error['code'];
	return typeof code === 'string' && !NOT_THE_NETWORK.test(code) ? code : undefined;
}

function whatTheCredentialThrew(error: unknown): PikPakError {
	if (error instanceof CredentialError) return error.pikPakError;
	throw error;
}
