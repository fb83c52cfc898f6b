import { readdirSync } from 'node:fs';
import { startSimulated, stopSimulated } from '../support/simulated.mjs';
import { NOTHING_TO_LOOK_AT } from './assumption.mjs';
import { assumptions } from './assumptions.mjs';
import { Service } from './service.mjs';

// Some assumptions are about what is refused, so that refusals are no mistake here.
afterEach(stopSimulated);

/** What one simulated host cannot show. */
const ON_PIKPAK_ONLY = ['026-a-token-is-good-on-every-root'];

const ANOTHER = { path: 'Disc 1/02.flac', size: 500 };

describe('the simulator is as PikPak is assumed to be', () => {
	test.each(assumptions)('%s', async (name, { expected, see }) => {
		const { simulator, served } = await startSimulated({ seed: 'demo' });
		const complete = simulator.tasks().filter(({ phase }) => phase === 'PHASE_TYPE_COMPLETE');
		simulator.deleteFile(complete.at(-1)?.id ?? '');
		// The drive of the demonstration has no finished folder.
		const url = `magnet:?xt=urn:btih:${'0'.repeat(39)}2`;
		simulator.addContent({ url, files: [{ path: 'Disc 1/01.flac', size: 1000 }, ANOTHER] });
		simulator.addTask({ url, phase: 'PHASE_TYPE_COMPLETE' });
		const { email, password } = simulator.account();
		const { userUrl, driveUrl } = served;
		const seen = await see(new Service({ userUrl, driveUrl, email, password }));
		expect(seen).toBe(ON_PIKPAK_ONLY.includes(name) ? NOTHING_TO_LOOK_AT : expected);
	});
});

test('every assumption of the folder is looked at, and they are numbered one after the other', () => {
	const files = readdirSync('test/contract').filter((file) => /^\d{3}-/.test(file));
	const names = files.map((file) => file.replace(/\.mts$/, ''));
	expect(assumptions.map(([name]) => name)).toEqual(names);
	expect(names.map((name) => Number(name.slice(0, 3)))).toEqual(names.map((_, index) => index + 1));
});
