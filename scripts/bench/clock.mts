const { now } = Date;

let ahead = 0;

/** Lets milliseconds pass for n8n, the package, and what else of this process goes by `Date.now`. Timers and measurements are not touched. */
export function pass(milliseconds: number): void {
	ahead += milliseconds;
	Date.now = () => now() + ahead;
}
