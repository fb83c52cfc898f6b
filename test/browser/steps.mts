/** What a failed step leaves behind. */
type Remains = () => Promise<string>;

/** Steps that build on each other: the first that fails is the last. */
export class Steps {
	#passed = 0;

	/** @param remains saves what helps to find out why a step has failed, and says where it is */
	constructor(private readonly remains: Remains) {}

	/** @throws what the step throws, after it has been told */
	async take(name: string, work: () => Promise<void>): Promise<void> {
		const start = Date.now();
		try {
			await work();
		} catch (error) {
			console.log(`✗ ${name}\n${await this.remains()}`);
			this.#conclude(1);
			throw error;
		}
		this.#passed += 1;
		console.log(`✓ ${name} (${((Date.now() - start) / 1000).toFixed(1)} s)`);
	}

	/** Says how many steps have passed, as Jest does of its tests. */
	conclude(): void {
		this.#conclude(0);
	}

	#conclude(failed: number): void {
		const [passed, total] = [this.#passed, this.#passed + failed];
		console.log(
			`Tests:       ${String(passed)} passed, ${String(failed)} failed, ${String(total)} total`,
		);
	}
}
