import {
	NodeApiError,
	sleep,
	type ICredentialDataDecryptedObject,
	type IExecuteFunctions,
	type IHttpRequestHelper,
	type IHttpRequestOptions,
	type ILoadOptionsFunctions,
	type IN8nHttpFullResponse,
	type IPollFunctions,
} from 'n8n-workflow';
import { accountKey, type Account } from '../../pikpak/account';
import { callOn, type Call } from '../../pikpak/call';
import { CaptchaTokens } from '../../pikpak/captchaTokens';
import { PikPakError } from '../../pikpak/errors';
import type { Answer, Request, Send } from '../../pikpak/http';
import { Pace } from '../../pikpak/pace';
import type { StoredSession } from '../../pikpak/session';
import { SignedRequests, type SessionStore } from '../../pikpak/signedRequests';
import { isObject } from '../../pikpak/wire';
import { accountOf, storedIn } from './credential';
import { CredentialError } from './errors';

type Context = IExecuteFunctions | IPollFunctions | ILoadOptionsFunctions;

/** The type of the credential, as workflows store it. */
const CREDENTIAL = 'pikPakApi';

/** Long enough for a list of 10,000 tasks over a slow line. */
const TIMEOUT_MS = 60_000;

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
	/** See {@link SignedRequests.accountId}. */
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
	const { pace, captchaTokens } = memoryOf(account);
	const signed = new SignedRequests(account, storeOf(context), Date.now, sleep);
	const call = callOn({
		hosts: account.hosts,
		signed,
		send: sendWith(context.helpers, pace),
		captchaTokens,
		now: Date.now,
		sleep,
		random: Math.random,
	});
	return { call, accountId: async () => await signed.accountId() };
}

/** What n8n has stored, and the whole credential, which n8n wants back. */
type Stored = StoredSession & { data: ICredentialDataDecryptedObject };

function storeOf(context: Context): SessionStore<Stored> {
	return {
		read: async () => {
			// n8n reads its database each time.
			const data = await context.getCredentials(CREDENTIAL);
			return { ...storedIn(data), data };
		},
		send: async (request, { accessToken, session, data }) => {
			// A blank token makes n8n renew the session first, on every line of n8n; it puts the new one into what it was given.
			const signer = { ...data, sessionToken: accessToken, session };
			const answer = await sendSigned(context, request, signer);
			return { answer, signedWith: storedIn(signer) };
		},
	};
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
