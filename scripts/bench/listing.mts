import type { ICredentialDataDecryptedObject, IExecuteFunctions } from 'n8n-workflow';
import { CredentialDatabase } from '../../test/support/credentialsHelper.mjs';
import type { N8nProcess } from '../../test/support/n8nProcess.mjs';
import { loadN8n } from './n8n.mjs';

const CREDENTIAL = 'credential-1';

export type Output = 'simplified' | 'raw';

/** A page of the list as PikPak sends it. */
interface TaskPage {
	tasks: object[];
	next_page_token?: string;
}

/** Ways to list all tasks of a drive in n8n's execution core. */
export class Listing {
	private constructor(
		private readonly n8n: N8nProcess,
		private readonly database: CredentialDatabase,
	) {}

	static async load(): Promise<Listing> {
		const database = new CredentialDatabase();
		return new Listing(await loadN8n(database), database);
	}

	/** @param credential as a person types it */
	use(credential: ICredentialDataDecryptedObject): void {
		this.database.create(CREDENTIAL, credential);
	}

	/** What n8n gives the node Task: List; it is good for one run. */
	context(output: Output): IExecuteFunctions {
		return this.n8n.executeContext({
			credentialId: CREDENTIAL,
			parameters: { resource: 'task', operation: 'list', returnAll: true, output },
		});
	}

	/** The shipped operation. */
	async ours(context: IExecuteFunctions): Promise<object[]> {
		return await this.n8n.executeIn(context);
	}

	/** The same requests by n8n's HTTP helper, which parses the JSON; nothing is done with the tasks. */
	async bare(context: IExecuteFunctions, drive: string): Promise<object[]> {
		const found: object[][] = [];
		for (let token: string | undefined = ''; token !== undefined;) {
			const page = (await context.helpers.httpRequestWithAuthentication.call(context, 'pikPakApi', {
				method: 'GET',
				url: `${listUrl(drive)}${token === '' ? '' : `&page_token=${token}`}`,
				json: true,
			})) as TaskPage;
			found.push(page.tasks);
			token = page.next_page_token === '' ? undefined : page.next_page_token;
		}
		return found.flat();
	}
}

/** How much is listed and what comes out, such as `10,000 tasks, raw`: the second column of the table. */
export function extentOf(tasks: number, output: Output): string {
	return `${tasks.toLocaleString('en')} ${tasks === 1 ? 'task' : 'tasks'}, ${output}`;
}

/**
 * What Task: List asks for.
 *
 * @param drive what stands for `https://api-drive.mypikpak.com`
 */
export function listUrl(drive: string): string {
	return `${drive}/drive/v1/tasks?type=offline&limit=10000&thumbnail_size=SIZE_SMALL`;
}
