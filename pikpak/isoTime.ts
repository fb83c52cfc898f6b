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

/** V8 takes a microsecond for each `toISOString`: of a long list, half of what the package adds. Most times are of the day of the last one. */
let lastDay = { day: NaN, text: '' };

/** Such as `2026-11-27T`. */
function textOfDay(day: number): string {
	return new Date(day * DAY_MS).toISOString().slice(0, -'00:00:00.000Z'.length);
}

function textOfTime(milliseconds: number): string {
	const seconds = Math.floor(milliseconds / 1000);
	const [hour, minute] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
	return `${two(hour)}:${two(minute)}:${two(seconds % 60)}.${String(milliseconds % 1000).padStart(3, '0')}Z`;
}

function two(value: number): string {
	return value < 10 ? `0${String(value)}` : String(value);
}
