import type { IDataObject } from 'n8n-workflow';
import { PikPakError } from '../../../pikpak/errors';
import { fileListedWith } from '../../../pikpak/tasks/madeFile';
import type { Added } from '../../../pikpak/tasks/newDownloads';
import { taskOfFile } from '../../../pikpak/tasks/taskOfFile';
import type { WireFile } from '../../../pikpak/wire';
import { Failed, Later, type Outcome, type Scope } from '../operation';
import { onOrOff } from '../parameters';
import { chosenOutput } from './output';
import { sharedWait, waitOptionsOf } from './waiting';

/** What goes out for a link, from what has become of it: nothing if it was skipped. */
type Presentation = (added: Added | PikPakError, link: string) => Array<Outcome | Later>;

/**
 * @returns how to turn what has become of a link into what the user has chosen; a task that is to be waited for goes out later
 * @throws NodeOperationError if the choice cannot be understood
 */
export function presentationOf(scope: Scope): Presentation {
	const output = chosenOutput(scope);
	const wait = waitOf(scope, output);
	return (added, link) => {
		if (added instanceof PikPakError) return [new Failed(added, { sourceUrl: link })];
		const { status } = added;
		const told = (task: IDataObject) => ({ status, ...withLink(task, link) });
		switch (status) {
			case 'skipped':
				return [];
			case 'instant':
				return [told(withoutTask(added.file, output))];
			case 'created':
			case 'existing': {
				const { task } = added;
				if (wait === undefined) return [told(output(task))];
				const tell = (outcome: Outcome) =>
					outcome instanceof Failed
						? new Failed(outcome.error, told({ ...outcome.about, sourceUrl: link }))
						: told(outcome);
				return [new Later(told(output(task)), { ids: [task.id], ...wait }, tell)];
			}
		}
	};
}

type Output = ReturnType<typeof chosenOutput>;

/** @returns the wait that the user has chosen, which items with equal times share; undefined if there is to be none */
function waitOf(scope: Scope, output: Output): Omit<Later['share'], 'ids'> | undefined {
	const { n8n, itemIndex } = scope;
	const isChosen = n8n.getNodeParameter('waitForCompletion', itemIndex, false);
	if (!onOrOff('Wait for Completion', isChosen, scope)) return undefined;
	return sharedWait(scope, waitOptionsOf(scope), output);
}

/** The answer to a creation does not tell the link. */
function withLink(task: IDataObject, link: string): IDataObject {
	return task['sourceUrl'] === null ? { ...task, sourceUrl: link } : task;
}

/** A file that was there at once, in the place of the task that would have made it. */
function withoutTask(made: WireFile | undefined, output: Output): IDataObject {
	const task = { ...taskOfFile(made ?? { id: '' }), id: '' };
	const told = output(task);
	const file = fileListedWith(task) as IDataObject | null;
	return { ...told, ...('id' in told && { id: null }), file };
}
