import type { Editor } from './editor.mjs';

// What a person reads in the table beside the node whose panel is open.

/** The tasks that a node has put out. */
export async function tasksIn(editor: Editor): Promise<string[]> {
	const rows = await editor.output();
	return rows.map(({ name, phase, progress }) => [name, phase, progress].join(', '));
}

/** The events that the trigger has put out. */
export async function eventsIn(editor: Editor): Promise<string[]> {
	const rows = await editor.output();
	return rows.map(
		({ event, task = '' }) =>
			`${String(event)}: ${/name ?: ?(.*?) ?phase ?:/.exec(task)?.[1] ?? ''}`,
	);
}
