/** How long to wait, and how often to look. */
interface Patience {
	seconds: number;
	everyMs: number;
}

/** For what a trigger does that polls once a minute; looking is a call to n8n. */
export const TWO_POLLS: Patience = { seconds: 150, everyMs: 500 };

/**
 * Waits until something holds.
 *
 * @param what is waited for, as an error names it
 * @throws Error if that takes too long
 */
export async function until(
	holds: () => boolean | Promise<boolean>,
	what: string,
	{ seconds, everyMs }: Patience = { seconds: 180, everyMs: 100 },
): Promise<void> {
	const deadline = Date.now() + seconds * 1000;
	while (!(await holds())) {
		if (Date.now() > deadline)
			throw new Error(`Waited ${String(seconds)} seconds for ${what}, in vain.`);
		await new Promise((resolve) => setTimeout(resolve, everyMs));
	}
}
