/** A place in bencoded bytes. */
export interface Span {
	start: number;
	/** Behind the last byte. */
	end: number;
}

/** What is wrong: the bytes end too early, or are not bencoded. */
export type Flaw = 'cut off' | 'damaged';

const [ZERO, NINE, MINUS, COLON] = [0x30, 0x39, 0x2d, 0x3a];
const [INTEGER, LIST, DICTIONARY, END] = [0x69, 0x6c, 0x64, 0x65];
/** A byte; none behind the last one. */
type Sign = number | undefined;

const LEVELS = new Set<Sign>([LIST, DICTIONARY, END]);

/** Lists and dictionaries within each other: as many as libtorrent takes, which many torrent programs are built on. */
const MOST_LEVELS = 100;

/**
 * Finds values in a bencoded dictionary. All of it is checked, but for the order of its keys, which some programs do not keep. Nothing
 * is copied, and it takes time linear in the length.
 *
 * @param keys that are looked for, in ASCII; each must not be there twice
 * @returns where their values stand, and where the dictionary ends
 */
export function readDictionary<Key extends string>(
	bytes: Uint8Array,
	start: number,
	keys: readonly Key[],
): { values: Map<Key, Span>; end: number } | Flaw {
	if (bytes[start] !== DICTIONARY) return 'damaged';
	const wanted = keys.map(coded);
	const values = new Map<Key, Span>();
	let at = start + 1;
	while (bytes[at] !== END) {
		const value = endOfString(bytes, at);
		if (typeof value === 'string') return value;
		const end = endOfValue(bytes, value);
		if (typeof end === 'string') return end;
		const key = keyAt(bytes, { start: at, end: value }, wanted);
		if (key !== undefined) {
			if (values.has(key)) return 'damaged';
			values.set(key, { start: value, end });
		}
		at = end;
	}
	return { values, end: at + 1 };
}

interface Coded<Key> {
	key: Key;
	bytes: Uint8Array;
}

function coded<Key extends string>(key: Key): Coded<Key> {
	const text = `${String(key.length)}:${key}`;
	return { key, bytes: Uint8Array.from(text, (sign) => sign.charCodeAt(0)) };
}

function keyAt<Key>(bytes: Uint8Array, { start, end }: Span, keys: ReadonlyArray<Coded<Key>>) {
	return keys.find(
		(wanted) =>
			wanted.bytes.length === end - start &&
			wanted.bytes.every((byte, index) => byte === bytes[start + index]),
	)?.key;
}

/**
 * The strings in a value that has been checked: itself, or the first ones that stand in its lists, at any depth.
 *
 * @param most of them
 */
export function stringsIn(bytes: Uint8Array, { start }: Span, most: number): Uint8Array[] {
	const strings: Uint8Array[] = [];
	endOfValue(bytes, start, (from, end) => {
		if (strings.length >= most) return;
		strings.push(bytes.subarray(bytes.indexOf(COLON, from) + 1, end));
	});
	return strings;
}

/**
 * Without recursion, which a hostile file could take too far.
 *
 * @param onString is told each string that is no key: its first byte, and the place behind its last one
 */
function endOfValue(
	bytes: Uint8Array,
	start: number,
	onString?: (start: number, end: number) => void,
): number | Flaw {
	const open: Sign[] = [];
	let wantsKey = false;
	let at = start;
	do {
		const sign = bytes[at];
		const isScalar: boolean = wantsKey ? sign !== END : !LEVELS.has(sign);
		const end = isScalar ? endOfScalar(bytes, at, wantsKey) : changeLevel(open, sign, wantsKey, at);
		if (typeof end === 'string') return end;
		if (isScalar && !wantsKey && sign !== INTEGER) onString?.(at, end);
		at = end;
		// A key is followed by its value.
		wantsKey = open.at(-1) === DICTIONARY && !(isScalar && wantsKey);
	} while (open.length > 0);
	return at;
}

/** @param open the lists and dictionaries that have begun; changed */
function changeLevel(open: Sign[], sign: Sign, wantsKey: boolean, at: number): number | Flaw {
	if (sign !== END) return open.push(sign) > MOST_LEVELS ? 'damaged' : at + 1;
	const closed = open.pop();
	const lacksValue = closed === DICTIONARY && !wantsKey;
	return closed === undefined || lacksValue ? 'damaged' : at + 1;
}

function endOfScalar(bytes: Uint8Array, start: number, isKey: boolean): number | Flaw {
	const isInteger = !isKey && bytes[start] === INTEGER;
	return isInteger ? endOfInteger(bytes, start) : endOfString(bytes, start);
}

function endOfInteger(bytes: Uint8Array, start: number): number | Flaw {
	const isNegative = bytes[start + 1] === MINUS;
	const first = start + (isNegative ? 2 : 1);
	const end = endOfNumber(bytes, first);
	if (typeof end === 'string') return end;
	return bytes[end] === END && !(isNegative && bytes[first] === ZERO) ? end + 1 : 'damaged';
}

function endOfString(bytes: Uint8Array, start: number): number | Flaw {
	const colon = endOfNumber(bytes, start);
	if (typeof colon === 'string') return colon;
	if (bytes[colon] !== COLON) return 'damaged';
	let length = 0;
	for (let at = start; at < colon; at += 1) length = length * 10 + (bytes[at] ?? ZERO) - ZERO;
	const end = colon + 1 + length;
	return end > bytes.length ? 'cut off' : end;
}

/** 64 bits have no more. */
const MOST_DIGITS = 20;

function endOfNumber(bytes: Uint8Array, start: number): number | Flaw {
	let end = start;
	while (isDigit(bytes[end]) && end < start + MOST_DIGITS) end += 1;
	if (end >= bytes.length) return 'cut off';
	const hasLeadingZero = bytes[start] === ZERO && end > start + 1;
	return end === start || hasLeadingZero ? 'damaged' : end;
}

function isDigit(byte = 0): boolean {
	return byte >= ZERO && byte <= NINE;
}
