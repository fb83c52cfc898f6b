import { html, raw } from 'hono/html';
import type { Controls } from '../controls.mjs';
import { copyField } from '../copyField.mjs';
import { HOSTS } from '../hosts.mjs';
import type { StoredTask } from '../state.mjs';
import { SCRIPT } from './script.mjs';
import { STYLE } from './style.mjs';
import { SWITCHES } from './switches.mjs';
import { taskRow } from './taskRow.mjs';
import { WAYS, type GivenToken } from './ways.mjs';

type Html = ReturnType<typeof html>;

/** So many tasks are shown; the drive may have ten thousand. */
const SHOWN = 50;

/** A link that makes a task at one press: an open movie of the Blender foundation. */
const SAMPLE = 'magnet:?xt=urn:btih:08ada5a7a6183aae1e09d831df6748d566095a10&dn=Sintel';

/** What the last press of a button came to, where the page as it stands does not tell. */
export interface Outcome {
	/** Why it did nothing. */
	readonly problem?: string;
	/** What it has made. */
	readonly given?: GivenToken;
}

/**
 * The simulator's web page.
 *
 * @param origin where it is served, without a slash at the end
 */
export function page(controls: Controls, origin: string, { problem = '', given }: Outcome): Html {
	const tasks = controls.tasks();
	return html`<!doctype html>
		<html lang="en">
			<head>
				<meta charset="utf-8" />
				<meta name="viewport" content="width=device-width" />
				<title>PikPak simulator</title>
				<link rel="icon" href="data:," />
				<style>
					${raw(STYLE)}
				</style>
			</head>
			<body>
				<header>
					<h1>PikPak simulator</h1>
					<p>What happens here, n8n sees as if it happened on a PikPak drive.</p>
				</header>
				<p id="problem" role="alert">${problem}</p>
				<p id="news" class="hidden" role="status"></p>
				<main>
					<div>${addForm()} ${taskList(controls, tasks)}</div>
					<div>
						${credential(controls, origin)} ${ways(given)} ${trouble(controls)} ${counts(controls)}
					</div>
				</main>
				<script>
					${raw(SCRIPT)};
				</script>
			</body>
		</html>`;
}

function addForm(): Html {
	return html`<section aria-labelledby="add-title">
		<h2 id="add-title">Add a task</h2>
		<form id="add" method="post" action="/tasks">
			<label for="url">Link</label>
			<input id="url" name="url" value="${SAMPLE}" required autocomplete="off" />
			<label for="name">Name <span class="soft">(optional)</span></label>
			<input id="name" name="name" autocomplete="off" />
			<button class="first">Add task</button>
		</form>
	</section>`;
}

function taskList(controls: Controls, tasks: readonly StoredTask[]): Html {
	const rest = tasks.length - SHOWN;
	const rows = tasks
		.slice(0, SHOWN)
		.map((task) => taskRow(task, controls.file(task.id) !== undefined));
	return html`<section aria-labelledby="tasks-title">
		<h2 id="tasks-title">Tasks</h2>
		<ul id="tasks" data-live>
			${rows} ${rest > 0 ? html`<li id="rest" class="soft">and ${rest} older ones</li>` : ''}
			${tasks.length === 0 ? html`<li id="none" class="soft">There are none.</li>` : ''}
		</ul>
	</section>`;
}

function credential(controls: Controls, origin: string): Html {
	const { email, password } = controls.account();
	const fields = {
		Email: email,
		Password: password,
		Service: 'Custom',
		// A long address breaks where its two parts meet.
		'User URL': html`${origin}<wbr />${HOSTS.user}`,
		'Drive URL': html`${origin}<wbr />${HOSTS.drive}`,
	};
	return html`<section aria-labelledby="credential-title">
		<h2 id="credential-title">Credential in n8n</h2>
		<dl>
			${Object.entries(fields).map(
				([name, value]) =>
					html`<dt>${name}</dt>
						<dd><code>${value}</code></dd>`,
			)}
		</dl>
	</section>`;
}

function ways(given: GivenToken | undefined): Html {
	return html`<section aria-labelledby="ways-title">
		<h2 id="ways-title">Other ways in</h2>
		<form class="actions" method="post">
			${WAYS.map(
				({ name, words }) => html`<button formaction="/ways/${name}#ways-title">${words}</button>`,
			)}
		</form>
		<div id="given">
			${
				given === undefined
					? ''
					: html`${copyField('token', given.words, given.token)}
							<p class="soft">${given.note}</p>`
			}
		</div>
	</section>`;
}

function trouble(controls: Controls): Html {
	const switches = SWITCHES.map(({ name, words, isOn }) => {
		const on = isOn(controls);
		return html`<li id="switch-${name}">
			<form method="post" action="/switches/${name}">
				<input type="hidden" name="on" value="${String(!on)}" />
				<button id="button-${name}" role="switch" aria-checked="${String(on)}">${words}</button>
			</form>
		</li>`;
	});
	return html`<section aria-labelledby="trouble-title">
		<h2 id="trouble-title">Trouble</h2>
		<ul id="switches" data-live>
			${switches}
		</ul>
		<form class="actions" method="post" action="/expire">
			<button>Access tokens expire now</button>
		</form>
	</section>`;
}

function counts({ journal }: Controls): Html {
	const numbers = {
		'Sign-ins': journal.count({ route: 'POST:/v1/auth/signin' }),
		Refreshes: journal.count({ route: 'POST:/v1/auth/token' }),
		'Captcha tokens': journal.count({ route: 'POST:/v1/shield/captcha/init' }),
		'Lists of tasks': journal.count({ route: 'GET:/drive/v1/tasks' }),
		'All requests': journal.count(),
		'Requests PikPak may not know': journal.refusals().length,
	};
	return html`<section aria-labelledby="counts-title">
		<h2 id="counts-title">What n8n has asked</h2>
		<ul id="counts" data-live>
			${Object.entries(numbers).map(
				([name, number], place) => html`<li id="count-${place}">${name}: <b>${number}</b></li>`,
			)}
		</ul>
	</section>`;
}
