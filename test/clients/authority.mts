import { createSecureContext, type SecureContext } from 'node:tls';
import { generate, type GenerateResult } from 'selfsigned';

const KEYS = { keyType: 'ec', algorithm: 'sha256' } as const;

/** A certificate authority that lives as long as this process. */
export class Authority {
	/** What whoever trusts it is given, as PEM. */
	readonly certificate: string;

	readonly #pair: GenerateResult;

	readonly #contexts = new Map<string, Promise<SecureContext>>();

	private constructor(pair: GenerateResult) {
		this.#pair = pair;
		this.certificate = pair.cert;
	}

	static async create(): Promise<Authority> {
		const name = [{ name: 'commonName', value: 'An authority of one run' }];
		const extensions = [
			{ name: 'basicConstraints', cA: true, critical: true },
			{ name: 'keyUsage', keyCertSign: true, critical: true },
		] as const;
		return new Authority(await generate(name, { ...KEYS, extensions: [...extensions] }));
	}

	/** What a server needs to be taken for that host; made once for each. */
	async contextOf(host: string): Promise<SecureContext> {
		const known = this.#contexts.get(host);
		if (known !== undefined) return await known;
		const made = this.#createContext(host);
		this.#contexts.set(host, made);
		return await made;
	}

	async #createContext(host: string): Promise<SecureContext> {
		const pair = await generate([{ name: 'commonName', value: host }], {
			...KEYS,
			ca: { key: this.#pair.private, cert: this.#pair.cert },
			extensions: [
				{ name: 'keyUsage', digitalSignature: true },
				{ name: 'extKeyUsage', serverAuth: true },
				{ name: 'subjectAltName', altNames: [{ type: 2, value: host }] },
			],
		});
		return createSecureContext({ key: pair.private, cert: pair.cert });
	}
}
