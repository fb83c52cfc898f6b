import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Locator, Page } from 'playwright-core';

/** Where the README finds its pictures. */
const README_FOLDER = resolve(import.meta.dirname, '../../docs/pictures');
const README_BYTES_AT_MOST = 150_000;

const SCHEMES = ['light', 'dark'] as const;

/** n8n fetches a node's icon for the other scheme. */
const REPAINT_MS = 300;

/** A picture of the README: its name, and what of the page is in it. */
export interface Cutting {
	name: string;
	/** Whose upper left corner begins it. */
	from: Locator;
	/** Whose lower edge ends it; the same if left out. It is as wide as both. */
	to?: Locator;
	/** So many pixels more at the top. */
	above?: number;
	/** So many pixels more at the bottom. */
	below?: number;
}

/** The pictures of a run, each in light and in dark, numbered in the order in which they are taken. */
export class Pictures {
	#taken = 0;

	/**
	 * @param folder is made if need be
	 * @param forReadme whether the README's pictures are renewed
	 */
	constructor(
		readonly folder: string,
		private readonly forReadme: boolean,
	) {
		mkdirSync(folder, { recursive: true });
	}

	/**
	 * Takes the page as it is now, in both schemes.
	 *
	 * @throws AssertionError if they do not differ, or if one for the README is too large
	 */
	async take(page: Page, name: string, cutting?: Cutting): Promise<void> {
		this.#taken += 1;
		const number = String(this.#taken).padStart(2, '0');
		const whole: Buffer[] = [];
		for (const colorScheme of SCHEMES) {
			await page.emulateMedia({ colorScheme });
			await page.waitForTimeout(REPAINT_MS);
			const path = join(this.folder, `${number}-${name}-${colorScheme}.png`);
			whole.push(await page.screenshot({ path, animations: 'disabled' }));
			if (this.forReadme && cutting !== undefined) await keep(page, cutting, colorScheme);
		}
		await page.emulateMedia({ colorScheme: 'light' });
		const [light, dark] = whole;
		assert(light && dark && !light.equals(dark), `${name} is the same in light and in dark.`);
	}
}

async function keep(
	page: Page,
	{ name, from, to = from, above = 0, below = 0 }: Cutting,
	scheme: string,
): Promise<void> {
	const [first, last] = [await from.boundingBox(), await to.boundingBox()];
	assert(first !== null && last !== null, `What ${name} shows is not on the page.`);
	const clip = {
		x: first.x,
		y: first.y - above,
		width: Math.max(first.x + first.width, last.x + last.width) - first.x,
		height: last.y + last.height + below - (first.y - above),
	};
	const picture = await page.screenshot({ clip, animations: 'disabled' });
	assert(picture.length < README_BYTES_AT_MOST, `${name} has ${String(picture.length)} bytes.`);
	mkdirSync(README_FOLDER, { recursive: true });
	writeFileSync(join(README_FOLDER, `${name}-${scheme}.png`), picture);
}
