import { html } from 'hono/html';

/** A text that is to be copied, however long it is: wrapped, and selected as soon as it is entered. */
export function copyField(id: string, label: string, text: string): ReturnType<typeof html> {
	return html`<label for="${id}">${label}</label>
		<textarea id="${id}" rows="4" readonly onfocus="this.select()">${text}</textarea>`;
}
