import type {
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IDataObject,
	IHttpRequestHelper,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';
import { CredentialError } from '../nodes/PikPak/errors';
import { accountOf, sendWith, storedIn } from '../nodes/PikPak/transport';
import { PikPakError } from '../pikpak/errors';
import { belongsTo, foreignHost, SERVICES } from '../pikpak/service';
import { signedHeaders, writeSession } from '../pikpak/session';
import { Sessions } from '../pikpak/sessions';

/** n8n never shows such a field: this one holds the refresh token. */
const SECRET = { password: true };

const sessions = new Sessions(() => Date.now());

/** n8n's HTTP Request node calls the address `uri`. */
type SignableOptions = Omit<IHttpRequestOptions, 'url'> & { url?: string; uri?: string };

export class PikPakApi implements ICredentialType {
	name = 'pikPakApi';

	displayName = 'PikPak API';

	icon = { light: 'file:../icons/pikpak.svg', dark: 'file:../icons/pikpak.dark.svg' } as const;

	documentationUrl = 'https://github.com/n8n-nodes-pikpak/n8n-nodes-pikpak#signing-in';

	properties: INodeProperties[] = [
		{
			displayName: 'Email',
			name: 'email',
			type: 'string',
			placeholder: 'name@email.com',
			default: '',
			required: true,
			description: 'The e-mail address of the PikPak account',
		},
		{
			displayName: 'Password',
			name: 'password',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description:
				'The password of the PikPak account. An account made with Google or Apple gets one in the settings of PikPak.',
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

	/** The session has been proved by then, so this call is a formality that n8n needs. */
	test: ICredentialTestRequest = {
		request: {
			baseURL:
				'={{ $credentials.service === "custom" ? $credentials.userUrl : "https://user." + $credentials.service }}',
			url: '/v1/user/me',
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
		const grant = orThrow(await sessions.obtain(sendWith(this.helpers), account, stored));
		const session = writeSession(grant.session);
		const unchanged = grant.accessToken === stored.accessToken && session === stored.session;
		return unchanged ? {} : { sessionToken: grant.accessToken, session };
	}

	/**
	 * Signs a request.
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
		// What was checked is what is sent.
		const signed = { ...options, url, headers: { ...options.headers, ...headers } };
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
		: baseURL.replace(/\/+$/, '') + address;
	return URL.canParse(target) ? new URL(target).href : '';
}
