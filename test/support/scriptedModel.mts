import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import { listen } from './server.mjs';

/** A message of a conversation, as OpenAI's interface has it. */
interface ChatMessage {
	role: string;
	content: unknown;
	tool_call_id?: string;
}

/** What a model says: a text, or a call of a tool. */
type Turn = { text: string } | { tool: string; arguments: Record<string, unknown> };

/** One step of a script. */
export type Step = (messages: readonly ChatMessage[], tools: readonly string[]) => Turn;

/** A chat model that says what a script tells it to, by OpenAI's interface on loopback. */
export interface ScriptedModel {
	/** Base address for a client. */
	url: string;
	/** The tools that were offered with each request, with their descriptions. */
	offered: Array<Array<{ name: string; description: string }>>;
}

interface ChatRequest {
	messages: ChatMessage[];
	tools?: Array<{ function: { name: string; description: string } }>;
	stream?: boolean;
}

/**
 * Starts a model whose next turn is the step by the number of turns that it has had in the conversation. After the last
 * step there is nothing more to say. `closeServers` ends it.
 */
export async function startScriptedModel(script: readonly Step[]): Promise<ScriptedModel> {
	const offered: ScriptedModel['offered'] = [];
	const app = new Hono();
	app.post('/v1/chat/completions', async (context) => {
		const { messages, tools = [], stream = false } = await context.req.json<ChatRequest>();
		offered.push(tools.map(({ function: tool }) => tool));
		const turns = messages.filter(({ role }) => role === 'assistant').length;
		const names = tools.map(({ function: tool }) => tool.name);
		const turn = script[turns]?.(messages, names) ?? { text: 'The script has ended.' };
		const message = messageOf(turn, turns);
		const finish = 'tool' in turn ? 'tool_calls' : 'stop';
		if (!stream)
			return context.json(completion('chat.completion', { message, finish_reason: finish }));
		return streamSSE(context, async (events) => {
			const chunk = (delta: object, finish_reason: string | null) => ({
				data: JSON.stringify(completion('chat.completion.chunk', { delta, finish_reason })),
			});
			await events.writeSSE(chunk(message, null));
			await events.writeSSE(chunk({}, finish));
			await events.writeSSE({ data: '[DONE]' });
		});
	});
	const listener = getRequestListener(app.fetch);
	const port = await listen((request, response) => {
		void listener(request, response);
	});
	return { url: `http://127.0.0.1:${port}/v1`, offered };
}

function messageOf(turn: Turn, turns: number): object {
	if ('text' in turn) return { role: 'assistant', content: turn.text };
	const call = {
		index: 0,
		id: `call-${String(turns)}`,
		type: 'function',
		function: { name: turn.tool, arguments: JSON.stringify(turn.arguments) },
	};
	return { role: 'assistant', content: null, tool_calls: [call] };
}

function completion(object: string, choice: object): object {
	return {
		id: 'scripted',
		object,
		created: 0,
		model: 'scripted',
		choices: [{ index: 0, ...choice }],
		usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
	};
}
