/** How often an account may ask. No limit of PikPak's is known; this is what a client of long standing keeps to (pikpak-kotlin). */
const REQUESTS_A_SECOND = 5;
const BURST = 5;

/**
 * A courteous pace: so many requests at once, then so many a second. It keeps the order in which it is asked, and counts
 * in virtual time (the generic cell rate algorithm), so that there is no queue to keep.
 */
export class Pace {
	private readonly interval: number;
	/** When the bucket is full again, milliseconds since 1970. */
	private fullAt = 0;

	/**
	 * @param now milliseconds since 1970
	 * @param sleep waits for so many milliseconds
	 */
	constructor(
		private readonly now: () => number,
		private readonly sleep: (milliseconds: number) => Promise<void>,
		requestsASecond = REQUESTS_A_SECOND,
		private readonly burst = BURST,
	) {
		this.interval = 1000 / requestsASecond;
	}

	/** Waits until it is the caller's turn. */
	async turn(): Promise<void> {
		const now = this.now();
		this.fullAt = Math.max(this.fullAt, now) + this.interval;
		const wait = this.fullAt - now - this.burst * this.interval;
		if (wait > 0) await this.sleep(wait);
	}
}
