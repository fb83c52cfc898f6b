import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { serve, type ServedSimulator } from '../../simulator/serve.mjs';
import {
	createSimulator,
	type Simulator,
	type SimulatorOptions,
} from '../../simulator/simulator.mjs';

/** A simulated PikPak on a socket, with an account to sign in with. */
export interface Simulated {
	simulator: Simulator;
	served: ServedSimulator;
	/** What a person types into the credential. */
	credential: ICredentialDataDecryptedObject;
}

const running: Simulated[] = [];

/** Starts a simulated PikPak; `stopSimulated` ends all of them. */
export async function startSimulated(options: SimulatorOptions = {}): Promise<Simulated> {
	const simulator = createSimulator(options);
	const served = await serve(simulator);
	const { email, password } = simulator.account();
	const { userUrl, driveUrl } = served;
	const credential = {
		authentication: 'password',
		email,
		password,
		service: 'custom',
		userUrl,
		driveUrl,
	};
	const simulated = { simulator, served, credential };
	running.push(simulated);
	return simulated;
}

/** Ends every simulated PikPak of this file, and tells whether one of them was asked for what no evidence supports. */
export async function stopSimulated(): Promise<string[]> {
	const ended = running.splice(0);
	await Promise.all(
		ended.map(async ({ served }) => {
			await served.close();
		}),
	);
	return ended.flatMap(({ simulator }) =>
		simulator.journal.refusals().map(({ route, refused }) => `${route}: ${refused ?? ''}`),
	);
}
