import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CredentialDatabase } from './credentialsHelper.mjs';
import { settingsOfCore, startProcess, type N8nProcess } from './n8nProcess.mjs';

export {
	stored,
	type ExecuteRun,
	type N8nProcess,
	type PollRun,
	type SearchRun,
	type StaticData,
} from './n8nProcess.mjs';

const folder = mkdtempSync(join(tmpdir(), 'n8n-nodes-pikpak-'));

afterAll(() => {
	rmSync(folder, { recursive: true, force: true });
});

/** Boots n8n's own execution core in the memory of a new process. */
export async function bootN8n(database: CredentialDatabase): Promise<N8nProcess> {
	jest.resetModules();
	Object.assign(process.env, settingsOfCore(folder));
	await import('reflect-metadata');
	return await startProcess(
		{ core: await import('n8n-core'), workflow: await import('n8n-workflow') },
		database,
	);
}
