import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterThisProcess } from '../n8n/guard.mjs';

/** @returns a folder that goes with this process, whatever ends it */
export function temporaryFolder(): string {
	const folder = mkdtempSync(join(tmpdir(), 'n8n-nodes-pikpak-bench-'));
	afterThisProcess('rm -rf "$1"', folder);
	return folder;
}
