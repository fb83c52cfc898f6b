import type { Controls } from '../controls.mjs';

/** Trouble that can be switched on and off. */
export interface Switch {
	/** In the address. */
	readonly name: string;
	/** For the reader. */
	readonly words: string;
	readonly isOn: (controls: Controls) => boolean;
	readonly turn: (controls: Controls, on: boolean) => void;
}

const TOO_MANY_SIGN_INS = 'too many sign-ins';

export const SWITCHES: readonly Switch[] = [
	{
		name: 'captcha',
		words: 'Drive calls demand a captcha token',
		isOn: (controls) => controls.switches().risk.on,
		turn: (controls, on) => {
			controls.risk({ ...controls.switches().risk, on });
		},
	},
	{
		name: 'person',
		words: 'Signing in takes a person',
		isOn: (controls) => controls.switches().personNeeded,
		turn: (controls, on) => {
			controls.personNeeded(on);
		},
	},
	{
		name: 'frequent',
		words: 'Too many sign-ins',
		isOn: (controls) => controls.faults().some(({ name }) => name === TOO_MANY_SIGN_INS),
		turn: (controls, on) => {
			if (!on) controls.removeFault(TOO_MANY_SIGN_INS);
			else {
				controls.addFault({
					name: TOO_MANY_SIGN_INS,
					match: { host: 'user', method: 'POST', path: '/v1/auth/signin' },
					effect: { kind: 'tooFrequent' },
				});
			}
		},
	},
];
