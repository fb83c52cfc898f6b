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
import { callOn, type Call } from '../../pikpak/call';
import { PikPakError } from '../../pikpak/errors';
import type { Answer, Request, Send } from '../../pikpak/http';
import { hostsOf } from '../../pikpak/service';
import { accountKey, readSession, type StoredSession } from '../../pikpak/session';
import type { Account } from '../../pikpak/signIn';
import { isObject } from '../../pikpak/wire';
import { CredentialError } from './errors';

type Context = IExecuteFunctions | IPollFunctions;

/** The type of the credential, as workflows store it. */
const CREDENTIAL = 'pikPakApi';

/** Long enough for a list of 10,000 tasks over a slow line. */
const TIMEOUT_MS = 60_000;

/** When to look whether another process has stored its session: ten seconds in all. */
const LOOK_AGAIN_AFTER_MS = [0, 500, 1500, 3000, 5000];

/** A way to PikPak with the account of the node's credential. */
export interface Drive {
	call: Call;
	/** PikPak's id of the account, once a call has been done; it stays when password or service change. */
	accountId: () => Promise<string>;
}

/**
 * Connects a node to PikPak.
 *
 * @throws PikPakError `invalid_service` if the credential's addresses cannot be used
 */
export async function connect(context: Context): Promise<Drive> {
	let credential = await context.getCredentials(CREDENTIAL);
	/** n8n reads its database each time. */
	const readAgain = async () => (credential = await context.getCredentials(CREDENTIAL));
	const account = accountOf(credential);
	if (account instanceof PikPakError) throw account;
	const session = async () => readSession(storedIn(await readAgain()).session, accountKey(account));
	return {
		accountId: async () => (await session())?.userId ?? '',
		call: callOn({
			hosts: account.hosts,
			sendSigned: async (request, renew) =>
				// A blank token makes n8n renew the session first, on every line of n8n, and store the new one.
				await sendSigned(context, request, renew && { ...(await readAgain()), sessionToken: '' }),
			send: sendWith(context.helpers),
			identity: async () => {
				const { deviceId = '', userId = '' } = (await session()) ?? {};
				return { userHost: account.hosts.user, deviceId, userId };
			},
			sessionChanged: async () => {
				const before = storedIn(credential).session;
				for (const delay of LOOK_AGAIN_AFTER_MS) {
					await sleep(delay);
					if (storedIn(await readAgain()).session !== before) return true;
				}
				return false;
			},
			now: Date.now,
		}),
	};
}

/** @returns the account that a credential names, or `invalid_service` */
export function accountOf(credential: ICredentialDataDecryptedObject): Account | PikPakError {
	const hosts = hostsOf(field(credential, 'service'), {
		user: field(credential, 'userUrl'),
		drive: field(credential, 'driveUrl'),
	});
	if (hosts instanceof PikPakError) return hosts;
	return {
		hosts,
		username: field(credential, 'email').trim(),
		password: field(credential, 'password'),
	};
}

/** @returns what n8n has stored of the account's session */
export function storedIn(credential: ICredentialDataDecryptedObject): StoredSession {
	return { accessToken: field(credential, 'sessionToken'), session: field(credential, 'session') };
}

/** Carries requests through n8n's HTTP helper, without a signature. */
export function sendWith(helpers: IHttpRequestHelper['helpers']): Send {
	return async (request) =>
		await answerTo(request, helpers.httpRequest(optionsFor(request)) as Promise<unknown>);
}

async function sendSigned(
	context: Context,
	request: Request,
	data: ICredentialDataDecryptedObject | false,
): Promise<Answer | PikPakError> {
	const response = context.helpers.httpRequestWithAuthentication.call(
		context,
		CREDENTIAL,
		optionsFor(request),
		data === false
			? undefined
			: { credentialsDecrypted: { id: '', name: '', type: CREDENTIAL, data } },
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

/** @returns Node's or axios's code if the request got no answer, or only a part of one; n8n 1 keeps nothing else of it */
function networkCode(error: unknown): string | undefined {
	if (error instanceof CredentialError) return undefined;
	const code = error instanceof NodeApiError ? error.httpCode : isObject(error) && error['code'];
	return typeof code === 'string' && code !== 'ERR_CANCELED' ? code : undefined;
}

function whatTheCredentialThrew(error: unknown): PikPakError {
	if (error instanceof CredentialError) return error.pikPakError;
	throw error;
}

function field(credential: ICredentialDataDecryptedObject, name: string): string {
	const value = credential[name];
	return typeof value === 'string' ? value : '';
}
