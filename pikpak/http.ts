/** HTTP as this ring sees it: a request, an answer, and somebody who carries one to the other. */

export interface Request {
	method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
	/** Absolute. */
	url: string;
	headers?: Record<string, string>;
	/** Sent as JSON. */
	body?: Record<string, unknown>;
}

/** Every HTTP status is an answer; only a request that got none is not. */
export type Answer =
	| { kind: 'answered'; status: number; body: unknown }
	/** `code` is Node's or axios's, such as `ECONNREFUSED`. */
	| { kind: 'unreachable'; host: string; code: string };

/** Carries one request to the service. Never throws for what the service or the network does. */
export type Send = (request: Request) => Promise<Answer>;
