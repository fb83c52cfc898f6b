/** A secret that was found where it must not be. */
export interface Leak {
	place: string;
	secret: string;
	/** With what stands around it. */
	text: string;
}

/** As many characters of each form are looked up at once: a longer form begins with them. */
const KEY_LENGTH = 8;

/** Longer ones are searched for in pieces, since they may have been cut, as by the pages of a database. */
const PIECE_LENGTH = 20;

/** Looks for secrets in texts, in every form in which n8n may have written them. */
export class SecretSearch {
	private readonly forms = new Map<string, Array<{ form: string; secret: string }>>();

	constructor(secrets: Iterable<string>) {
		for (const secret of new Set(secrets)) {
			for (const form of piecesOf(secret).flatMap(formsOf)) {
				if (form.length < KEY_LENGTH) throw new Error('A secret is too short to be searched for.');
				const key = form.slice(0, KEY_LENGTH);
				this.forms.set(key, [...(this.forms.get(key) ?? []), { form, secret }]);
			}
		}
	}

	/** @param place names the text in what is found */
	find(place: string, text: string): Leak[] {
		const leaks: Leak[] = [];
		for (let at = 0; at + KEY_LENGTH <= text.length; at++) {
			const candidates = this.forms.get(text.slice(at, at + KEY_LENGTH)) ?? [];
			for (const { form, secret } of candidates) {
				if (!text.startsWith(form, at)) continue;
				leaks.push({ place, secret, text: text.slice(Math.max(0, at - 200), at + 200) });
			}
		}
		return leaks;
	}
}

function piecesOf(secret: string): string[] {
	if (secret.length <= 2 * PIECE_LENGTH) return [secret];
	const middle = (secret.length - PIECE_LENGTH) / 2;
	return [0, middle, secret.length - PIECE_LENGTH].map((start) =>
		secret.slice(start, start + PIECE_LENGTH),
	);
}

/** As it is, in JSON within JSON, in a URL or a form, in base64, and as the bytes of a buffer in JSON. */
function formsOf(secret: string): string[] {
	const inJson = (text: string) => JSON.stringify(text).slice(1, -1);
	const once = inJson(secret);
	const twice = inJson(once);
	return [
		...new Set([
			secret,
			once,
			twice,
			inJson(twice),
			encodeURIComponent(secret),
			new URLSearchParams({ secret }).toString().slice('secret='.length),
			...[0, 1, 2].flatMap((offset) => {
				const core = base64Within(secret, offset);
				return [core, core.replaceAll('+', '-').replaceAll('/', '_')];
			}),
			[...Buffer.from(secret)].join(','),
		]),
	];
}

/** What stands of a secret in the base64 of a longer text, so many bytes after a group of three: without what its neighbours change. */
function base64Within(secret: string, offset: number): string {
	const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(secret)]);
	const first = Math.ceil((offset * 8) / 6);
	return bytes.toString('base64').slice(first, Math.floor((bytes.length * 8) / 6));
}
