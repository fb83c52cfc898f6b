import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CredentialDatabase } from '../../test/support/credentialsHelper.mjs';
import {
	settingsOfCore,
	startProcess,
	type N8nModules,
	type N8nProcess,
} from '../../test/support/n8nProcess.mjs';

const require = createRequire(import.meta.url);

/** n8n's own execution core in this process, with the compiled package in it. */
export async function loadN8n(database: CredentialDatabase): Promise<N8nProcess> {
	const folder = mkdtempSync(join(tmpdir(), 'n8n-nodes-pikpak-bench-'));
	process.once('exit', () => {
		rmSync(folder, { recursive: true, force: true });
	});
	Object.assign(process.env, settingsOfCore(folder));
	require('reflect-metadata');
	const modules: N8nModules = {
		core: require('n8n-core') as N8nModules['core'],
		workflow: require('n8n-workflow') as N8nModules['workflow'],
	};
	return await startProcess(modules, database);
}
