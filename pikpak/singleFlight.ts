/** Work that is done once for all who ask for it at the same time. */
export class SingleFlight<Outcome> {
	private readonly running = new Map<string, Promise<Outcome>>();

	/**
	 * @param key tells one piece of work from another
	 * @returns what the work yields; that of another caller, if it is still being done
	 */
	async run(key: string, work: () => Promise<Outcome>): Promise<Outcome> {
		const running = this.running.get(key);
		if (running !== undefined) return await running;
		const attempt = work().finally(() => {
			this.running.delete(key);
		});
		this.running.set(key, attempt);
		return await attempt;
	}
}
