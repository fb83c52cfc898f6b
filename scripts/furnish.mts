import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { N8nRest, WorkflowJson } from './n8n/rest.mjs';

/** What a trial n8n has been given already, so that a second start finds it as its user left it. */
interface Furniture {
	credentialId?: string;
	/** Addresses that the credential holds. */
	userUrl?: string;
	workflows: Record<string, string>;
}

/** A simulated account, as a credential holds it. */
export interface SimulatedAccount {
	email: string;
	password: string;
	service: 'custom';
	userUrl: string;
	driveUrl: string;
}

const CREDENTIAL_NAME = 'PikPak (simulated account)';
const EXAMPLES = ['list-tasks.json', 'notify-about-tasks.json'];

/**
 * Gives a trial n8n a credential for the simulated account and the example workflows: once, whatever becomes of them.
 * The workflow with a trigger is published, so that it fires at once.
 *
 * @param root the checkout
 * @param folder n8n's user folder, which remembers what was given
 * @param account none if there is no simulator: the workflows then wait for a credential
 * @returns the ids of the workflows by file name
 */
export async function furnish(
	n8n: N8nRest,
	root: string,
	folder: string,
	account: SimulatedAccount | undefined,
): Promise<Record<string, string>> {
	const file = join(folder, 'trial.json');
	const furniture = await readFurniture(file);
	const save = async () => {
		await writeFile(file, JSON.stringify(furniture, null, '\t'));
	};
	if (account !== undefined && furniture.userUrl !== account.userUrl) {
		const create = async () => await n8n.createCredential(CREDENTIAL_NAME, { ...account });
		const { credentialId: id } = furniture;
		furniture.credentialId =
			id === undefined
				? await create()
				: await n8n.updateCredential(id, CREDENTIAL_NAME, { ...account }).then(
						() => id,
						// Its user has deleted it.
						create,
					);
		furniture.userUrl = account.userUrl;
		await save();
	}
	for (const example of EXAMPLES.filter((name) => furniture.workflows[name] === undefined)) {
		const workflow = await readExample(join(root, 'examples', example), furniture.credentialId);
		const id = await n8n.createWorkflow(workflow);
		furniture.workflows[example] = id;
		await save();
		const hasTrigger = workflow.nodes.some(({ type }) => type.endsWith('.pikPakTrigger'));
		if (hasTrigger && furniture.credentialId !== undefined) await n8n.activate(id);
	}
	return furniture.workflows;
}

async function readFurniture(file: string): Promise<Furniture> {
	return await readFile(file, 'utf8').then(
		(json) => JSON.parse(json) as Furniture,
		() => ({ workflows: {} }),
	);
}

/** An exported workflow names a credential that this n8n does not have: it gets the one that it has, or none. */
async function readExample(file: string, credentialId: string | undefined): Promise<WorkflowJson> {
	const workflow = JSON.parse(await readFile(file, 'utf8')) as WorkflowJson;
	return {
		...workflow,
		nodes: workflow.nodes.map(({ credentials, ...node }) => {
			if (credentials === undefined || credentialId === undefined) return node;
			return { ...node, credentials: { pikPakApi: { id: credentialId, name: CREDENTIAL_NAME } } };
		}),
	};
}
