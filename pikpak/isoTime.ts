/**
 * @param milliseconds since 1970
 * @returns ISO 8601, UTC; null for a time that is not known
 */
export function isoTime(milliseconds: number | undefined): string | null {
	return milliseconds === undefined ? null : new Date(milliseconds).toISOString();
}

/** As PikPak writes times: RFC 3339 with milliseconds, of the time zone of China. */
const OF_CHINA = /^\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}\+08:00$/;

/** Most times of a list are of the same hour as the one before; to convert each by itself took longer than all else. */
let lastHour = { text: '', utc: '' };

/**
 * @param text RFC 3339, or anything else
 * @returns the same time in ISO 8601, UTC; null if it is none
 */
export function inUtc(text: string): string | null {
	if (!OF_CHINA.test(text)) return isoTime(readTime(text));
	const hour = text.slice(0, '2026-11-30T10'.length);
	if (hour !== lastHour.text) {
		const utc = isoTime(readTime(`${hour}:00:00.000+08:00`));
		if (utc === null) return null;
		lastHour = { text: hour, utc: utc.slice(0, -':00:00.000Z'.length) };
	}
	return `${lastHour.utc}${text.slice(hour.length, -'+08:00'.length)}Z`;
}

/** @returns milliseconds since 1970; undefined if the text is no time */
export function readTime(text: string): number | undefined {
	const milliseconds = Date.parse(text);
	return Number.isNaN(milliseconds) ? undefined : milliseconds;
}
