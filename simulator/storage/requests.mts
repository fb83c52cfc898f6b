import { z } from 'zod/v4';

/** What the SDKs of AWS say of the call. */
const operation = (name: string) => ({ 'x-id': z.literal(name).optional() });

const uploadId = z.string();

const UpTo10000 = z
	.string()
	.regex(/^([1-9]\d{0,3}|10000)$/, 'not a number from 1 to 10000')
	.transform(Number);

/** The object in one request. */
export const ObjectQuery = z.strictObject(operation('PutObject'));

export const BeginQuery = z.strictObject({
	uploads: z.literal(''),
	...operation('CreateMultipartUpload'),
});

export const PartQuery = z.strictObject({
	partNumber: UpTo10000,
	uploadId,
	...operation('UploadPart'),
});

export const ListPartsQuery = z.strictObject({
	uploadId,
	'max-parts': UpTo10000.optional(),
	'part-number-marker': UpTo10000.optional(),
	...operation('ListParts'),
});

export const CompleteQuery = z.strictObject({
	uploadId,
	...operation('CompleteMultipartUpload'),
});

export const AbortQuery = z.strictObject({ uploadId, ...operation('AbortMultipartUpload') });
