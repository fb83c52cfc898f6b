import { z } from 'zod/v4';
import { DeviceId } from '../requests.mjs';
import { CLIENT_SECRET, isClientId } from './clients.mjs';

const ClientId = z.string().refine(isClientId, 'not a client id whose salts are known');

/** Required nowhere; the web client's users send none, an empty one or Android's. */
const ClientSecret = z.enum(['', CLIENT_SECRET]).optional();

/** Some clients repeat their id in the query. */
export const ClientQuery = z.strictObject({ client_id: ClientId.optional() });

export const CaptchaRequest = z.strictObject({
	client_id: ClientId,
	/** Method and path without a query; some clients write the host in between. */
	action: z.string().regex(/^(GET|POST|PATCH|PUT|DELETE):(https:\/\/[a-z.-]+)?\/[^?\s]*$/),
	device_id: DeviceId,
	/** A previous token, or nothing. */
	captcha_token: z.string().optional(),
	meta: z.record(z.string(), z.string()),
	redirect_uri: z.string().optional(),
});

/** Who wants to sign in, under one of three names. */
export const SignInMeta = z
	.strictObject({
		username: z.string().optional(),
		email: z.string().optional(),
		phone_number: z.string().optional(),
	})
	.transform((meta) => Object.values(meta))
	.refine((names) => names.length === 1, 'it names not exactly one identity');

/** The proof that a captcha token for the drive is asked for by one of PikPak's programs. */
export const DriveMeta = z.strictObject({
	captcha_sign: z.string().regex(/^1\.[0-9a-f]{32}$/),
	client_version: z.string(),
	package_name: z.string(),
	/** One client leaves it out if it does not know it. */
	user_id: z.string().optional(),
	timestamp: z.string().regex(/^\d{13}$/, 'not milliseconds since 1970'),
});

export const SignInRequest = z.strictObject({
	client_id: ClientId,
	client_secret: ClientSecret,
	username: z.string(),
	password: z.string(),
	/** Empty or missing if it comes in a header. */
	captcha_token: z.string().optional(),
	grant_type: z.literal('password').optional(),
});

export const RefreshRequest = z.strictObject({
	client_id: ClientId,
	client_secret: ClientSecret,
	grant_type: z.literal('refresh_token'),
	refresh_token: z.string(),
});
