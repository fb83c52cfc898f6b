import { STEPS } from './scenario.mjs';

/** As simulator/README.md has it: what passes, and what is not there yet. */
const COUNTS = { passed: 45, missing: 2 };

test('no step is lost unseen, and none hides behind the name of another', () => {
	const missing = STEPS.filter((step) => step.missing !== undefined).length;
	expect({ passed: STEPS.length - missing, missing }).toEqual(COUNTS);
	expect(new Set(STEPS.map(({ name }) => name)).size).toBe(STEPS.length);
});
