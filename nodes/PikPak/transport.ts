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
import { accountKey, readSession, sessionMissing, type StoredSession } from '../../pikpak/session';
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
	/**
	 * PikPak's id of the account, once a call has been done; it stays when password or service change.
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
	/** n8n reads its database each time. */
	const read = async () => await context.getCredentials(CREDENTIAL);
	const session = async () => readSession(storedIn(await read()).session, accountKey(account));
	/** What the last request was signed with. */
	let used: StoredSession = { accessToken: '', session: '' };

	return {
		accountId: async () => {
			const userId = (await session())?.userId ?? '';
			if (userId === '') throw sessionMissing();
			return userId;
		},
		call: callOn({
			hosts: account.hosts,
			sendSigned: async (request, renew) => {
				const data = await read();
				const stored = storedIn(data);
				// A blank token makes n8n renew the session first, on every line of n8n, and store the new one. Where another
				// execution has done that by now, its token is taken.
				if (renew && stored.accessToken === used.accessToken) data['sessionToken'] = '';
				const answer = await sendSigned(context, request, data);
				const obtained = storedIn(data);
				used = obtained.accessToken === '' ? stored : obtained;
				return answer;
			},
			send: sendWith(context.helpers),
			identity: async () => {
				const { deviceId = '', userId = '' } = (await session()) ?? {};
				return { deviceId, userId };
			},
			sessionChanged: async () => {
				for (const delay of LOOK_AGAIN_AFTER_MS) {
					await sleep(delay);
					if (storedIn(await read()).session !== used.session) return true;
				}
				return false;
			},
			now: Date.now,
		}),
	};
}

/** @returns the account that a credential names, or what is wrong with it */
export function accountOf(credential: ICredentialDataDecryptedObject): Account | PikPakError {
	const hosts = hostsOf(field(credential, 'service'), {
		user: field(credential, 'userUrl'),
		drive: field(credential, 'driveUrl'),
	});
	if (hosts instanceof PikPakError) return hosts;
	const username = field(credential, 'email').trim();
	const password = field(credential, 'password');
	if (username === '' || password === '') return incompleteCredential();
	return { hosts, username, password };
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

function incompleteCredential(): PikPakError {
	return new PikPakError('incomplete_credential', {
		meaning: 'E-mail or password of the PikPak credential is empty.',
		advice: 'Enter both. If one of them is an expression, see what it yields.',
	});
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

function field(credential: ICredentialDataDecryptedObject, name: string): string {
	const value = credential[name];
	return typeof value === 'string' ? value : '';
}
