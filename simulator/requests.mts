import { isUtf8 } from 'node:buffer';
import type { Context } from 'hono';
import { z } from 'zod/v4';
import { isClientId } from './account/clients.mjs';
import { refuse } from './failure.mjs';

type Where = 'body' | 'query' | 'headers';

/**
 * Checks a part of a request against what PikPak is known to take.
 *
 * @throws ServiceFailure a refusal that names an unknown field, or else the first wrong one
 */
export function check<T>(where: Where, schema: z.ZodType<T>, value: unknown): T {
	const result = schema.safeParse(value);
	if (result.success) return result.data;
	const { issues } = result.error;
	const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0];
	throw refuse(issue === undefined ? `${where} not understood` : sentenceOf(where, issue));
}

function sentenceOf(where: Where, issue: z.core.$ZodIssue): string {
	const path = issue.path.map(String);
	if (issue.code === 'unrecognized_keys') {
		const field = [...path, issue.keys[0] ?? ''].join('.');
		return `no evidence shows the field "${field}" in the ${where} of this call`;
	}
	const field = path.length === 0 ? where : `the field "${path.join('.')}" of the ${where}`;
	return `${field} is not as PikPak is known to take it: ${issue.message}`;
}

/** @returns the query; a name that stands there several times has an array of values */
export function queryOf(c: Context): Record<string, string | string[]> {
	return Object.fromEntries(
		Object.entries(c.req.queries()).map(([name, values]) => {
			const [first = '', ...more] = values;
			return [name, more.length === 0 ? first : values];
		}),
	);
}

/** The query of a call that has none. */
export const NoQuery = z.strictObject({});

/** @throws ServiceFailure a refusal, see {@link check} */
export function readQuery<T>(c: Context, schema: z.ZodType<T>): T {
	return check('query', schema, queryOf(c));
}

/** @throws Error if its sender goes away before its end */
export async function bytesOf(c: Context): Promise<Buffer> {
	const bytes = await c.req.arrayBuffer().catch(() => undefined);
	if (bytes === undefined) throw new Error('The sender went away in the middle of the body');
	return Buffer.from(bytes);
}

/**
 * Reads a JSON body. One that is labelled as a form is JSON all the same if it looks so: a working client sends
 * its sign-in like that.
 *
 * @param form a real form body is understood as well, as a working client sends it to refresh its token
 * @throws ServiceFailure a refusal, see {@link check}
 */
export async function readBody<T>(
	c: Context,
	schema: z.ZodType<T>,
	{ form = false }: { form?: boolean } = {},
): Promise<T> {
	const [type = ''] = (c.req.header('content-type') ?? '').split(';');
	if (!['application/json', 'application/x-www-form-urlencoded'].includes(type.trim())) {
		throw refuse(`no evidence shows a body with the Content-Type "${type}"`);
	}
	const text = textOf(await bytesOf(c));
	if (form && type.trim() !== 'application/json' && !text.startsWith('{')) {
		return check('body', schema, Object.fromEntries(new URLSearchParams(text)));
	}
	return check('body', schema, jsonOf(text));
}

function textOf(bytes: Buffer): string {
	if (isUtf8(bytes)) return bytes.toString();
	throw refuse('the body is not UTF-8');
}

function jsonOf(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		throw refuse('the body is not JSON');
	}
}

/** The `filters` of a list: JSON in a text. */
export function filtersAs<T extends z.ZodType>(schema: T) {
	return z
		.string()
		.transform((text, context): unknown => {
			try {
				return JSON.parse(text);
			} catch {
				context.issues.push({ code: 'custom', message: 'it is not JSON', input: text });
				return z.NEVER;
			}
		})
		.pipe(schema);
}

/** 32 lower-case hexadecimal characters, in all clients that were read. */
export const DeviceId = z.string().regex(/^[0-9a-f]{32}$/, 'not 32 lower-case hexadecimal digits');

const Headers = z.object({
	authorization: z
		.string()
		.regex(/^Bearer \S+$/, 'not "Bearer" and a token')
		.optional(),
	'x-device-id': DeviceId.optional(),
	'x-client-id': z.string().refine(isClientId, 'not a client id whose salts are known').optional(),
});

/** The headers of PikPak's API: signed addresses must not receive them (pikpak-kotlin). */
const API_HEADERS = ['x-device-id', 'x-client-id', 'x-captcha-token'];

/** @throws ServiceFailure a refusal if a request to a signed address has headers of PikPak's API */
export function refuseApiHeaders({ req }: Context): void {
	const name = API_HEADERS.find((header) => req.header(header) !== undefined);
	if (name !== undefined) throw refuse(`a signed address must not get the header "${name}"`);
}

/**
 * Checks the headers that identify a caller, where they are present.
 *
 * @throws ServiceFailure a refusal, see {@link check}
 */
export function checkHeaders(c: Context): void {
	check('headers', Headers, c.req.header());
}
