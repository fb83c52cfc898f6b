import { createHmac } from 'node:crypto';

/** What of a request goes into its signature. */
export interface OssRequest {
	method: string;
	/** By their names in lower case. */
	headers: Record<string, string>;
	/** `/bucket/key`, whatever the address is. */
	resource: string;
	query: Record<string, string | string[]>;
}

/** Those parts of a query that are signed, among the ones that are taken here. */
const SUBRESOURCES = ['partNumber', 'uploadId', 'uploads'];

/**
 * The signature of Aliyun OSS, version 1, as clients compute it: HMAC-SHA1 in base64. One that must not set `Date`, a
 * browser, sends and signs `x-oss-date` in its place.
 */
export function ossSignature(request: OssRequest, secret: string): string {
	return createHmac('sha1', secret).update(stringToSign(request)).digest('base64');
}

function stringToSign({ method, headers, resource, query }: OssRequest): string {
	const own = Object.keys(headers).filter((name) => name.startsWith('x-oss-'));
	return [
		method,
		headers['content-md5'] ?? '',
		headers['content-type'] ?? '',
		headers['x-oss-date'] ?? headers['date'] ?? '',
		...own.sort().map((name) => `${name}:${(headers[name] ?? '').trim()}`),
		resource + subresourcesOf(query),
	].join('\n');
}

function subresourcesOf(query: OssRequest['query']): string {
	const signed = SUBRESOURCES.filter((name) => query[name] !== undefined).map((name) => {
		const value = [query[name] ?? ''].flat().join(',');
		return value === '' ? name : `${name}=${value}`;
	});
	return signed.length === 0 ? '' : `?${signed.join('&')}`;
}
