/**
 * Fetches the page every two seconds, and sends its forms, without leaving it. An element with an id whose HTML has
 * changed is replaced; the rest stays, and with it the focus, what is being typed and what was chosen. Without this script
 * the forms work all the same, and the page shows its news when it is loaded again.
 */
export const SCRIPT = `
const byId = (id) => document.getElementById(id);

/** Makes the children of one element like those of another; both have ids. */
function sync(current, fresh) {
	const wanted = new Set(Array.from(fresh.children, (child) => child.id));
	for (const child of Array.from(current.children)) {
		if (wanted.has(child.id)) continue;
		const focused = child.contains(document.activeElement);
		const next = child.nextElementSibling ?? child.previousElementSibling;
		child.remove();
		if (focused) (next?.querySelector('button') ?? byId('url')).focus();
	}
	Array.from(fresh.children).forEach((child, place) => {
		const old = byId(child.id);
		if (old === null) current.insertBefore(child, current.children[place] ?? null);
		else if (old.outerHTML !== child.outerHTML) {
			announce(old, child);
			const focused = old.contains(document.activeElement) ? document.activeElement.id : '';
			const chosen = old.querySelector('select')?.value;
			old.replaceWith(child);
			const select = child.querySelector('select');
			if (select !== null && chosen !== undefined) select.value = chosen;
			// What was pressed may be gone: then the next thing that can be pressed.
			if (focused !== '') (byId(focused) ?? child.querySelector('button'))?.focus();
		}
	});
}

function announce(old, child) {
	const phase = child.querySelector('.phase')?.textContent;
	if (phase === undefined || phase === old.querySelector('.phase')?.textContent) return;
	byId('news').textContent = child.querySelector('h3').textContent + ': ' + phase;
}

async function show(response) {
	const page = new DOMParser().parseFromString(await response.text(), 'text/html');
	for (const list of document.querySelectorAll('[data-live]')) sync(list, page.getElementById(list.id));
	return page;
}

async function refresh() {
	if (!document.hidden) await fetch('/').then(show).catch(() => undefined);
	setTimeout(refresh, 2000);
}
setTimeout(refresh, 2000);

document.addEventListener('submit', async (event) => {
	event.preventDefault();
	const form = event.target;
	const url = event.submitter?.getAttribute('formaction') ?? form.action;
	const body = new URLSearchParams(new FormData(form, event.submitter));
	const page = await fetch(url, { method: 'POST', body }).then(show).catch(() => undefined);
	const problem = page === undefined ? 'The simulator does not answer.' : page.getElementById('problem').textContent;
	byId('problem').textContent = problem;
	const given = page?.getElementById('token');
	if (given) {
		byId('given').replaceChildren(...page.getElementById('given').children);
		given.focus();
	}
	if (form.id === 'add' && problem === '') {
		byId('news').textContent = 'The task was added.';
		byId('name').value = '';
	}
});
`;
