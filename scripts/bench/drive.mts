import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import type { NewTask } from '../../simulator/drive/tasks.mjs';
import { HOSTS } from '../../simulator/hosts.mjs';
import { startProgram } from '../n8n/program.mjs';
import { freePort } from '../n8n/server.mjs';
import { temporaryFolder } from './temporaryFolder.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** A simulated PikPak in a process of its own, so that its work is not taken for the client's. */
export interface BenchedDrive {
	/** What stands for `https://api-drive.mypikpak.com`. */
	url: string;
	/** Empties it. @returns a bearer token that works from now on */
	reset: () => Promise<string>;
	/** What a person types into the credential who has such a token. */
	credentialOf: (accessToken: string) => ICredentialDataDecryptedObject;
	add: (tasks: readonly NewTask[]) => Promise<void>;
}

/**
 * Lends a drive to some work, and ends it afterwards.
 *
 * @throws Error if the work has asked for what no evidence supports: then it has measured nothing
 */
export async function withDrive<Result>(
	work: (drive: BenchedDrive) => Promise<Result>,
): Promise<Result> {
	const port = String(await freePort());
	const url = `http://127.0.0.1:${port}`;
	const simulator = await startProgram({
		name: 'The simulator',
		command: process.execPath,
		args: ['--import', 'tsx', 'simulator/main.mts', '--port', port, '--seed', 'empty'],
		folder: ROOT,
		logFile: join(temporaryFolder(), 'simulator.log'),
		isReady: async () =>
			await fetch(`${url}/_simulator`).then(
				({ ok }) => ok,
				() => false,
			),
	});
	try {
		const result = await work({
			url: url + HOSTS.drive,
			reset: async () => {
				await control(url, 'reset');
				return (await control(url, 'newPersonalToken')) as string;
			},
			credentialOf: (accessToken) => ({
				authentication: 'accessToken',
				accessToken,
				service: 'custom',
				userUrl: url + HOSTS.user,
				driveUrl: url + HOSTS.drive,
			}),
			add: async (tasks) => {
				for (let first = 0; first < tasks.length; first += CHUNK)
					await control(url, 'addTasks', { tasks: tasks.slice(first, first + CHUNK) });
			},
		});
		const refusals = (await control(url, 'journal.refusals')) as unknown[];
		if (refusals.length > 0) throw new Error(`Refused: ${JSON.stringify(refusals[0])}`);
		return result;
	} finally {
		await simulator.stop();
	}
}

const CHUNK = 10_000;

async function control(url: string, name: string, input: object = {}): Promise<unknown> {
	const answer = await fetch(`${url}/_simulator/${name}`, {
		method: 'POST',
		body: JSON.stringify(input),
	});
	if (!answer.ok) throw new Error(`${name}: ${await answer.text()}`);
	return await answer.json();
}
