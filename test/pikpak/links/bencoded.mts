export type Bencodable =
	number | string | Uint8Array | Bencodable[] | { [key: string]: Bencodable };

/** Bencodes a value. The keys of an object are written in their own order. */
export function bencoded(value: Bencodable): Buffer {
	if (typeof value === 'number') return Buffer.from(`i${String(value)}e`);
	if (typeof value === 'string') return bencoded(Buffer.from(value));
	if (value instanceof Uint8Array) {
		return Buffer.concat([Buffer.from(`${String(value.length)}:`), value]);
	}
	const [sign, parts] = Array.isArray(value)
		? (['l', value] as const)
		: (['d', Object.entries(value).flat()] as const);
	return Buffer.concat([Buffer.from(sign), ...parts.map(bencoded), Buffer.from('e')]);
}
