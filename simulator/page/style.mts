/** The look of the page; light or dark as the reader's system is. */
export const STYLE = `
:root {
	color-scheme: light dark;
	--text: light-dark(#1b1f24, #e8eaed);
	--soft: light-dark(#57606a, #a9b1ba);
	--page: light-dark(#f4f5f7, #14171b);
	--card: light-dark(#ffffff, #1e2329);
	--line: light-dark(#8c959f, #6b747e);
	--accent: light-dark(#0b57d0, #8ab4f8);
	--on-accent: light-dark(#ffffff, #0b1d3a);
	--bad: light-dark(#b3261e, #ffb4ab);
	font: 100%/1.5 system-ui, sans-serif;
	color: var(--text);
	background: var(--page);
}
* { box-sizing: border-box; }
body { max-width: 72rem; margin: 0 auto; padding: 1rem; }
h1 { margin: 0; font-size: 1.5rem; }
h2 { margin: 0 0 0.75rem; font-size: 1.125rem; }
h3 { margin: 0; font-size: 1rem; overflow-wrap: anywhere; }
p { margin: 0; }
header { margin-bottom: 1rem; }
header p, .soft { color: var(--soft); }
main { display: grid; gap: 1rem; grid-template-columns: minmax(0, 1fr); align-items: start; }
@media (min-width: 56rem) { main { grid-template-columns: minmax(0, 1fr) 22rem; } }
main > div { display: grid; gap: 1rem; grid-template-columns: minmax(0, 1fr); }
section { padding: 1rem; border-radius: 0.75rem; background: var(--card); }
ul { display: grid; gap: 0.5rem; margin: 0; padding: 0; list-style: none; }
#tasks { gap: 1rem; }
#tasks > li + li { padding-top: 1rem; border-top: 1px solid var(--line); }
label { display: block; font-weight: 600; }
input, select, button, textarea {
	min-height: 2.75rem; padding: 0.25rem 0.75rem; border: 1px solid var(--line); border-radius: 0.5rem;
	font: inherit; color: inherit; background: var(--card);
}
input { width: 100%; margin-bottom: 0.75rem; }
select { max-width: 100%; }
textarea {
	width: 100%; margin-top: 0.25rem; font: 0.9375rem/1.5 ui-monospace, monospace; word-break: break-all; field-sizing: content;
}
#given:has(textarea) { margin-top: 0.75rem; }
button { cursor: pointer; font-weight: 600; }
button:hover { border-color: var(--accent); color: var(--accent); }
button.first { border-color: var(--accent); color: var(--on-accent); background: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
progress { width: 100%; height: 0.75rem; accent-color: var(--accent); }
.actions { display: flex; flex-wrap: wrap; gap: 0.5rem; margin-top: 0.5rem; }
.joined { display: flex; flex: 0 1 auto; min-width: 0; }
.joined > * { border-radius: 0; min-width: 0; }
.joined > :not(:last-child) { border-right: 0; }
.joined > :first-child, .joined > .hidden + * { border-radius: 0.5rem 0 0 0.5rem; }
.joined > :last-child { border-radius: 0 0.5rem 0.5rem 0; }
.phase { font-weight: 600; }
.failed, [role='alert'] { color: var(--bad); }
[role='alert']:not(:empty) { margin-bottom: 1rem; font-weight: 600; }
dl { display: grid; gap: 0.25rem 1rem; grid-template-columns: auto minmax(0, 1fr); margin: 0; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
code { font: 0.9375rem/1.5 ui-monospace, monospace; }
[role='switch'] { display: flex; align-items: center; gap: 0.75rem; width: 100%; text-align: left; }
[role='switch']::before {
	content: 'Off'; flex: none; width: 2.75rem; padding: 0.125rem 0; border: 1px solid var(--line); border-radius: 1rem;
	font-size: 0.8125rem; text-align: center;
}
[role='switch'][aria-checked='true']::before {
	content: 'On'; border-color: var(--accent); color: var(--on-accent); background: var(--accent);
}
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
`;
