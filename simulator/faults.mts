import { z } from 'zod/v4';
import { HOST_NAMES, type Host } from './hosts.mjs';

/** What Node.js sends as a header; it would throw at anything else. */
const HeaderName = z.string().regex(/^[\w!#$%&'*+.^`|~-]+$/, 'not the name of a header');
const HeaderValue = z.string().regex(/^[\x20-\x7e]*$/, 'not the value of a header');

const Effect = z.discriminatedUnion('kind', [
	/** This answer in place of the real one; the route is not reached. */
	z
		.strictObject({
			kind: z.literal('answer'),
			status: z.int().min(200).max(599),
			/** A text is sent as it is, anything else as JSON. */
			body: z.unknown().optional(),
			/** In base64: a body that need not be text. */
			bytes: z.base64().optional(),
			/** JSON if left out. */
			contentType: z.string().optional(),
			/** Such as Location and Retry-After. */
			headers: z.record(HeaderName, HeaderValue).optional(),
		})
		.refine(
			({ body, bytes }) => (body === undefined) !== (bytes === undefined),
			'an answer has either a "body" or "bytes"',
		),
	/** The connection ends without a byte; the route is not reached. */
	z.strictObject({ kind: z.literal('drop') }),
	/** The route does its work, and the connection ends without a byte. */
	z.strictObject({ kind: z.literal('lose') }),
	/** The request is held for so many milliseconds of real time, then goes on. */
	z.strictObject({ kind: z.literal('stall'), ms: z.int().min(0).max(3_600_000) }),
	/** The request is held until its sender gives up; the route is not reached. */
	z.strictObject({ kind: z.literal('hang') }),
	/** The route does its work, and the answer breaks off after so many bytes of its body. */
	z.strictObject({ kind: z.literal('truncate'), bytes: z.int().min(1) }),
	/** The call behaves as if the risk switch were on. Only drive calls do that; the next two reach the account host too. */
	z.strictObject({ kind: z.literal('captchaDemanded') }),
	/** The answer to an expired access token; the token itself stays as it is. */
	z.strictObject({ kind: z.literal('tokenExpired') }),
	/** The answer to too many requests. */
	z.strictObject({ kind: z.literal('tooFrequent') }),
]);

export const Fault = z.strictObject({
	/** A fault of the same name is replaced. */
	name: z.string().min(1),
	/** What is left out matches everything. */
	match: z.strictObject({
		host: z.enum(HOST_NAMES).optional(),
		method: z.string().optional(),
		/** Without the host's prefix and the query; `*` at the end stands for any rest. */
		path: z.string().optional(),
		/** Values that stand in the query under these names, by themselves or in a list with commas. */
		query: z.record(z.string(), z.string()).optional(),
	}),
	/** How many requests it hits before it is gone; without it, all until it is removed. */
	times: z.int().min(1).optional(),
	/** Which part of the requests that match it hits, by chance; without it, all of them. */
	share: z.number().gt(0).max(1).optional(),
	effect: Effect,
});
export type Fault = z.infer<typeof Fault>;

interface Target {
	host: Host;
	method: string;
	path: string;
	query?: Readonly<Record<string, string | string[]>>;
}

/** The faults in force, in the order in which they were added. */
export class Faults {
	readonly #faults = new Map<string, Fault>();

	readonly #random: () => number;

	/** @param random from 0 to below 1 */
	constructor(random: () => number) {
		this.#random = random;
	}

	add(fault: Fault): void {
		this.#faults.set(fault.name, fault);
	}

	/** @returns whether there was such a fault */
	remove(name: string): boolean {
		return this.#faults.delete(name);
	}

	all(): Fault[] {
		return [...this.#faults.values()];
	}

	clear(): void {
		this.#faults.clear();
	}

	/** @returns the first fault that matches, and that chance does not spare; this counts as one of its times */
	hit(target: Target): Fault | undefined {
		const fault = this.all().find(
			(candidate) => matches(candidate, target) && this.#strikes(candidate),
		);
		if (fault?.times === 1) this.remove(fault.name);
		else if (fault?.times !== undefined) this.add({ ...fault, times: fault.times - 1 });
		return fault;
	}

	#strikes({ share }: Fault): boolean {
		return share === undefined || this.#random() < share;
	}
}

function matches({ match, effect }: Fault, { host, method, path, query = {} }: Target): boolean {
	return (
		(match.host ?? host) === host &&
		reaches(effect, host) &&
		(match.method ?? method) === method &&
		matchesPath(match.path ?? path, path) &&
		Object.entries(match.query ?? {}).every(([name, value]) =>
			valuesIn(query[name]).includes(value),
		)
	);
}

/** The answers of PikPak's API are given by its own hosts alone. */
function reaches({ kind }: Fault['effect'], host: Host): boolean {
	if (kind === 'captchaDemanded') return host === 'drive';
	if (kind === 'tokenExpired' || kind === 'tooFrequent') return host === 'drive' || host === 'user';
	return true;
}

function valuesIn(value: string | string[] = []): string[] {
	return [value].flat().flatMap((part) => part.split(','));
}

function matchesPath(pattern: string, path: string): boolean {
	return pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : path === pattern;
}
