import type { Context } from 'hono';
import { isInTrash } from '../drive/fileTree.mjs';
import { refuse, ServiceFailure } from '../failure.mjs';
import { labelOf, sentTo } from '../hosts.mjs';
import { queryOf } from '../requests.mjs';
import type { StoredUpload } from '../storedUploads.mjs';
import type { World } from '../world.mjs';
import { isSignedForAws } from './awsSignature.mjs';
import { ossSignature } from './ossSignature.mjs';

const AWS =
	/^AWS4-HMAC-SHA256 Credential=([^/,]+)\/([^,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/;
const OSS = /^OSS ([^:]+):(\S+)$/;

/**
 * The upload that a request has signed for.
 *
 * @param key of the object that it is about
 * @throws ServiceFailure if it is not signed, not with the credentials of this object, or with such that are over
 */
export async function requireUpload(
	world: World,
	c: Context,
	key: string,
	body: Buffer,
): Promise<StoredUpload> {
	const authorization = c.req.header('authorization') ?? '';
	if (authorization.startsWith('Bearer ')) {
		throw refuse('a signed address must not get the header "authorization" of the API');
	}
	const aws = AWS.exec(authorization);
	const oss = OSS.exec(authorization);
	const keyId = aws?.[1] ?? oss?.[1];
	if (keyId === undefined) throw accessDenied('You have no right to access this object');
	const [ownKey, upload] = uploadOf(world, keyId);
	const isSigned =
		aws === null
			? oss?.[2] === ossSignature(ossRequest(c, key), upload.accessKeySecret)
			: await isSignedForAws(awsRequest(c, body), awsAuthorization(aws), upload);
	if (!isSigned) {
		const description = 'The request signature we calculated does not match the one you provided';
		throw new ServiceFailure(403, 'SignatureDoesNotMatch', 0, description);
	}
	const token = c.req.header(aws === null ? 'x-oss-security-token' : 'x-amz-security-token');
	if (token !== upload.securityToken) throw accessDenied('The security token is invalid');
	if (ownKey !== key) throw accessDenied('You have no right to access this object');
	requireGood(world, upload);
	return upload;
}

function uploadOf({ state }: World, keyId: string): [key: string, upload: StoredUpload] {
	const found = Object.entries(state.uploads).find(([, { accessKeyId }]) => accessKeyId === keyId);
	if (found !== undefined) return found;
	const description = 'The access key id you provided does not exist in our records';
	throw new ServiceFailure(403, 'InvalidAccessKeyId', 0, description);
}

/** Credentials end by time; what becomes of them without a file to be made is in no source. */
function requireGood(world: World, { expiresAt, fileId }: StoredUpload): void {
	if (world.now() >= expiresAt) {
		const description = 'The security token you provided has expired';
		throw new ServiceFailure(403, 'SecurityTokenExpired', 0, description);
	}
	const isThere = Object.hasOwn(world.state.files, fileId);
	if (isThere && !isInTrash(world, fileId)) return;
	const where = isThere ? 'in the trash' : 'gone';
	throw refuse(`no evidence shows what becomes of an upload whose placeholder is ${where}`);
}

function accessDenied(description: string): ServiceFailure {
	return new ServiceFailure(403, 'AccessDenied', 0, description);
}

function ossRequest(c: Context, key: string) {
	const resource = `/${labelOf('storage')}/${key}`;
	return { method: c.req.method, headers: c.req.header(), resource, query: queryOf(c) };
}

function awsRequest(c: Context, body: Buffer) {
	const { req } = c;
	return {
		method: req.method,
		headers: req.header(),
		query: queryOf(c),
		body,
		...sentTo(c, 'storage'),
	};
}

function awsAuthorization([, , scope = '', headers = '', signature = '']: RegExpExecArray) {
	return { scope, signedHeaders: headers.split(';'), signature };
}
