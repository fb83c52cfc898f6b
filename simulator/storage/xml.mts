import { XMLParser } from 'fast-xml-parser';
import { z } from 'zod/v4';
import { ServiceFailure } from '../failure.mjs';

/** A text, or elements by their names; an array is one element after the other. */
type Content = string | number | boolean | Elements | readonly Elements[];
interface Elements {
	readonly [name: string]: Content;
}

const parser = new XMLParser({
	ignoreDeclaration: true,
	// A part number is checked as the text that it is.
	parseTagValue: false,
	// The quotes of an ETag arrive as `&#34;` from Go.
	htmlEntities: true,
	isArray: (name) => name === 'Part',
});

export function xmlAnswer(elements: Elements, status = 200): Response {
	const text = `<?xml version="1.0" encoding="UTF-8"?>\n${written(elements)}`;
	return new Response(text, { status, headers: { 'Content-Type': 'application/xml' } });
}

function written(content: Content): string {
	if (typeof content !== 'object') {
		return String(content).replace(/[&<>]/g, (sign) => `&#${String(sign.charCodeAt(0))};`);
	}
	return Object.entries(content)
		.flatMap(([name, value]) =>
			[value].flat().map((each: Content) => `<${name}>${written(each)}</${name}>`),
		)
		.join('');
}

/** A failure as S3 and OSS tell it; the code is the word of {@link ServiceFailure}. */
export function failureAnswer({ error, message, status }: ServiceFailure): Response {
	return xmlAnswer({ Error: { Code: error, Message: message } }, status);
}

const Completion = z.strictObject({
	CompleteMultipartUpload: z.strictObject({
		Part: z.array(
			z.strictObject({ PartNumber: z.string().regex(/^\d+$/).transform(Number), ETag: z.string() }),
		),
	}),
});

/** The parts of an upload that ends, in the order of the request. */
export interface ListedPart {
	readonly number: number;
	/** With or without quotes, as clients send it. */
	readonly etag: string;
}

/** @throws ServiceFailure `MalformedXML` */
export function readCompletion(body: Buffer): ListedPart[] {
	const parsed = Completion.safeParse(parsedXml(body.toString()));
	if (!parsed.success) throw malformed(z.prettifyError(parsed.error));
	return parsed.data.CompleteMultipartUpload.Part.map(({ PartNumber, ETag }) => ({
		number: PartNumber,
		etag: ETag,
	}));
}

function parsedXml(text: string): unknown {
	try {
		return parser.parse(text);
	} catch (error) {
		throw malformed(String(error));
	}
}

function malformed(description: string): ServiceFailure {
	return new ServiceFailure(400, 'MalformedXML', 0, description);
}
