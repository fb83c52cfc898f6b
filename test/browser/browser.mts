import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Trial } from '../n8n/trial.mjs';
import { callTo } from '../support/driveCall.mjs';
import { makeFolders } from '../support/folderTree.mjs';
import { startSimulated, stopSimulated } from '../support/simulated.mjs';
import { openWindow } from './chromium.mjs';
import { Editor } from './editor.mjs';
import { Pictures } from './pictures.mjs';
import { Steps } from './steps.mjs';
import { tell } from './story.mjs';

const USAGE = `npm run test:browser -- [--pictures FOLDER] [--readme]

A person's first half hour with the package: Chromium works in the editor of a real n8n 2, with a simulated PikPak.

  --pictures  where the pictures of each step go; a temporary folder if left out
  --readme    renews the pictures of the README, too`;

const { pictures: folder, readme } = readOptions();
const pikpak = await startSimulated({ seed: 'demo' });
const folders = ['/Books', '/Films', '/Films/2025', '/Films/2026', '/Talks'];
const folderIds = await makeFolders(callTo(pikpak.simulator), folders);
const n8n = await Trial.start('2');
const { context, askedElsewhere, close } = await openWindow();
const page = await context.newPage();
const steps = new Steps(async () => {
	const path = join(folder, 'failed.png');
	await page.screenshot({ path }).catch(() => undefined);
	return `The page as it was: ${path}\nThe end of n8n's log:\n${n8n.log().slice(-2000)}`;
});
console.log(`Pictures: ${folder}`);

try {
	const editor = new Editor(page, n8n.url);
	await tell({ pikpak, folderIds, editor, pictures: new Pictures(folder, readme), steps });
	steps.conclude();
} catch (error) {
	console.error(error);
	process.exitCode = 1;
} finally {
	console.log(
		`Asked of the internet, and held back: ${[...askedElsewhere].join(', ') || 'nothing'}`,
	);
	await close();
	await n8n.end();
	await stopSimulated();
}

function readOptions(): { pictures: string; readme: boolean } {
	try {
		const { values } = parseArgs({
			options: { pictures: { type: 'string' }, readme: { type: 'boolean', default: false } },
		});
		const { pictures = mkdtempSync(join(tmpdir(), 'n8n-nodes-pikpak-pictures-')) } = values;
		return { ...values, pictures };
	} catch (error) {
		console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
		process.exit(2);
	}
}
