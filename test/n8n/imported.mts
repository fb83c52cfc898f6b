import { readdirSync, readFileSync } from 'node:fs';
import type { WorkflowJson } from '../../scripts/n8n/rest.mjs';

/** The node by which a person starts a workflow. */
export const START = 'When clicking ‘Execute workflow’';

/** @returns the workflows of a folder of this repository, by their names without the ending */
export function workflowsIn(folder: string): Map<string, WorkflowJson> {
	const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
	return new Map(
		files.map((file) => [
			file.replace(/\.json$/, ''),
			JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as WorkflowJson,
		]),
	);
}

/** Does what a person does after an import: chooses the credential in each node that wants one. */
export function withCredential(workflow: WorkflowJson, id: string): WorkflowJson {
	return {
		...workflow,
		nodes: workflow.nodes.map(({ credentials, ...node }) => ({
			...node,
			...(credentials !== undefined && { credentials: { pikPakApi: { id, name: 'PikPak' } } }),
		})),
	};
}
