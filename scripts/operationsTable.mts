import { fileURLToPath } from 'node:url';
import { resources } from '../nodes/PikPak/resources.js';
import { writeIntoReadme } from './readme.mjs';

/** @returns the table of all operations, as the node's own menus describe them */
export function operationsTable(): string {
	const operations = [...resources]
		.sort(byName)
		.flatMap(({ name: resource, operations }) =>
			[...operations]
				.sort(byName)
				.map(({ name, description }) => [resource, name, description] as const),
		);
	const header = [
		['Resource', 'Operation', 'What it does'],
		['---', '---', '---'],
	];
	return [...header, ...operations].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function byName(one: { name: string }, other: { name: string }): number {
	return one.name < other.name ? -1 : 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	writeIntoReadme('Operations', operationsTable());
}
