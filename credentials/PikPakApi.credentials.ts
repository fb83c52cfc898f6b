import type {
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IDataObject,
	IHttpRequestHelper,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';
import { accountOf, storedIn } from '../nodes/PikPak/credential';
import { CredentialError } from '../nodes/PikPak/errors';
import { memoryOf, sendWith } from '../nodes/PikPak/transport';
import { PikPakError } from '../pikpak/errors';
import { belongsTo, foreignHost, SERVICES } from '../pikpak/service';
import { signedHeaders, writeSession } from '../pikpak/session';
import { SessionKeeper } from '../pikpak/sessionKeeper';

/** n8n never shows such a field. Its lint, which goes by names, does not see that this one holds the refresh token. */
const SECRET = { password: true };

const sessions = new SessionKeeper(() => Date.now());

/** n8n's HTTP Request node uses options of an older kind, where the address is `uri`. */
type SignableOptions = Omit<IHttpRequestOptions, 'url'> & {
	url?: string;
	uri?: string;
	followRedirect?: boolean;
	followAllRedirects?: boolean;
};

export class PikPakApi implements ICredentialType {
	name = 'pikPakApi';

	displayName = 'PikPak API';

	icon = { light: 'file:../icons/pikpak.svg', dark: 'file:../icons/pikpak.dark.svg' } as const;

	documentationUrl = 'https://github.com/n8n-nodes-pikpak/n8n-nodes-pikpak#signing-in';

	properties: INodeProperties[] = [
		{
			displayName: 'Authentication',
			name: 'authentication',
			type: 'options',
			default: 'password',
			description:
				'How n8n gets into the PikPak account. The documentation tells which way suits a laptop, a server and n8n Cloud.',
			options: [
				{
					name: 'Access Token',
					value: 'accessToken',
					description: "A personal access token from PikPak's settings",
				},
				{ name: 'Email and Password', value: 'password' },
				{
					name: 'Refresh Token',
					value: 'refreshToken',
					description: 'Taken from a program that is signed in, where PikPak refuses passwords',
				},
			],
		},
		{
			displayName: 'Email',
			name: 'email',
			type: 'string',
			placeholder: 'name@email.com',
			default: '',
			required: true,
			description:
				'The e-mail address of the PikPak account. Type it, and what follows, as a fixed value: n8n before 2.34 puts the present value in the place of an expression.',
			displayOptions: { show: { authentication: ['password'] } },
		},
		{
			displayName: 'Password',
			name: 'password',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description:
				'The password of the PikPak account. An account made with Google or Apple takes another way to authenticate.',
			displayOptions: { show: { authentication: ['password'] } },
		},
		{
			displayName: 'Refresh Token',
			name: 'refreshToken',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description:
				'It works once: n8n keeps what follows it, and the program that it was taken from is signed out. Paste a new one to begin afresh.',
			displayOptions: { show: { authentication: ['refreshToken'] } },
		},
		{
			displayName: 'Issued To',
			name: 'issuedTo',
			type: 'options',
			default: 'web',
			description:
				'The program that the refresh token was taken from. It is worth nothing for another one.',
			options: [
				{ name: 'Android App', value: 'android' },
				{ name: 'Website', value: 'web' },
			],
			displayOptions: { show: { authentication: ['refreshToken'] } },
		},
		{
			displayName: 'Access Token',
			name: 'accessToken',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description:
				"A personal access token from PikPak's settings, under Connected Apps. It is used as it is until it ends; whether PikPak takes it for every call is not confirmed yet.",
			displayOptions: { show: { authentication: ['accessToken'] } },
		},
		{
			displayName: 'Service',
			name: 'service',
			type: 'options',
			default: 'mypikpak.com',
			description:
				'Where PikPak is reached. The four services have the same accounts; choose another one if the first is blocked on your network.',
			options: [
				...SERVICES.map((service) => ({ name: service, value: service })),
				{ name: 'Custom', value: 'custom' },
			],
		},
		{
			displayName: 'User URL',
			name: 'userUrl',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://user.mypikpak.com',
			required: true,
			description:
				'Address of the account service, such as a proxy or the simulator of this package',
			displayOptions: { show: { service: ['custom'] } },
		},
		{
			displayName: 'Drive URL',
			name: 'driveUrl',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://api-drive.mypikpak.com',
			required: true,
			description: 'Address of the drive service, such as a proxy or the simulator of this package',
			displayOptions: { show: { service: ['custom'] } },
		},
		{
			displayName: 'Captcha Token',
			name: 'captchaToken',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			placeholder: 'Empty, unless PikPak wants a person to confirm',
			description:
				'Only if PikPak wants a person to confirm: the address that the browser is led to after the puzzle, or the captcha_token in it. It lives for five minutes and works once; clear it afterwards.',
			displayOptions: { show: { authentication: ['password'] } },
		},
		{
			displayName: 'Device ID',
			name: 'deviceId',
			type: 'string',
			typeOptions: SECRET,
			default: '',
			placeholder: 'Empty, as a rule',
			description:
				'The device that PikPak sees, 32 characters from 0 to 9 and a to f. If empty, one that is made from the e-mail or token above, and always the same.',
		},
		{
			displayName: 'Session Token',
			name: 'sessionToken',
			type: 'hidden',
			typeOptions: { expirable: true, password: true },
			default: '',
		},
		{
			displayName: 'Session',
			name: 'session',
			type: 'hidden',
			typeOptions: SECRET,
			default: '',
		},
	];

	/**
	 * The session has just been proved, by this very request: whatever it answers now says nothing more. n8n would show and
	 * log that answer as it is.
	 */
	test: ICredentialTestRequest = {
		request: {
			baseURL:
				'={{ $credentials.service === "custom" ? $credentials.driveUrl : "https://api-drive." + $credentials.service }}',
			url: '/drive/v1/about',
			ignoreHttpStatusErrors: true,
		},
	};

	/**
	 * Obtains a session that works. n8n calls this when the session token is blank, on every Test, and for its HTTP Request
	 * node after any refusal; it stores what is returned, and nothing if there is no `sessionToken` in it.
	 *
	 * @throws CredentialError if there is no session to be had
	 */
	async preAuthentication(
		this: IHttpRequestHelper,
		credential: ICredentialDataDecryptedObject,
	): Promise<IDataObject> {
		const account = orThrow(accountOf(credential));
		const stored = storedIn(credential);
		const send = sendWith(this.helpers, memoryOf(account).pace);
		const grant = orThrow(await sessions.obtain(send, account, stored));
		const session = writeSession(grant.session);
		const unchanged = grant.accessToken === stored.accessToken && session === stored.session;
		return unchanged ? {} : { sessionToken: grant.accessToken, session };
	}

	/**
	 * Signs a request, when it is its turn.
	 *
	 * @throws CredentialError if the request goes to a host that is not the account's, or if there is no session
	 */
	authenticate = async (
		credential: ICredentialDataDecryptedObject,
		options: SignableOptions,
	): Promise<IHttpRequestOptions> => {
		const account = orThrow(accountOf(credential));
		const url = targetOf(options);
		if (!belongsTo(account.hosts, url)) {
			throw new CredentialError(foreignHost(account.hosts));
		}
		const headers = orThrow(signedHeaders(account, storedIn(credential), Date.now()));
		await memoryOf(account).pace.turn();
		// What was checked is what is sent; a redirect would lead past the check.
		const signed: SignableOptions & { url: string } = {
			...options,
			url,
			headers: { ...options.headers, ...headers },
			disableFollowRedirect: true,
			...(options.uri !== undefined && { followRedirect: false, followAllRedirects: false }),
		};
		delete signed.baseURL;
		delete signed.uri;
		return signed;
	};
}

function orThrow<Value>(outcome: Value | PikPakError): Value {
	if (outcome instanceof PikPakError) throw new CredentialError(outcome);
	return outcome;
}

function targetOf({ baseURL = '', uri, url }: SignableOptions): string {
	const address = uri ?? url ?? '';
	const target = /^[a-z][a-z\d+.-]*:/i.test(address)
		? address
		: baseURL.trim().replace(/\/+$/, '') + address;
	return URL.canParse(target) ? new URL(target).href : '';
}
