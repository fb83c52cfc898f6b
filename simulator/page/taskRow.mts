import { html } from 'hono/html';
import { FAILURE_MESSAGES } from '../drive/tasks.mjs';
import { isFinished, type StoredTask } from '../state.mjs';

type Html = ReturnType<typeof html>;

/** How far a task can be brought by one press. */
const PERCENTAGES = [25, 50, 75] as const;

/**
 * A task in the list of the page, with what can be done to it now.
 *
 * @param hasFile whether what it makes or has made is on the drive
 */
export function taskRow(task: StoredTask, hasFile: boolean): Html {
	const { id, name, phase, progress } = task;
	const look = phase === 'PHASE_TYPE_ERROR' ? 'failed' : '';
	return html`<li id="task-${id}">
		<h3>${name}</h3>
		${
			isFinished(task)
				? ''
				: html`<progress max="100" value="${progress}" aria-label="Progress of ${name}"></progress>`
		}
		<p>
			<span class="phase ${look}">${phaseOf(task, hasFile)}</span>
			<span class="soft">${sizeOf(task)}, ${timeOf(task)}</span>
		</p>
		<form class="actions" method="post">${actions(task, hasFile)}</form>
	</li>`;
}

function phaseOf({ phase, message }: StoredTask, hasFile: boolean): string {
	switch (phase) {
		case 'PHASE_TYPE_PENDING':
			return 'Waiting';
		case 'PHASE_TYPE_RUNNING':
			return 'Downloading';
		case 'PHASE_TYPE_COMPLETE':
			return hasFile ? 'Done' : 'Done, file deleted';
		case 'PHASE_TYPE_ERROR':
			return `Failed: ${message}`;
	}
}

function sizeOf({ phase, progress, size }: StoredTask): string {
	const megabytes = size / 1e6;
	const whole =
		megabytes < 1000 ? `${megabytes.toFixed(1)} MB` : `${(megabytes / 1000).toFixed(1)} GB`;
	return phase === 'PHASE_TYPE_COMPLETE' ? whole : `${String(progress)}% of ${whole}`;
}

/** On the clock of this machine, where whoever reads it sits; it says which zone that is, such as UTC. */
function timeOf({ updatedAt }: StoredTask): Html {
	const moment = new Date(updatedAt);
	const words = moment.toLocaleString('en-GB', {
		day: 'numeric',
		month: 'short',
		year: 'numeric',
		hour: '2-digit',
		minute: '2-digit',
		second: '2-digit',
		timeZoneName: 'short',
	});
	return html`<time datetime="${moment.toISOString()}">${words}</time>`;
}

function actions(task: StoredTask, hasFile: boolean): Html[] {
	const button = (action: string, words: string) =>
		html`<button id="${action}-${task.id}" formaction="/tasks/${task.id}/${action}">
			${words}<span class="hidden"> ${task.name}</span>
		</button>`;
	const remove = button('remove', 'Remove');
	switch (task.phase) {
		case 'PHASE_TYPE_PENDING':
			return [
				button('start', 'Start'),
				progressing(task),
				button('finish', 'Finish'),
				remove,
				failing(task, button),
			];
		case 'PHASE_TYPE_RUNNING':
			return [progressing(task), button('finish', 'Finish'), remove, failing(task, button)];
		case 'PHASE_TYPE_COMPLETE':
			return [hasFile ? button('deleteFile', 'Delete file') : button('retry', 'Retry'), remove];
		case 'PHASE_TYPE_ERROR':
			return [button('retry', 'Retry'), remove];
	}
}

/** Buttons and no field: a number that is being typed would be lost whenever the task moves. */
function progressing({ id, name }: StoredTask): Html {
	return html`<span class="joined" role="group" aria-label="How far ${name} is">
		${PERCENTAGES.map(
			(percent) =>
				html`<button
					id="progress-${percent}-${id}"
					formaction="/tasks/${id}/progress"
					name="percent"
					value="${percent}"
				>
					${percent}%
				</button>`,
		)}
	</span>`;
}

function failing(task: StoredTask, button: (action: string, words: string) => Html): Html {
	return html`<span class="joined">
		<label class="hidden" for="message-${task.id}">Reason for the failure of ${task.name}</label>
		<select id="message-${task.id}" name="message">
			${FAILURE_MESSAGES.map((message) => html`<option>${message}</option>`)}
		</select>
		${button('fail', 'Fail')}
	</span>`;
}
