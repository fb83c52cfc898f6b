/** Seconds that the processor works, however busy the machine is with other things. */
export function cpuSeconds(work: () => void): number {
	const before = process.cpuUsage();
	work();
	const { user, system } = process.cpuUsage(before);
	return (user + system) / 1_000_000;
}
