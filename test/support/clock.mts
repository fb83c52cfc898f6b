/** The clock by which n8n, the package and the simulated PikPaks of a test file go. It never stands still. */
const { now } = Date;

let ahead = 0;

beforeAll(() => {
	jest.spyOn(Date, 'now').mockImplementation(() => now() + ahead);
});

afterAll(() => {
	jest.restoreAllMocks();
});

/** Lets time pass, a second if nothing is said. */
export function pass(
	{ minutes = 0, seconds = 0 }: { minutes?: number; seconds?: number } = { seconds: 1 },
): void {
	ahead += (minutes * 60 + seconds) * 1000;
}
