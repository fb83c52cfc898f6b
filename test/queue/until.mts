const WITHIN_MS = 180_000;

/**
 * Waits until something holds.
 *
 * @param what is waited for, as an error names it
 * @throws Error if that takes longer than three minutes
 */
export async function until(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
	const deadline = Date.now() + WITHIN_MS;
	while (!(await holds())) {
		if (Date.now() > deadline) throw new Error(`Waited three minutes for ${what}, in vain.`);
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
}
