/**
 * Lets something be seen, and cleans up, whatever came of it.
 *
 * @param cleanUp returns a few words for each thing that it had to leave
 * @returns what was seen; and what is left on the account, so that nobody takes it for clean
 */
export async function cleanedUp(
	see: () => Promise<string>,
	cleanUp: () => Promise<string[]>,
): Promise<string> {
	const seen = await see().catch((error: unknown) => String(error));
	const left = await cleanUp().catch((error: unknown) => [`not cleaned up: ${String(error)}`]);
	return [seen, ...left].join('; ');
}
