/**
 * @param milliseconds since 1970
 * @returns ISO 8601, UTC; null for a time that is not known
 */
export function isoTime(milliseconds: number | undefined): string | null {
	return milliseconds === undefined ? null : new Date(milliseconds).toISOString();
}

/**
 * A time as PikPak writes it (assumption 010): RFC 3339 with milliseconds, of the time zone of China; on a day that every month has, and not
 * its first, so that the day before is of the same month.
 */
const OF_CHINA =
	/^\d{4}-(?:0[1-9]|1[0-2])-(?:0[2-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}\+08:00$/;

/** Where parts of it begin. */
const [DAY, HOUR, ZONE] = [8, 11, 23];

/** A time in the making. A text that is put together stays in pieces, which the garbage collector follows; of this it comes in one. */
const made = Buffer.alloc(ZONE + 1);

/**
 * Most times of a list take no detour by a number: to read and write dates was most of the work of a long list.
 *
 * @param text RFC 3339, or anything else
 * @returns the same time in ISO 8601, UTC; null if it is none
 */
export function inUtc(text: string): string | null {
	if (!OF_CHINA.test(text)) return isoTime(readTime(text));
	made.write(text, 'latin1');
	const hour = digitsAt(HOUR) - 8;
	if (hour < 0) putDigits(DAY, digitsAt(DAY) - 1);
	putDigits(HOUR, hour < 0 ? hour + 24 : hour);
	made.write('Z', ZONE, 'latin1');
	return made.toString('latin1');
}

const ZERO = 48;

/** @returns the number of the two digits that begin there */
function digitsAt(place: number): number {
	return Number(made[place]) * 10 + Number(made[place + 1]) - 11 * ZERO;
}

function putDigits(place: number, value: number): void {
	made[place] = ZERO + Math.floor(value / 10);
	made[place + 1] = ZERO + (value % 10);
}

/** @returns milliseconds since 1970; undefined if the text is no time */
export function readTime(text: string): number | undefined {
	const milliseconds = Date.parse(text);
	return Number.isNaN(milliseconds) ? undefined : milliseconds;
}
