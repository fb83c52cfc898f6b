import type { Host } from './hosts.mjs';

type Status = 400 | 401 | 403 | 404 | 501;

/** An answer that says no. Thrown by routes, written as JSON by the service, noted in the journal. */
export class ServiceFailure extends Error {
	readonly status: Status;

	/** PikPak's own word, such as `invalid_grant`. */
	readonly error: string;

	/** Set if no evidence says that PikPak takes such a request. */
	readonly refused: boolean;

	readonly #code: number;

	readonly #details: readonly object[];

	constructor(
		status: Status,
		error: string,
		code: number,
		description: string,
		{ details = [], refused = false }: { details?: readonly object[]; refused?: boolean } = {},
	) {
		super(description);
		this.status = status;
		this.error = error;
		this.refused = refused;
		this.#code = code;
		this.#details = details;
	}

	/** The body, in the shape that clients' type definitions and users' logs show. */
	body(): Record<string, unknown> {
		return {
			error: this.error,
			error_code: this.#code,
			error_url: '',
			error_description: this.message,
			details: this.#details,
		};
	}
}

/**
 * The simulator's own no: the request is not one that PikPak is known to take.
 *
 * @param what names the field, and what is wrong with it
 */
export function refuse(
	what: string,
	{
		status = 400,
		error = 'invalid_argument',
		code = 3,
	}: { status?: Status; error?: string; code?: number } = {},
): ServiceFailure {
	return new ServiceFailure(status, error, code, `Refused by the simulator: ${what}`, {
		refused: true,
	});
}

/** The access token is missing, unknown or expired. */
export function unauthenticated(): ServiceFailure {
	return new ServiceFailure(401, 'unauthenticated', 16, 'Unauthenticated', {
		details: [
			{
				'@type': 'type.googleapis.com/google.rpc.DebugInfo',
				stack_entries: [],
				detail: 'token is expired',
			},
		],
	});
}

/** The refresh token has been used, was revoked or belongs to another client id. */
export function invalidGrant(): ServiceFailure {
	const description =
		'invalid refresh token for it may be has been refreshed by other process, more info redis: nil';
	return new ServiceFailure(400, 'invalid_grant', 4126, description, {
		details: [
			{
				'@type': 'type.googleapis.com/google.rpc.LocalizedMessage',
				locale: 'en',
				message: 'The refresh token is incorrect or expired',
			},
		],
	});
}

/** Something is wrong with the captcha token of a sign-in; the description tells what. */
export function signInCaptchaInvalid(description: string): ServiceFailure {
	return new ServiceFailure(400, 'captcha_invalid', 4002, description);
}

/** A drive call demands a captcha token, or another one than it got. */
export function driveCaptchaInvalid(status: 400 | 403): ServiceFailure {
	return new ServiceFailure(status, 'captcha_invalid', 9, 'Verification code is invalid');
}

const TOO_FREQUENT = 'Your operation is too frequent, please try again later';

/**
 * Too many requests. For sign-ins the answer is recorded; for the drive only its number is, so that the word
 * is the name of that number in gRPC.
 */
export function tooFrequent(host: Host): ServiceFailure {
	return host === 'user'
		? signInCaptchaInvalid(`Aborted - ${TOO_FREQUENT}`)
		: new ServiceFailure(400, 'aborted', 10, TOO_FREQUENT);
}

/** The file is there no more and not gone either: its owner can still take it out of the trash. */
export function inTrash(): ServiceFailure {
	return new ServiceFailure(400, 'file_in_recycle_bin', 9, 'The file is in the recycle bin');
}

/** There is no such task, file or folder. */
export function notFound(error: 'not_found' | 'file_not_found', what: string): ServiceFailure {
	return new ServiceFailure(404, error, 5, `${what} not found`);
}
