import type { Controls } from '../controls.mjs';
import type { Fault } from '../faults.mjs';

/** Trouble that can be switched on and off. */
export interface Switch {
	/** In the address. */
	readonly name: string;
	/** For the reader. */
	readonly words: string;
	readonly isOn: (controls: Controls) => boolean;
	readonly turn: (controls: Controls, on: boolean) => void;
}

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
	faultSwitch('frequent', 'Too many sign-ins', {
		match: { host: 'user', method: 'POST', path: '/v1/auth/signin' },
		effect: { kind: 'tooFrequent' },
	}),
	faultSwitch('silent', 'PikPak does not answer', { match: {}, effect: { kind: 'hang' } }),
	faultSwitch('overloaded', 'PikPak is overloaded', {
		match: { host: 'drive' },
		// As gateways say it, which know nothing of PikPak's JSON.
		effect: {
			kind: 'answer',
			status: 503,
			contentType: 'text/html',
			body: '<h1>503 Service Temporarily Unavailable</h1>',
		},
	}),
];

/** A switch that adds a fault, under its own words as the name, and takes it away. */
function faultSwitch(name: string, words: string, fault: Omit<Fault, 'name'>): Switch {
	return {
		name,
		words,
		isOn: (controls) => controls.faults().some((inForce) => inForce.name === words),
		turn: (controls, on) => {
			if (on) controls.addFault({ ...fault, name: words });
			else controls.removeFault(words);
		},
	};
}
