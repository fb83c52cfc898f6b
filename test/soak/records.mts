import { openSync, readSync, closeSync } from 'node:fs';
import { parse } from 'flatted';
import { readStored, type WatchState } from '../../pikpak/watch/state.js';
import type { Trial } from '../n8n/trial.mjs';

/** What n8n tells of a workflow in its log. Milliseconds since 1970. */
export interface LogEntry {
	at: number;
	workflow: string;
	kind: 'poll' | 'failedPoll' | 'skippedPoll' | 'emit';
}

const SENTENCES: Array<[LogEntry['kind'], RegExp]> = [
	['poll', /^Poll trigger initiated for workflow "(.+)"$/],
	['emit', /^Received event to trigger execution for workflow "(.+)"$/],
	['skippedPoll', /^.+ is still at its last poll \(workflow "(.+)", /],
	['failedPoll', /^.+ asks PikPak again later \(workflow "(.+)", /],
];

/** Follows n8n's log, which wants `N8N_LOG_LEVEL` debug and `N8N_LOG_FORMAT` json. */
export class N8nLog {
	readonly entries: LogEntry[] = [];
	private offset = 0;
	private rest = '';
	private readonly decoder = new TextDecoder();

	constructor(private readonly file: string) {}

	/** @returns what is new */
	read(): LogEntry[] {
		const lines = (this.rest + this.newText()).split('\n');
		this.rest = lines.pop() ?? '';
		const read = lines.flatMap(entriesIn);
		this.entries.push(...read);
		return read;
	}

	private newText(): string {
		const file = openSync(this.file, 'r');
		try {
			const chunk = Buffer.alloc(1_000_000);
			let text = '';
			for (;;) {
				const length = readSync(file, chunk, 0, chunk.length, this.offset);
				if (length === 0) return text;
				this.offset += length;
				text += this.decoder.decode(chunk.subarray(0, length), { stream: true });
			}
		} finally {
			closeSync(file);
		}
	}
}

function entriesIn(line: string): LogEntry[] {
	const { message, metadata } = spoken(line);
	return SENTENCES.flatMap(([kind, sentence]) => {
		const workflow = sentence.exec(message)?.[1];
		return workflow === undefined ? [] : [{ kind, workflow, at: Date.parse(metadata.timestamp) }];
	});
}

/** A kill can cut a line off, and the next process goes on behind it. */
function spoken(line: string): { message: string; metadata: { timestamp: string } } {
	try {
		return JSON.parse(line.slice(line.lastIndexOf('{"level":'))) as ReturnType<typeof spoken>;
	} catch {
		return { message: '', metadata: { timestamp: '' } };
	}
}

/** An execution that n8n has stored. */
export interface Row {
	id: string;
	workflowId: string;
	/** Milliseconds since 1970. */
	createdAt: number;
	status: string;
	/** Ids of the events that it was started with, or got from the trigger. */
	eventIds: string[];
}

/** What stands in n8n's database. */
export interface Database {
	rows: Row[];
	/** By the id of the workflow. */
	states: Map<string, WatchState>;
}

/** Reads n8n's database. Wants n8n stopped. */
export async function readDatabase(trial: Trial): Promise<Database> {
	const tables = new Map<string, Array<Record<string, string | number | null>>>();
	for (const line of (await trial.rows()).split('\n')) {
		const [table = ''] = line.split(' ', 1);
		if (!['execution_entity', 'execution_data', 'workflow_entity'].includes(table)) continue;
		const row = JSON.parse(line.slice(table.length)) as Record<string, string | number | null>;
		tables.set(table, [...(tables.get(table) ?? []), row]);
	}
	const data = new Map(
		(tables.get('execution_data') ?? []).map((row) => [String(row['executionId']), row['data']]),
	);
	const rows = (tables.get('execution_entity') ?? []).map((row) => ({
		id: String(row['id']),
		workflowId: String(row['workflowId']),
		createdAt: timeOf(String(row['createdAt'])),
		status: String(row['status']),
		eventIds: eventIdsIn(String(data.get(String(row['id'])) ?? '[{}]')),
	}));
	const states = (tables.get('workflow_entity') ?? []).flatMap(
		(row): Array<[string, WatchState]> => {
			const state = stateIn(JSON.parse(String(row['staticData'] ?? '{}')) as StaticData);
			return state === undefined ? [] : [[String(row['id']), state]];
		},
	);
	return { rows, states: new Map(states) };
}

/** SQLite's, which are in UTC and do not say so. */
function timeOf(text: string): number {
	return Date.parse(`${text.replace(' ', 'T')}Z`);
}

interface ExecutionData {
	resultData?: { runData?: Record<string, Array<{ data?: Output }>> };
	executionData?: { nodeExecutionStack?: Array<{ data: Output }> };
}
interface Output {
	main: Array<Array<{ json: { eventId?: string } }> | null>;
}

/** An execution that was cut short still has what it was to begin with. */
function eventIdsIn(text: string): string[] {
	const { resultData, executionData } = parse(text) as ExecutionData;
	const ran = Object.values(resultData?.runData ?? {})[0]?.[0]?.data;
	const output = ran ?? executionData?.nodeExecutionStack?.[0]?.data;
	return (output?.main[0] ?? []).flatMap(({ json: { eventId } }) => eventId ?? []);
}

/** By store, and in it by key. */
type StaticData = Record<string, Record<string, unknown>>;

/** Of the two copies of a trigger's state, the newer one. */
function stateIn(staticData: StaticData): WatchState | undefined {
	const [newest] = Object.values(staticData)
		.flatMap((store) => Object.values(store))
		.flatMap((text) => readStored(text) ?? [])
		.sort((one, other) => other.turn - one.turn);
	return newest?.kind === 'watching' ? newest.state : undefined;
}
