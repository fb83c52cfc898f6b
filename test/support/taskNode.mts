import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import type { Fault } from '../../simulator/faults.mjs';
import type { Simulator } from '../../simulator/simulator.mjs';
import { CredentialDatabase } from './credentialsHelper.mjs';
import { bootN8n, type ExecuteRun, type N8nProcess } from './n8n.mjs';
import { startSimulated, stopSimulated, type Simulated } from './simulated.mjs';

/** The action node with one operation of Task, and a PikPak of its own for each test. */
export class TaskNode {
	private readonly database = new CredentialDatabase();
	private n8n: N8nProcess | undefined;
	private pikpak: Simulated | undefined;

	constructor(private readonly operation: string) {
		beforeAll(async () => {
			this.n8n = await bootN8n(this.database);
		});
		beforeEach(async () => {
			this.pikpak = await startSimulated();
			this.database.create(CREDENTIAL, this.pikpak.credential);
		});
		afterEach(async () => {
			expect(await stopSimulated()).toEqual([]);
		});
	}

	get simulator(): Simulator {
		if (this.pikpak === undefined) throw new Error('There is no PikPak before a test.');
		return this.pikpak.simulator;
	}

	async run(
		parameters: INodeParameters,
		run: Partial<ExecuteRun> = {},
	): Promise<INodeExecutionData[]> {
		if (this.n8n === undefined) throw new Error('There is no n8n before a test.');
		return await this.n8n.execute({
			credentialId: CREDENTIAL,
			parameters: { resource: 'task', operation: this.operation, ...parameters },
			...run,
		});
	}

	/** What {@link run} throws. */
	async failure(...args: Parameters<TaskNode['run']>): Promise<Error & { description?: string }> {
		return await this.run(...args).then(
			() => {
				throw new Error('It has not failed.');
			},
			(error: unknown) => error as Error,
		);
	}

	/** PikPak refuses, or does not answer, what matches. */
	trouble(match: Fault['match'], effect: Fault['effect'], more: Partial<Fault> = {}): void {
		this.simulator.addFault({ name: 'trouble', match, effect, ...more });
	}

	/** So many requests that match are left alone by what {@link trouble} is made after this. */
	spare(times: number, match: Fault['match']): void {
		this.simulator.addFault({ name: 'spared', match, times, effect: { kind: 'stall', ms: 0 } });
	}

	/** Expects each of the items to be as the operation's schema says. */
	expectSchema(items: readonly INodeExecutionData[], optional: readonly string[] = []): void {
		const path = `dist/nodes/PikPak/__schema__/v1.0.0/task/${this.operation}.json`;
		const { version, ...schema } = JSON.parse(readFileSync(path, 'utf8')) as Schema;
		expect(version).toBe(1);
		const validate = new Ajv({ allowUnionTypes: true }).compile({
			...schema,
			required: Object.keys(schema.properties).filter((name) => !optional.includes(name)),
			additionalProperties: false,
		});
		for (const { json } of items) expect([validate(json), validate.errors]).toEqual([true, null]);
	}
}

const CREDENTIAL = 'credential-1';

interface Schema {
	version: number;
	properties: object;
}

/** @returns what a picker of tasks holds when they are named by their ids */
export function byId(ids: string | readonly string[]): INodeParameters {
	return { __rl: true, mode: 'id', value: [ids].flat().join(', ') };
}

/** @returns items with this in their JSON */
export function itemsWith(...jsons: IDataObject[]): INodeExecutionData[] {
	return jsons.map((json) => ({ json }));
}

/** @returns the JSON of each item */
export function jsonOf(items: readonly INodeExecutionData[]): IDataObject[] {
	return items.map(({ json }) => json);
}

/** @returns a fault's answer by which PikPak refuses a call */
export function refusing(error: string, status = 400): Fault['effect'] {
	return { kind: 'answer', status, body: { error, error_code: 3 } };
}
