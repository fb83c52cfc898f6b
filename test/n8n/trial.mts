import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { installN8n, type N8nInstallation, type N8nLine } from '../../scripts/n8n/install.mjs';
import { installPackage } from '../../scripts/n8n/package.mjs';
import { N8nRest } from '../../scripts/n8n/rest.mjs';
import { freePort, settingsOf, startN8n, type N8nServer } from '../../scripts/n8n/server.mjs';

/** A real n8n with the packed package in it, and a folder of its own that goes with the test. */
export class Trial {
	private server: N8nServer | undefined;
	private client: N8nRest | undefined;

	private constructor(
		private readonly installation: N8nInstallation,
		private readonly folder: string,
		private readonly port: number,
	) {}

	static async start(line: N8nLine): Promise<Trial> {
		const installation = await installN8n(line, (sentence) => {
			process.stderr.write(`${sentence}\n`);
		});
		const folder = mkdtempSync(join(tmpdir(), 'n8n-nodes-pikpak-trial-'));
		await installPackage(process.cwd(), folder);
		const trial = new Trial(installation, folder, await freePort());
		await trial.start();
		return trial;
	}

	get rest(): N8nRest {
		if (this.client === undefined) throw new Error('This n8n is not running.');
		return this.client;
	}

	async start(): Promise<void> {
		const { installation, folder, port } = this;
		this.server = await startN8n({ installation, folder, port });
		this.client = await N8nRest.signIn(this.server.url, installation.line);
	}

	async stop(): Promise<void> {
		await this.server?.stop();
		this.server = undefined;
	}

	/** What n8n has stored of its credentials, decrypted. Wants the server stopped. */
	async storedCredentials(): Promise<Array<{ id: string; data: Record<string, unknown> }>> {
		const file = join(this.folder, 'credentials.json');
		await promisify(execFile)(
			this.installation.node,
			[this.installation.program, 'export:credentials', '--all', '--decrypted', `--output=${file}`],
			{ env: await settingsOf(this.installation, this.folder, this.port) },
		);
		return JSON.parse(readFileSync(file, 'utf8')) as Array<{
			id: string;
			data: Record<string, unknown>;
		}>;
	}

	log(): string {
		return readFileSync(join(this.folder, 'n8n.log'), 'utf8');
	}

	async end(): Promise<void> {
		await this.stop();
		rmSync(this.folder, { recursive: true, force: true });
	}
}
