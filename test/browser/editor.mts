import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { selectors, type Locator, type Page } from 'playwright-core';
import { until } from '../support/until.mjs';

selectors.setTestIdAttribute('data-test-id');

/** The editor takes its time where the machine has other work to do. */
const PATIENCE = { seconds: 60, everyMs: 100 };

/** Waits until what is seen is what is expected; if it does not come, the error shows both. */
export async function eventually<Seen>(look: () => Promise<Seen>, expected: Seen): Promise<void> {
	let seen: Seen | undefined;
	await until(async () => isDeepStrictEqual((seen = await look()), expected), '', PATIENCE).catch(
		() => {
			assert.deepEqual(seen, expected);
		},
	);
}

/** What is needed here of an element in the browser. */
interface Box {
	scrollHeight: number;
	clientHeight: number;
	scrollWidth: number;
	clientWidth: number;
	textContent: string;
	computedStyleMap: () => { get: (property: string) => { value: string | number } };
}

/** n8n's editor, by what a person does in it. */
export class Editor {
	constructor(
		readonly page: Page,
		private readonly url: string,
	) {
		page.setDefaultTimeout(PATIENCE.seconds * 1000);
	}

	/** A part of the page that n8n has named for tests, as far as it can be seen. */
	part(name: string): Locator {
		return this.page.getByTestId(name).filter({ visible: true });
	}

	/** The texts of parts, without the blanks between their lines. */
	async texts(parts: Locator): Promise<string[]> {
		return (await parts.allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim());
	}

	async signIn(email: string, password: string): Promise<void> {
		await this.page.goto(this.url);
		await this.page.locator('input[name=emailOrLdapLoginId]').fill(email);
		await this.page.locator('input[name=password]').fill(password);
		await this.page.keyboard.press('Enter');
		await this.part('universal-add').waitFor();
	}

	async newWorkflow(): Promise<void> {
		await this.part('universal-add').click();
		await this.page.getByRole('menuitem', { name: 'Workflow' }).click();
		await this.part('canvas-add-button').waitFor();
	}

	/** Looks for nodes, as what a workflow begins with. */
	async searchPalette(text: string): Promise<void> {
		await this.part('canvas-add-button').getByRole('button').click();
		await this.part('node-creator-search-bar').fill(text);
	}

	/** Unfolds or folds a group of what a node can do. */
	async toggleGroup(name: string): Promise<void> {
		await this.part('node-creator-category-item').filter({ hasText: name }).click();
	}

	/** Adds what the palette offers, which opens its panel. */
	async add(action: string): Promise<void> {
		await this.part('node-creator-item-name')
			.filter({ has: this.page.getByText(action, { exact: true }) })
			.click();
		await this.part('ndv').waitFor();
	}

	/** A field of the node's panel or of the credential's dialog. */
	field(name: string): Locator {
		return this.part(`parameter-input-${name}`);
	}

	async type(name: string, text: string): Promise<void> {
		await this.field(name).getByRole('textbox').fill(text);
	}

	/** Opens the menu of a field. @returns its entries, of which none is cut off */
	async openMenu(name: string): Promise<Locator> {
		await this.field(name).click();
		const entries = this.page.getByRole('option').filter({ visible: true });
		await entries.first().waitFor();
		assert.deepEqual(await this.cutOff(entries), []);
		return entries;
	}

	async choose(name: string, entry: string): Promise<void> {
		const entries = await this.openMenu(name);
		const exact = this.page.getByText(entry, { exact: true });
		await entries.filter({ has: exact }).click();
		await entries.first().waitFor({ state: 'hidden' });
	}

	/** Adds a field to a collection, such as that of filters. */
	async addTo(collection: string, entry: string): Promise<void> {
		await this.page.getByPlaceholder(collection).filter({ visible: true }).click();
		await this.page.getByRole('option', { name: entry, exact: true }).click();
	}

	/** Opens the list of a picker, and waits for what it is to offer, none of it cut off; n8n puts first what is picked. @returns its entries */
	async openPicker(name: string, offered: readonly string[]): Promise<Locator> {
		const picked = await this.picked(name);
		await this.part(`resource-locator-${name}`).getByTestId('rlc-input').click();
		const entries = this.part('rlc-item');
		const shown = [...offered].sort((a, b) => Number(b === picked) - Number(a === picked));
		await eventually(async () => await this.texts(entries), shown);
		assert.deepEqual(await this.cutOff(entries), []);
		return entries;
	}

	async searchPicker(text: string): Promise<void> {
		await this.part('rlc-search').fill(text);
	}

	/** What is chosen in a picker. */
	async picked(name: string): Promise<string> {
		return await this.part(`resource-locator-${name}`).getByTestId('rlc-input').inputValue();
	}

	/** Starts the node whose panel is open. That n8n tells of its end in a message is not certain: look at the output. */
	async runStep(): Promise<void> {
		await this.part('node-execute-button').click();
	}

	/** What the open panel shows of a node's output: each row of the table, by the names of its columns. */
	async output(): Promise<Array<Record<string, string>>> {
		const table = this.part('output-panel').getByRole('table');
		const columns = await this.texts(table.locator('thead th'));
		const rows = await table.locator('tbody tr').all();
		return await Promise.all(
			rows.map(async (row) => {
				const cells = await this.texts(row.locator('td'));
				return Object.fromEntries(columns.map((column, place) => [column, cells[place] ?? '']));
			}),
		);
	}

	/** Drags the middle part of the panel to the left, which leaves more room for the output. */
	async widenOutput(): Promise<void> {
		const handle = await this.part('panel-drag-button').boundingBox();
		assert(handle !== null);
		const [x, y] = [handle.x + handle.width / 2, handle.y + handle.height / 2];
		await this.page.mouse.move(x, y);
		await this.page.mouse.down();
		await this.page.mouse.move(0, y, { steps: 10 });
		await this.page.mouse.up();
	}

	async closePanel(): Promise<void> {
		await this.part('ndv-close-button').click();
		await this.part('ndv').waitFor({ state: 'hidden' });
	}

	/** Closes the messages in the corner, which would stand in the pictures, and waits a moment for one that is to come. */
	async dismissMessages(): Promise<void> {
		const crosses = this.page.locator('.el-notification__closeBtn');
		await crosses
			.first()
			.waitFor({ timeout: 2000 })
			.catch(() => undefined);
		while ((await crosses.count()) > 0) {
			// It may go by itself meanwhile.
			await crosses
				.first()
				.click({ timeout: 1000 })
				.catch(() => undefined);
		}
	}

	/** The texts within parts of which something is cut off: their elements have less room than they need, and hide the rest. */
	async cutOff(parts: Locator): Promise<string[]> {
		const elements = parts.locator('xpath=descendant-or-self::*');
		return await elements.evaluateAll((boxes: Box[]): string[] =>
			boxes
				.filter((box) => {
					const style = box.computedStyleMap();
					if (style.get('overflow-x').value === 'visible') return false;
					const { scrollHeight, clientHeight, scrollWidth, clientWidth } = box;
					// Letters may reach some pixels beyond a line, and lose nothing.
					const slack = Number(style.get('font-size').value) / 2;
					return scrollWidth > clientWidth || scrollHeight > clientHeight + slack;
				})
				.map(({ textContent }) => textContent),
		);
	}
}
