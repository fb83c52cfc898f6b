import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { installN8n, type N8nInstallation, type N8nLine } from '../../scripts/n8n/install.mjs';
import { installPackage } from '../../scripts/n8n/package.mjs';
import { N8nRest, type Execution } from '../../scripts/n8n/rest.mjs';
import { freePort, settingsOf, startN8n, type N8nServer } from '../../scripts/n8n/server.mjs';
import { chain, type WorkflowNode } from '../support/workflows.mjs';

const START = 'When clicking ‘Execute workflow’';

/** Run by n8n's Node.js, which has its driver of SQLite. */
const PRINT_ROWS = `
	const { Database } = require('sqlite3');
	const database = new Database(process.argv[1]);
	database.all("SELECT name FROM sqlite_master WHERE type = 'table'", (failure, tables) => {
		if (failure) throw failure;
		for (const { name } of tables) {
			database.each('SELECT * FROM "' + name + '"', (error, row) => {
				if (error) throw error;
				console.log(name, JSON.stringify(row));
			});
		}
	});
`;

/** A real n8n with the packed package in it, and a folder of its own that goes with the test. */
export class Trial {
	private server: N8nServer | undefined;
	private client: N8nRest | undefined;

	/** Every answer that n8n's REST API has given. */
	readonly answers: string[] = [];

	private constructor(
		private readonly installation: N8nInstallation,
		private readonly folder: string,
		private readonly port: number,
		private readonly env: Record<string, string>,
	) {}

	/** @param env more of n8n's settings */
	static async start(line: N8nLine, env: Record<string, string> = {}): Promise<Trial> {
		const installation = await installN8n(line, (sentence) => {
			process.stderr.write(`${sentence}\n`);
		});
		const folder = mkdtempSync(join(tmpdir(), 'n8n-nodes-pikpak-trial-'));
		await installPackage(process.cwd(), folder);
		const trial = new Trial(installation, folder, await freePort(), env);
		await trial.start();
		return trial;
	}

	get rest(): N8nRest {
		if (this.client === undefined) throw new Error('This n8n is not running.');
		return this.client;
	}

	/** Where its editor is. */
	get url(): string {
		return `http://127.0.0.1:${String(this.port)}`;
	}

	async start(): Promise<void> {
		const { installation, folder, port, env } = this;
		this.server = await startN8n({ installation, folder, port, env });
		this.client = await N8nRest.signIn(this.server.url, installation.line, (answer) => {
			this.answers.push(answer);
		});
	}

	async stop(): Promise<void> {
		await this.server?.stop();
		this.server = undefined;
	}

	/** Ends n8n as a power cut does. */
	async kill(): Promise<void> {
		this.server?.signal('SIGKILL');
		await this.server?.ended;
		this.server = undefined;
	}

	/** Makes a workflow that is started by hand, and runs it. */
	async run(...nodes: WorkflowNode[]): Promise<Execution> {
		const start = { name: START, type: 'n8n-nodes-base.manualTrigger' };
		return await this.rest.run(await this.rest.createWorkflow(chain(start, ...nodes)), START);
	}

	/** What n8n has stored of its credentials, decrypted. Wants the server stopped. */
	async storedCredentials(): Promise<Array<{ id: string; data: Record<string, unknown> }>> {
		const stored = await this.exported('credentials', '--decrypted');
		return JSON.parse(stored) as Array<{ id: string; data: Record<string, unknown> }>;
	}

	/** All workflows or credentials, as n8n exports them. Wants the server stopped. */
	async exported(what: 'workflow' | 'credentials', ...options: string[]): Promise<string> {
		const file = join(this.folder, 'export.json');
		const { program } = this.installation;
		await this.runNode([program, `export:${what}`, '--all', `--output=${file}`, ...options]);
		const json = readFileSync(file, 'utf8');
		rmSync(file);
		return json;
	}

	/** Every row of every table of n8n's database. Wants the server stopped. */
	async rows(): Promise<string> {
		const database = join(this.folder, '.n8n', 'database.sqlite');
		return await this.runNode(['-e', PRINT_ROWS, database]);
	}

	/** Every file of n8n's folder as it lies on the disk, a byte to a character; but for installed packages. */
	files(): Map<string, string> {
		const paths = readdirSync(this.folder, {
			recursive: true,
			encoding: 'utf8',
			withFileTypes: true,
		})
			.filter((entry) => entry.isFile())
			.map((entry) => join(entry.parentPath, entry.name))
			.filter((path) => !path.includes('node_modules'));
		return new Map(
			paths.map((path) => [path.slice(this.folder.length + 1), readFileSync(path, 'latin1')]),
		);
	}

	private async runNode(options: string[]): Promise<string> {
		const { node, program } = this.installation;
		const { stdout } = await promisify(execFile)(node, options, {
			// Where n8n's own modules are found.
			cwd: dirname(program),
			env: await settingsOf(this.installation, this.folder, this.port),
			maxBuffer: 500_000_000,
		});
		return stdout;
	}

	get logFile(): string {
		return join(this.folder, 'n8n.log');
	}

	log(): string {
		return readFileSync(this.logFile, 'utf8');
	}

	async end(): Promise<void> {
		await this.stop();
		rmSync(this.folder, { recursive: true, force: true });
	}
}
