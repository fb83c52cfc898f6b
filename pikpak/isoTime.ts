/**
 * @param milliseconds since 1970
 * @returns ISO 8601, UTC; null for a time that is not known
 */
export function isoTime(milliseconds: number | undefined): string | null {
	return milliseconds === undefined ? null : new Date(milliseconds).toISOString();
}
