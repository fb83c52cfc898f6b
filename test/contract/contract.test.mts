import { startSimulated, stopSimulated } from '../support/simulated.mjs';
import { assumptions } from './assumptions.mjs';
import { Service } from './service.mjs';

// Some assumptions are about what is refused, so that refusals are no mistake here.
afterEach(stopSimulated);

describe('the simulator is as PikPak is assumed to be', () => {
	test.each(assumptions)('%s', async (_, { expected, see }) => {
		const { simulator, served } = await startSimulated({ seed: 'demo' });
		const { email, password } = simulator.account();
		const { userUrl, driveUrl } = served;
		expect(await see(new Service({ userUrl, driveUrl, email, password }))).toBe(expected);
	});
});

test('the assumptions are numbered one after the other', () => {
	const numbers = assumptions.map(([name]) => Number(name.slice(0, 3)));
	expect(numbers).toEqual(assumptions.map((_, index) => index + 1));
});
