import type {
	ICredentialDataDecryptedObject,
	ICredentialsHelper,
	ICredentialType,
	IHttpRequestHelper,
	IHttpRequestOptions,
	INode,
	INodeCredentialsDetails,
} from 'n8n-workflow';

/**
 * How n8n writes what `preAuthentication` returns: up to 2.33 it stores the whole credential as the execution
 * has it, from 2.34 it adds the returned fields to what is stored by then.
 */
export type WriteRule = 'whole' | 'merged';

/** n8n's table of credentials, without its encryption. Every read yields an object of its own. */
export class CredentialDatabase {
	private readonly rows = new Map<string, string>();
	/** How often n8n has read it. */
	reads = 0;

	constructor(readonly rule: WriteRule = 'merged') {}

	create(id: string, data: ICredentialDataDecryptedObject): string {
		this.rows.set(id, JSON.stringify(data));
		return id;
	}

	/** A person edits fields and saves; hidden fields stay. */
	edit(id: string, data: ICredentialDataDecryptedObject): void {
		this.create(id, { ...this.read(id), ...data });
	}

	read(id: string): ICredentialDataDecryptedObject {
		const row = this.rows.get(id);
		if (row === undefined) throw new Error(`There is no credential "${id}".`);
		return JSON.parse(row) as ICredentialDataDecryptedObject;
	}

	write(id: string, data: ICredentialDataDecryptedObject): void {
		this.create(id, data);
	}
}

/**
 * The part of n8n's credentials helper that `n8n-core` leaves to the package `n8n`: as much of it as nodes with an
 * expirable credential need. `test/n8n` holds it against the real one.
 */
export function credentialsHelperFor(
	database: CredentialDatabase,
	typeOf: (name: string) => ICredentialType,
	n8n: typeof import('n8n-workflow'),
): ICredentialsHelper {
	class Helper extends n8n.ICredentialsHelper {
		getParentTypes() {
			return [];
		}

		isCredentialUsableByNode() {
			return true;
		}

		getCredentialsProperties(type: string) {
			return typeOf(type).properties;
		}

		async authenticate(
			data: ICredentialDataDecryptedObject,
			type: string,
			options: IHttpRequestOptions,
		) {
			const { authenticate } = typeOf(type);
			return typeof authenticate === 'function' ? await authenticate(data, options) : options;
		}

		async preAuthentication(
			helpers: IHttpRequestHelper,
			data: ICredentialDataDecryptedObject,
			type: string,
			node: INode,
			expired: boolean,
		) {
			const credentialType = typeOf(type);
			const expirable = credentialType.properties.find((field) => field.typeOptions?.expirable);
			if (expirable === undefined || credentialType.preAuthentication === undefined)
				return undefined;
			const testing = node.type === 'n8n-nodes-base.noOp' && node.parameters['temp'] === '';
			if (data[expirable.name] !== '' && !expired && !testing) return undefined;
			const output = await credentialType.preAuthentication.call(helpers, data);
			if (output[expirable.name] === undefined) return undefined;
			const id = node.credentials?.[type]?.id;
			if (typeof id !== 'string') throw new Error('Found credential with no ID.');
			const kept = database.rule === 'merged' ? database.read(id) : data;
			database.write(id, { ...kept, ...output } as ICredentialDataDecryptedObject);
			return Object.assign(data, output);
		}

		async getDecrypted(_data: unknown, { id }: INodeCredentialsDetails, type: string) {
			database.reads++;
			// Only declared fields survive the way out of the database.
			const declared = n8n.NodeHelpers.getNodeParameters(
				typeOf(type).properties,
				database.read(id ?? '') as never,
				true,
				false,
				null,
				null,
			);
			return declared as ICredentialDataDecryptedObject;
		}

		// What no node of this package leads to.
		runPreAuthentication = unexpected;
		getCredentials = unexpected;
		updateCredentials = unexpected;
		updateCredentialsOauthTokenData = unexpected;
	}
	return new Helper();
}

async function unexpected(): Promise<never> {
	throw new Error('This helper of the tests does not do that.');
}
