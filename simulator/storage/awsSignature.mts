import { createHash } from 'node:crypto';
import { Sha256 } from '@aws-crypto/sha256-js';
import { HttpRequest } from '@smithy/protocol-http';
import { SignatureV4 } from '@smithy/signature-v4';
import { refuse, ServiceFailure } from '../failure.mjs';
import type { StoredUpload } from '../storedUploads.mjs';

/** What of a request goes into its signature. */
export interface AwsRequest {
	method: string;
	/** As its sender has written it. */
	host: string;
	/** Encoded. */
	path: string;
	query: Record<string, string | string[]>;
	/** By their names in lower case. */
	headers: Record<string, string>;
	body: Buffer;
}

/** What stands in the header `Authorization`. */
export interface AwsAuthorization {
	/** Such as `20261124/pikpak/s3/aws4_request`. */
	scope: string;
	signedHeaders: string[];
	signature: string;
}

/** As rclone has it. */
const REGION = 'pikpak';

const PAYLOAD_HASH = 'x-amz-content-sha256';

/**
 * Computes the signature of a request again: AWS Signature Version 4.
 *
 * @returns whether it is the same
 * @throws ServiceFailure for a body that is not the signed one, and a refusal of what no client is seen to sign
 */
export async function isSignedForAws(
	request: AwsRequest,
	{ scope, signedHeaders, signature }: AwsAuthorization,
	{ accessKeyId, accessKeySecret, securityToken }: StoredUpload,
): Promise<boolean> {
	const { headers, host, method, path, query } = request;
	const date = headers['x-amz-date'] ?? '';
	const expected = `${date.slice(0, 8)}/${REGION}/s3/aws4_request`;
	if (scope !== expected) throw refuse(`the scope is "${scope}", not "${expected}"`);
	checkPayload(headers[PAYLOAD_HASH], request.body);
	requireSigned(headers, signedHeaders);
	const signer = new SignatureV4({
		service: 's3',
		region: REGION,
		credentials: {
			accessKeyId,
			secretAccessKey: accessKeySecret,
			sessionToken: securityToken,
		},
		sha256: Sha256,
		uriEscapePath: false,
	});
	const signed = Object.fromEntries(signedHeaders.map((name) => [name, headers[name] ?? '']));
	const again = await signer.sign(
		new HttpRequest({ method, path, query, headers: { ...signed, host } }),
		{ signingDate: momentOf(date), signableHeaders: new Set(signedHeaders) },
	);
	return again.headers['authorization']?.endsWith(`Signature=${signature}`) === true;
}

/** Over TLS rclone does not sign the bytes of an object; everything else is signed with its hash. */
function checkPayload(announced: string | undefined, body: Buffer): void {
	if (announced === 'UNSIGNED-PAYLOAD') return;
	if (announced === undefined || !/^[0-9a-f]{64}$/.test(announced)) {
		throw refuse(`no evidence shows ${PAYLOAD_HASH} "${announced ?? ''}"`);
	}
	if (createHash('sha256').update(body).digest('hex') !== announced) {
		const description =
			'The provided x-amz-content-sha256 header does not match what was computed.';
		throw new ServiceFailure(400, 'XAmzContentSHA256Mismatch', 0, description);
	}
}

/** S3 takes no header of its own that is not signed. */
function requireSigned(headers: AwsRequest['headers'], signedHeaders: readonly string[]): void {
	const own = Object.keys(headers).filter((name) => name.startsWith('x-amz-'));
	const missing = ['host', ...own].find((name) => !signedHeaders.includes(name));
	if (missing === undefined) return;
	const description = 'There were headers present in the request which were not signed';
	throw new ServiceFailure(403, 'AccessDenied', 0, `${description}: ${missing}`);
}

/** @param date such as `20261124T040000Z` */
function momentOf(date: string): Date {
	const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(date);
	if (parts === null) throw refuse(`the header x-amz-date is "${date}"`);
	const [year = 0, month = 0, ...rest] = parts.slice(1).map(Number);
	const [day, hour, minute, second] = rest;
	return new Date(Date.UTC(year, month - 1, day, hour, minute, second));
}
