/**
 * @param milliseconds since 1970
 * @returns ISO 8601, UTC; null for a time that is not known
 */
export function isoTime(milliseconds: number | undefined): string | null {
	if (milliseconds === undefined) return null;
	const day = Math.floor(milliseconds / DAY_MS);
	if (day !== lastDay.day) lastDay = { day, text: textOfDay(day) };
	return lastDay.text + textOfTime(milliseconds - day * DAY_MS);
}

const DAY_MS = 86_400_000;

/** Most times are of the day of the last one. Of a long list, V8's `toISOString`, which takes a microsecond, was more work than all else. */
let lastDay = { day: NaN, text: '' };

/** Such as `2026-11-27T`. */
function textOfDay(day: number): string {
	return new Date(day * DAY_MS).toISOString().slice(0, -'00:00:00.000Z'.length);
}

const [ZERO, COLON, POINT, Z] = [48, 58, 46, 90];

/** In one piece: a text that is put together stays in pieces, which the garbage collector follows. */
function textOfTime(milliseconds: number): string {
	const second = Math.floor(milliseconds / 1000);
	const minute = Math.floor(second / 60);
	const hour = Math.floor(minute / 60);
	return String.fromCharCode(
		digit(hour / 10),
		digit(hour % 10),
		COLON,
		digit((minute % 60) / 10),
		digit(minute % 10),
		COLON,
		digit((second % 60) / 10),
		digit(second % 10),
		POINT,
		digit((milliseconds % 1000) / 100),
		digit((milliseconds % 100) / 10),
		digit(milliseconds % 10),
		Z,
	);
}

function digit(value: number): number {
	return ZERO + Math.floor(value);
}
