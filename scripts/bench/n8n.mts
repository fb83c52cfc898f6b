import { createRequire } from 'node:module';
import type { CredentialDatabase } from '../../test/support/credentialsHelper.mjs';
import {
	settingsOfCore,
	startProcess,
	type N8nModules,
	type N8nProcess,
} from '../../test/support/n8nProcess.mjs';
import { temporaryFolder } from './temporaryFolder.mjs';

const require = createRequire(import.meta.url);

/** n8n's own execution core in this process, with the compiled package in it. */
export async function loadN8n(database: CredentialDatabase): Promise<N8nProcess> {
	Object.assign(process.env, settingsOfCore(temporaryFolder()));
	require('reflect-metadata');
	const modules: N8nModules = {
		core: require('n8n-core') as N8nModules['core'],
		workflow: require('n8n-workflow') as N8nModules['workflow'],
	};
	return await startProcess(modules, database);
}
