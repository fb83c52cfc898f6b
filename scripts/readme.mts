import { readFileSync, writeFileSync } from 'node:fs';

const README = 'README.md';

/**
 * Writes a part of the README that is never typed by hand, between `<!-- Name: written by … -->` and `<!-- /Name -->`.
 *
 * @throws Error if the README has no such place
 */
export function writeIntoReadme(name: string, part: string): void {
	const readme = readFileSync(README, 'utf8');
	const place = new RegExp(`(<!-- ${name}: written by .* -->\n)[^]*(\n<!-- /${name} -->)`);
	if (!place.test(readme)) throw new Error(`${README} has no place for the ${name}.`);
	writeFileSync(
		README,
		readme.replace(place, (_, beginning: string, end: string) => `${beginning}\n${part}\n${end}`),
	);
}
